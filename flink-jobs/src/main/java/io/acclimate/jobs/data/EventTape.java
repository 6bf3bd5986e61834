// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts pieces of recordings one after the other into one recording. */
final class EventTape {

    private static final int MOST_EVENTS = 1 << 25;

    private final EventBuffer events = new EventBuffer(MOST_EVENTS);
    private final List<EventRecording.Scene> scenes = new ArrayList<>();
    private long at;

    /** All events of a file; what cannot be decoded is left out. */
    static EventBuffer read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new RecordingException(
                    "The file %s is missing; expected is a recording of an event camera".formatted(file));
        }
        EventBuffer all = new EventBuffer(MOST_EVENTS);
        EventBuffer piece = new EventBuffer(1 << 16);
        try (EventReader reader = EventReader.open(file)) {
            while (reader.read(piece)) {
                all.addAll(piece, 0, piece.size());
            }
        } catch (IOException e) {
            throw new RecordingException("The file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        if (all.isEmpty()) {
            throw new RecordingException(
                    "The file %s holds no events; expected is a recording of an event camera".formatted(file));
        }
        return all;
    }

    /** Where the next scene begins, microseconds. */
    long at() {
        return at;
    }

    /** Appends what {@code source} saw in {@code durationMicros} from {@code fromMicros} on, as a scene of that class. */
    void add(EventBuffer source, long fromMicros, long durationMicros, int label) {
        long shift = at - fromMicros;
        for (int i = firstFrom(source, fromMicros); i < source.size(); i++) {
            long time = source.times()[i];
            if (time >= fromMicros + durationMicros) {
                break;
            }
            events.add(time + shift, source.x()[i], source.y()[i], source.polarity()[i] == 1);
        }
        scenes.add(new EventRecording.Scene(at, at + durationMicros, label));
        at += durationMicros;
    }

    private static int firstFrom(EventBuffer source, long micros) {
        int low = 0;
        int high = source.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (source.times()[middle] < micros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    EventRecording recording(String streamId, int width, int height, List<KnownShift> shifts) {
        return new EventRecording(streamId, width, height, events, scenes, shifts);
    }
}
