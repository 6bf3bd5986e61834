// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.events.EventBuffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one event camera recorded, with labels. The events are not copied and must not be changed after construction.
 *
 * @param streamId the stream, not blank
 * @param width columns of the sensor
 * @param height rows of the sensor
 * @param events in order of time, from instant 0 on, at least one
 * @param scenes what was seen when, in order of time, without overlap
 * @param shifts known shifts, in the order in which they were applied
 */
public record EventRecording(
        String streamId, int width, int height, EventBuffer events, List<Scene> scenes, List<KnownShift> shifts) {

    private static final long TICK_MICROS = 1000;

    /**
     * A stretch of one class.
     *
     * @param fromMicros its first instant
     * @param toMicros the first instant after it
     * @param label its class
     */
    public record Scene(long fromMicros, long toMicros, int label) {}

    /** Copies the lists and checks that there are events. */
    public EventRecording {
        if (events.isEmpty() || scenes.isEmpty()) {
            throw new RecordingException(
                    streamId + " holds no events; give a recording of a camera that saw something");
        }
        scenes = List.copyOf(scenes);
        shifts = List.copyOf(shifts);
    }

    /** Class of a window, {@link Recording#UNLABELLED} if it does not lie in one scene. */
    public int label(long startMicros, long endMicros) {
        for (Scene scene : scenes) {
            if (startMicros >= scene.fromMicros && endMicros <= scene.toMicros) {
                return scene.label;
            }
        }
        return Recording.UNLABELLED;
    }

    /** First instant after the last event. */
    public long endMicros() {
        return events.times()[events.size() - 1] + 1;
    }

    /** The same recording with other events and shifts. */
    public EventRecording with(EventBuffer otherEvents, List<KnownShift> otherShifts) {
        return new EventRecording(streamId, width, height, otherEvents, scenes, otherShifts);
    }

    /** The same recording as another stream. */
    public EventRecording named(String otherId) {
        return new EventRecording(otherId, width, height, events, scenes, shifts);
    }

    /**
     * Classes and shifts over time as reports take them: a recording of one channel without meaning, one reading a
     * millisecond, each with the class of its scene.
     */
    public Recording timeline() {
        List<long[]> ticks = new ArrayList<>();
        for (Scene scene : scenes) {
            for (long time = scene.fromMicros; time < scene.toMicros; time += TICK_MICROS) {
                ticks.add(new long[] {time, scene.label});
            }
        }
        long[] times = ticks.stream().mapToLong(tick -> tick[0]).toArray();
        int[] labels = ticks.stream().mapToInt(tick -> (int) tick[1]).toArray();
        float[] nothing = new float[times.length];
        Arrays.fill(nothing, 0);
        return new Recording(streamId, times, nothing, 1, labels, shifts);
    }
}
