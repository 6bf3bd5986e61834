// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/** Builds packets and runs them through an assembler. */
final class Packets {

    private Packets() {}

    /** A packet of one channel whose value is {@code signal} at each time. */
    static SensorReadings of(LongToDoubleFunction signal, long... timestamps) {
        float[] values = new float[timestamps.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) signal.applyAsDouble(timestamps[i]);
        }
        return of(timestamps, values, 1);
    }

    /** A packet of one channel whose value is a fixed, non-linear function of each time. */
    static SensorReadings at(long... timestamps) {
        return of(Packets::value, timestamps);
    }

    static SensorReadings of(long[] timestamps, float[] values, int channels) {
        return new SensorReadings("stream", timestamps, values, channels, "topic", 0, 0, 0);
    }

    static float value(long micros) {
        return (float) (Math.sin(micros * 0.013) * 3.7);
    }

    /** Timestamps from {@code start} on with steps of 1 to {@code longestStep}. */
    static long[] irregular(SplittableRandom random, long start, int count, int longestStep) {
        long[] timestamps = new long[count];
        long clock = start;
        for (int i = 0; i < count; i++) {
            timestamps[i] = clock;
            clock += 1 + random.nextInt(longestStep);
        }
        return timestamps;
    }

    static long[] every(long step, long start, int count) {
        long[] timestamps = new long[count];
        Arrays.setAll(timestamps, i -> start + i * step);
        return timestamps;
    }

    /** The same readings in packets of 1 to {@code longest} readings. */
    static List<SensorReadings> split(long[] timestamps, SplittableRandom random, int longest) {
        List<SensorReadings> packets = new ArrayList<>();
        for (int from = 0; from < timestamps.length; ) {
            int to = Math.min(timestamps.length, from + 1 + random.nextInt(longest));
            packets.add(at(Arrays.copyOfRange(timestamps, from, to)));
            from = to;
        }
        return packets;
    }

    /** Outcomes of {@code packets}, one after the other, for a new stream. */
    static List<Outcome> run(WindowSpec spec, List<SensorReadings> packets) {
        SensorWindowAssembler assembler = new SensorWindowAssembler(spec);
        List<Outcome> outcomes = new ArrayList<>();
        SensorBuffer state = SensorBuffer.EMPTY;
        for (SensorReadings packet : packets) {
            Outcome outcome = assembler.add(state, packet);
            outcomes.add(outcome);
            state = outcome.state();
        }
        return outcomes;
    }

    static List<Outcome> run(WindowSpec spec, SensorReadings... packets) {
        return run(spec, List.of(packets));
    }

    /** Windows of all outcomes as text that names every bit of the values. */
    static List<String> windows(List<Outcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> outcome.windows().stream())
                .map(Packets::text)
                .toList();
    }

    static Outcome last(List<Outcome> outcomes) {
        return outcomes.get(outcomes.size() - 1);
    }

    static String text(SensorWindow window) {
        return window.startMicros() + ".." + window.endMicros() + Arrays.toString(window.data());
    }
}
