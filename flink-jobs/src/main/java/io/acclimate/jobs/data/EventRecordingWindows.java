// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventOutcome;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.EventWindowAssembler;
import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.Geometry;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.operators.events.filter.FilterChain;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.state.EventReadings;
import io.acclimate.state.EventWindowBuffer;
import io.acclimate.state.PackedEvents;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts recordings of event cameras into windows with the same code as the job, and gives every window its class. */
public final class EventRecordingWindows {

    private static final int PACKET = 4096;
    private static final int MOST_EVENTS = 1 << 22;
    private static final long LONGEST_JUMP_MICROS = 60_000_000;

    private EventRecordingWindows() {}

    /** Windows as a model was trained to see them. */
    public static EventWindowSpec spec(ModelSpec.Events events) {
        return new EventWindowSpec(
                EventWindowSpec.Kind.of(events.window()),
                events.durationMicros(),
                events.strideMicros(),
                events.count(),
                events.width(),
                events.height(),
                events.downsampling(),
                MOST_EVENTS,
                LONGEST_JUMP_MICROS,
                false);
    }

    /** All windows of a recording, in order of time; the last ones as the end of a stream completes them. */
    public static List<EventWindow> windows(EventRecording recording, EventWindowSpec spec) {
        EventFilterSpec none = new EventFilterSpec(new Geometry(recording.width(), recording.height()), List.of());
        return windows(recording, none, spec);
    }

    /** As the other one, of what filters leave of the recording. */
    public static List<EventWindow> windows(EventRecording recording, EventFilterSpec filters, EventWindowSpec spec) {
        FilterChain chain = filters.chain();
        EventWindowAssembler assembler = new EventWindowAssembler(spec);
        EventWindowBuffer buffer = EventWindowBuffer.EMPTY;
        List<EventWindow> windows = new ArrayList<>();
        for (int from = 0; from < recording.events().size(); from += PACKET) {
            int to = Math.min(from + PACKET, recording.events().size());
            EventReadings packet = packet(recording, from, to);
            EventOutcome outcome = filters.isEmpty()
                    ? assembler.add(buffer, packet)
                    : assembler.addFiltered(buffer, packet, chain::apply);
            buffer = outcome.state();
            windows.addAll(outcome.windows());
        }
        windows.addAll(assembler.flush(buffer).windows());
        return windows;
    }

    private static EventReadings packet(EventRecording recording, int from, int to) {
        byte[] bytes = new byte[(to - from) * PackedEvents.BYTES];
        long start = recording.events().times()[from];
        for (int i = from; i < to; i++) {
            PackedEvents.put(
                    bytes,
                    (i - from) * PackedEvents.BYTES,
                    (int) (recording.events().times()[i] - start),
                    recording.events().polarity()[i] == 1,
                    recording.events().x()[i],
                    recording.events().y()[i]);
        }
        return new EventReadings(
                recording.streamId(), recording.width(), recording.height(), start, bytes, "", 0, 0, 0);
    }

    /** Makes a window's events, whose times count from its start, of an {@link EventWindow}'s data. */
    public interface Events {
        /** The events; they need not outlast the next call. */
        EventBuffer of(byte[] window);
    }

    /** Windows and classes of several recordings, as the input of {@code model}. */
    public static LabelledWindows labelled(List<EventRecording> recordings, ModelSpec model) {
        EventBuffer events = new EventBuffer(MOST_EVENTS);
        return labelled(recordings, model, window -> {
            EventWindow.unpack(window, events);
            return events;
        });
    }

    /** As the other one, with what {@code events} makes of each window in place of it. */
    public static LabelledWindows labelled(List<EventRecording> recordings, ModelSpec model, Events events) {
        EventTensor tensor = EventTensor.of(model);
        List<float[]> inputs = new ArrayList<>();
        List<int[]> rows = new ArrayList<>();
        for (int stream = 0; stream < recordings.size(); stream++) {
            EventRecording recording = recordings.get(stream);
            for (EventWindow window : windows(recording, spec(model.events()))) {
                float[] input = new float[tensor.size()];
                tensor.write(
                        events.of(window.data()), EventWindow.durationMicros(window.data()), FloatBuffer.wrap(input));
                inputs.add(input);
                rows.add(new int[] {recording.label(window.startMicros(), window.endMicros()), stream});
            }
        }
        return new LabelledWindows(
                inputs,
                rows.stream().mapToInt(row -> row[0]).toArray(),
                rows.stream().mapToInt(row -> row[1]).toArray());
    }
}
