// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.Sample;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Windows of streams that each have a sensor of their own; from their fourth batch on it is another one for a while. */
final class Fleet {

    static final long WINDOW_MICROS = 1_000_000;

    private static final int SHIFT_FROM = 3 * AdaptRun.BATCH;
    private static final int SHIFT_TO = 7 * AdaptRun.BATCH;

    private Fleet() {}

    static String name(int stream) {
        return "stream-" + stream;
    }

    /** {@code windows} windows of each of {@code streams} streams, shuffled, each stream's own in order. */
    static List<Sample> windows(int streams, int windows) {
        SplittableRandom random = new SplittableRandom(11);
        int[] next = new int[streams];
        List<Sample> samples = new ArrayList<>();
        while (samples.size() < streams * windows) {
            int stream = random.nextInt(streams);
            if (next[stream] < windows) {
                samples.add(window(stream, next[stream]++));
            }
        }
        return samples;
    }

    /** The {@code index}-th window of a stream. */
    static Sample window(int stream, int index) {
        SplittableRandom random = new SplittableRandom(1000L * stream + index);
        boolean shifted = index >= SHIFT_FROM && index < SHIFT_TO;
        double gain = (shifted ? 2.5 : 1) + 0.1 * stream;
        double offset = (shifted ? 1 : 0) + 0.05 * stream;
        int label = random.nextInt(SyntheticModel.CLASSES);
        return ending(stream, (index + 1) * WINDOW_MICROS, SyntheticModel.window(label, gain, offset, random));
    }

    /** The {@code index}-th window of a stream whose sensor never changes. */
    static Sample steady(int stream, int index) {
        SplittableRandom random = new SplittableRandom(1000L * stream + index);
        int label = random.nextInt(SyntheticModel.CLASSES);
        return ending(stream, (index + 1) * WINDOW_MICROS, SyntheticModel.window(label, 1, 0, random));
    }

    /** A window that ends at this instant on the stream's clock. */
    static Sample ending(int stream, long endMicros) {
        return ending(stream, endMicros, SyntheticModel.window(1, 1, 0, new SplittableRandom(endMicros)));
    }

    static Sample ending(int stream, long endMicros, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Sample(name(stream), endMicros - WINDOW_MICROS, endMicros, endMicros / 1000, bytes.array());
    }
}
