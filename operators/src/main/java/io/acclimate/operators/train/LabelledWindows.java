// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Windows with their classes, from one or more streams, each stream's in time order.
 *
 * @param inputs one input per window, of the model's input size
 * @param labels classes; -1 where unknown
 * @param streams number of the stream that each window is from, ascending
 */
public record LabelledWindows(List<float[]> inputs, int[] labels, int[] streams) {

    /** Checks the sizes. */
    public LabelledWindows {
        if (inputs.size() != labels.length || inputs.size() != streams.length) {
            throw new IllegalArgumentException("inputs, labels and streams differ in number");
        }
    }

    /** Number of windows. */
    public int size() {
        return labels.length;
    }

    /** Those with a known class. */
    public LabelledWindows labelled() {
        List<float[]> kept = new ArrayList<>();
        List<int[]> rest = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            if (labels[i] >= 0) {
                kept.add(inputs.get(i));
                rest.add(new int[] {labels[i], streams[i]});
            }
        }
        return new LabelledWindows(
                kept,
                rest.stream().mapToInt(pair -> pair[0]).toArray(),
                rest.stream().mapToInt(pair -> pair[1]).toArray());
    }
}
