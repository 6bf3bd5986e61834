// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.data.FleetGenerator;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.operators.sensors.SensorWindow;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.state.Sample;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The streams of a benchmark, as readings for the job and as windows for the bare loop. Streams take turns in playing one
 * of eight generated machines, seven of them with a shift; what each of them learns is its own.
 */
final class Fleet implements StreamLoad {

    private static final long SEED = 7;
    private static final int MACHINES = 8;
    private static final int SLACK_WINDOWS = 2;
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final int streams;
    private final int batchSize;
    private final List<Recording> machines;
    private final List<List<byte[]>> windows = new ArrayList<>();

    /**
     * Generates the machines.
     *
     * @param streams number of streams
     * @param windowsPerStream at least as many are made
     * @param batchSize windows of an adaptation batch
     * @param spec how readings become windows
     */
    Fleet(int streams, int windowsPerStream, int batchSize, WindowSpec spec) {
        this.streams = streams;
        this.batchSize = batchSize;
        long points = (long) (windowsPerStream + SLACK_WINDOWS) * spec.strideLength() + spec.length();
        Duration duration = Duration.ofNanos(1000 * (points * spec.periodMicros() + spec.outOfOrderMicros()));
        machines = new FleetGenerator(SEED, 1, 1, Math.min(streams, MACHINES), SHORTEST, duration).live();
        for (Recording machine : machines) {
            windows.add(RecordingWindows.windows(machine, spec).stream()
                    .map(Fleet::bytes)
                    .toList());
        }
    }

    private static byte[] bytes(SensorWindow window) {
        ByteBuffer bytes =
                ByteBuffer.allocate(window.data().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(window.data());
        return bytes.array();
    }

    @Override
    public int streams() {
        return streams;
    }

    static String streamId(int stream) {
        return "stream-%05d".formatted(stream);
    }

    /** All readings of every stream. */
    List<Recording> recordings() {
        return IntStream.range(0, streams)
                .mapToObj(stream -> machines.get(stream % machines.size()).named(streamId(stream)))
                .toList();
    }

    @Override
    public int batches() {
        return windows.stream().mapToInt(List::size).min().orElseThrow() / batchSize;
    }

    /** Windows in {@link #batches()} of all streams. */
    int windows() {
        return streams * batches() * batchSize;
    }

    @Override
    public List<Sample> batch(int stream, int number) {
        List<byte[]> all = windows.get(stream % machines.size());
        List<Sample> batch = new ArrayList<>(batchSize);
        for (int i = number * batchSize; i < (number + 1) * batchSize; i++) {
            batch.add(new Sample(streamId(stream), i, i + 1L, 0, all.get(i)));
        }
        return batch;
    }
}
