// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adapted values of several streams: a matrix [streams, layout length] cut into its parameters. Cutting is one split,
 * whose gradient is one concatenation, so a backward pass leaves the gradient of all of them in the matrix.
 */
public final class Overlay {

    private final Map<String, NDArray> parts = new HashMap<>();
    private final int streams;

    /**
     * Cuts {@code matrix}.
     *
     * @param layout what lies in a row
     * @param matrix [streams, layout.length()]
     */
    public Overlay(ParameterLayout layout, NDArray matrix) {
        this.streams = (int) matrix.getShape().get(0);
        List<ParameterLayout.Entry> entries = layout.entries();
        long[] cuts = new long[Math.max(0, entries.size() - 1)];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = entries.get(i + 1).offset();
        }
        NDList pieces = entries.size() == 1 ? new NDList(matrix) : matrix.split(cuts, 1);
        for (int i = 0; i < entries.size(); i++) {
            parts.put(entries.get(i).name(), shaped(pieces.get(i), entries.get(i)));
        }
    }

    private NDArray shaped(NDArray piece, ParameterLayout.Entry entry) {
        if (streams == 1) {
            return piece.reshape(entry.shape());
        }
        return piece.reshape(entry.shape().length == 1 ? new long[] {-1} : withStreams(entry.shape()));
    }

    private long[] withStreams(long[] shape) {
        long[] all = new long[shape.length + 1];
        all[0] = streams;
        System.arraycopy(shape, 0, all, 1, shape.length);
        return all;
    }

    /** What lies in the matrix, by name. */
    Map<String, NDArray> parts() {
        return parts;
    }

    /**
     * A parameter: [streams * C] if it is a vector, its own shape if there is one stream, [streams, shape...]
     * otherwise; null if the overlay does not hold it.
     */
    public NDArray get(String name) {
        return parts.get(name);
    }
}
