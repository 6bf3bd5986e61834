// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Windows with their classes, from one or more streams, each stream's in time order.
 *
 * @param inputs one input per window, of the model's input size
 * @param labels classes; -1 where unknown
 * @param streams number of the stream that each window is from, ascending
 */
public record LabelledWindows(List<float[]> inputs, int[] labels, int[] streams) {

    /** No window. */
    public static final LabelledWindows NONE = new LabelledWindows(List.of(), new int[0], new int[0]);

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

    /**
     * These windows, and others after them.
     *
     * @param others whose streams count as further ones
     */
    public LabelledWindows and(LabelledWindows others) {
        int first = size() == 0 ? 0 : streams[size() - 1] + 1;
        return new LabelledWindows(
                Stream.concat(inputs.stream(), others.inputs.stream()).toList(),
                IntStream.concat(Arrays.stream(labels), Arrays.stream(others.labels))
                        .toArray(),
                IntStream.concat(
                                Arrays.stream(streams),
                                Arrays.stream(others.streams).map(stream -> first + stream))
                        .toArray());
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
