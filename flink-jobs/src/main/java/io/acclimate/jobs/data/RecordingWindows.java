// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.sensors.SensorWindow;
import io.acclimate.operators.sensors.SensorWindowAssembler;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts recordings into windows with the same code as the job, and gives every window its class. */
public final class RecordingWindows {

    private static final int PACKET = 512;

    private RecordingWindows() {}

    /** All windows of a recording, in time order. */
    public static List<SensorWindow> windows(Recording recording, WindowSpec spec) {
        SensorWindowAssembler assembler = new SensorWindowAssembler(spec);
        SensorBuffer buffer = SensorBuffer.EMPTY;
        List<SensorWindow> windows = new ArrayList<>();
        for (int from = 0; from < recording.readings(); from += PACKET) {
            int to = Math.min(from + PACKET, recording.readings());
            var outcome = assembler.add(buffer, packet(recording, from, to));
            buffer = outcome.state();
            windows.addAll(outcome.windows());
        }
        return windows;
    }

    private static SensorReadings packet(Recording recording, int from, int to) {
        return new SensorReadings(
                recording.streamId(),
                Arrays.copyOfRange(recording.timestampsMicros(), from, to),
                Arrays.copyOfRange(recording.values(), from * recording.channels(), to * recording.channels()),
                recording.channels(),
                "",
                0,
                0,
                0);
    }

    /** The class that all readings of [startMicros, endMicros) have; {@link Recording#UNLABELLED} if they differ. */
    public static int label(Recording recording, long startMicros, long endMicros) {
        int from = recording.indexAt(startMicros);
        int to = recording.indexAt(endMicros);
        if (from >= to) {
            return Recording.UNLABELLED;
        }
        int label = recording.labels()[from];
        for (int i = from; i < to; i++) {
            if (recording.labels()[i] != label) {
                return Recording.UNLABELLED;
            }
        }
        return label;
    }

    /** Windows and classes of several recordings. */
    public static LabelledWindows labelled(List<Recording> recordings, WindowSpec spec) {
        List<float[]> inputs = new ArrayList<>();
        List<int[]> rows = new ArrayList<>();
        for (int stream = 0; stream < recordings.size(); stream++) {
            Recording recording = recordings.get(stream);
            for (SensorWindow window : windows(recording, spec)) {
                inputs.add(window.data());
                rows.add(new int[] {label(recording, window.startMicros(), window.endMicros()), stream});
            }
        }
        return new LabelledWindows(
                inputs,
                rows.stream().mapToInt(row -> row[0]).toArray(),
                rows.stream().mapToInt(row -> row[1]).toArray());
    }
}
