// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adapted values of several streams: a matrix [streams, layout length] that is cut into its parameters when the first one
 * is asked for. Cutting is one split, whose gradient is one concatenation, so a backward pass leaves the gradient of all of
 * them in the matrix.
 */
public final class Overlay {

    private final ParameterLayout layout;
    private final NDArray matrix;
    private Map<String, NDArray> parts;

    /**
     * Lays {@code matrix} over the source weights.
     *
     * @param layout what lies in a row
     * @param matrix [streams, layout.length()]
     */
    public Overlay(ParameterLayout layout, NDArray matrix) {
        this.layout = layout;
        this.matrix = matrix;
    }

    /** The matrix as it was given, if its rows are exactly {@code asked}, else null. */
    NDArray matrix(ParameterLayout asked) {
        return layout.sameAs(asked) ? matrix : null;
    }

    private static Map<String, NDArray> cut(ParameterLayout layout, NDArray matrix) {
        List<ParameterLayout.Entry> entries = layout.entries();
        long[] cuts = new long[Math.max(0, entries.size() - 1)];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = entries.get(i + 1).offset();
        }
        long streams = matrix.getShape().get(0);
        NDList pieces = entries.size() == 1 ? new NDList(matrix) : matrix.split(cuts, 1);
        Map<String, NDArray> parts = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            parts.put(entries.get(i).name(), shaped(pieces.get(i), entries.get(i), streams));
        }
        return parts;
    }

    private static NDArray shaped(NDArray piece, ParameterLayout.Entry entry, long streams) {
        if (streams == 1) {
            return piece.reshape(entry.shape());
        }
        return piece.reshape(entry.shape().length == 1 ? new long[] {-1} : withStreams(entry.shape(), streams));
    }

    private static long[] withStreams(long[] shape, long streams) {
        long[] all = new long[shape.length + 1];
        all[0] = streams;
        System.arraycopy(shape, 0, all, 1, shape.length);
        return all;
    }

    /**
     * A parameter: [streams * C] if it is a vector, its own shape if there is one stream, [streams, shape...]
     * otherwise; null if the overlay does not hold it.
     */
    public NDArray get(String name) {
        if (parts == null) {
            parts = cut(layout, matrix);
        }
        return parts.get(name);
    }
}
