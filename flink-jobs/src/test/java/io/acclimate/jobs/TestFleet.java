// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.data.FleetGenerator;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.operators.sensors.WindowSpec;

import java.time.Duration;
import java.util.List;

/** The streams of these tests: six machines, five of them with a shift. */
public final class TestFleet {

    private static final int STREAMS = 6;
    private static final long STEP_MICROS = 100_000;

    private TestFleet() {}

    /** The first {@code minutes} of every stream. */
    public static List<Recording> live(int minutes) {
        Duration duration = Duration.ofMinutes(minutes);
        return new FleetGenerator(2, 1, 1, STREAMS, Duration.ofMinutes(1), duration).live();
    }

    /** The same, each cut off where its windows fill whole batches, so that none waits for the end of the input. */
    public static List<Recording> wholeBatches(int minutes, int batchSize, WindowSpec spec) {
        return live(minutes).stream()
                .map(recording -> wholeBatches(recording, batchSize, spec))
                .toList();
    }

    private static Recording wholeBatches(Recording recording, int batchSize, WindowSpec spec) {
        Recording cut = recording;
        while (RecordingWindows.windows(cut, spec).size() % batchSize != 0) {
            cut = recording.slice(0, cut.timestampsMicros()[cut.readings() - 1] - STEP_MICROS);
        }
        return cut;
    }

    /** The {@code index}-th of {@code parts} equally long parts of each, which together are the whole. */
    public static List<Recording> part(List<Recording> live, int index, int parts) {
        return live.stream()
                .map(recording -> {
                    long[] times = recording.timestampsMicros();
                    long from = times[recording.readings() * index / parts];
                    return index + 1 == parts
                            ? recording.slice(from, Long.MAX_VALUE)
                            : recording.slice(from, times[recording.readings() * (index + 1) / parts]);
                })
                .toList();
    }
}
