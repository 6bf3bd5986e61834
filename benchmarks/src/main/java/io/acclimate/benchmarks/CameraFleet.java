// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.data.EventRecording;
import io.acclimate.jobs.data.EventRecordingWindows;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.state.Sample;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cameras of a benchmark, as windows for the bare loop; cut by the code of the job. */
final class CameraFleet implements StreamLoad {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NANOS_PER_MILLI = 1e6;

    private final int batchSize;
    private final List<List<EventWindow>> windows = new ArrayList<>();

    CameraFleet(List<EventRecording> recordings, int batchSize, EventFilterSpec filters, EventWindowSpec spec) {
        this.batchSize = batchSize;
        for (EventRecording recording : recordings) {
            windows.add(EventRecordingWindows.windows(recording, filters, spec));
        }
    }

    @Override
    public int streams() {
        return windows.size();
    }

    @Override
    public int batches() {
        return windows.stream().mapToInt(List::size).min().orElseThrow() / batchSize;
    }

    @Override
    public List<Sample> batch(int stream, int number) {
        List<Sample> batch = new ArrayList<>(batchSize);
        for (EventWindow window : windows.get(stream).subList(number * batchSize, (number + 1) * batchSize)) {
            batch.add(new Sample(Fleet.streamId(stream), window.startMicros(), window.endMicros(), 0, window.data()));
        }
        return batch;
    }

    /** Windows in all batches of all cameras. */
    int windows() {
        return streams() * batches() * batchSize;
    }

    /** Mean number of events in a window. */
    double eventsPerWindow() {
        return windows.stream()
                .flatMap(List::stream)
                .mapToInt(window -> EventWindow.size(window.data()))
                .average()
                .orElseThrow();
    }

    /** CPU time of making a window's tensor; the first of two times over all windows is not counted. */
    double tensorMillis(EventTensor tensor) {
        FloatBuffer out = ByteBuffer.allocateDirect(tensor.size() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        writeAll(tensor, out);
        long started = THREADS.getCurrentThreadCpuTime();
        int count = writeAll(tensor, out);
        return (THREADS.getCurrentThreadCpuTime() - started) / NANOS_PER_MILLI / count;
    }

    private int writeAll(EventTensor tensor, FloatBuffer out) {
        int count = 0;
        for (List<EventWindow> camera : windows) {
            for (EventWindow window : camera) {
                tensor.write(window.data(), out.clear());
                count++;
            }
        }
        return count;
    }
}
