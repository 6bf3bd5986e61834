// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventFormat;
import io.acclimate.operators.events.EventReader;
import io.acclimate.operators.events.EventWriter;
import io.acclimate.operators.events.EventWriters;
import io.acclimate.operators.events.Geometry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Events for benchmarks: recordings of real cameras where the folder {@code shared/data/ev_recordings} is above the working
 * directory (or in what {@code ACCLIMATE_SHARED} names), else generated ones around 200 edges that move, as a scene's do,
 * and a tenth of them anywhere.
 */
final class EventSources {

    static final Geometry SENSOR = new Geometry(640, 480);

    private static final int EDGES = 200;
    private static final int GENERATED = 500_000;

    private EventSources() {}

    /** The bytes of a recording: a camera's own for EVT2 and EVT3, the EVT2 camera's events for DAT. */
    static byte[] recording(EventFormat format) {
        try {
            Path recordings = recordings();
            if (recordings == null) {
                return written(format, generated(GENERATED, 10L * GENERATED / 100));
            }
            return switch (format) {
                case EVT2 -> Files.readAllBytes(recordings.resolve("expelliarmus/evt2_sample.raw"));
                case EVT3 -> Files.readAllBytes(recordings.resolve("expelliarmus/evt3_sample.raw"));
                default -> written(format, camera(recordings));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A window of so many events of a sensor of {@link #SENSOR}, from time 0 on; a recording is repeated to fill it. */
    static EventBuffer window(int count, long generatedMicros) {
        try {
            Path recordings = recordings();
            return recordings == null ? generated(count, generatedMicros) : repeated(camera(recordings), count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EventBuffer repeated(EventBuffer source, int count) {
        EventBuffer events = new EventBuffer(count);
        long start = source.times()[0];
        long length = source.times()[source.size() - 1] - start + 1;
        for (int i = 0; i < count; i++) {
            int at = i % source.size();
            events.add(
                    source.times()[at] - start + i / source.size() * length,
                    source.x()[at],
                    source.y()[at],
                    source.polarity()[at] == 1);
        }
        return events;
    }

    private static Path recordings() {
        String named = System.getenv("ACCLIMATE_SHARED");
        if (named != null) {
            return Path.of(named).resolve("data/ev_recordings");
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared/data/ev_recordings");
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static EventBuffer camera(Path recordings) throws IOException {
        EventBuffer events = new EventBuffer(1 << 21);
        try (EventReader reader = EventReader.open(recordings.resolve("expelliarmus/evt2_sample.raw"))) {
            reader.read(events);
        }
        return events;
    }

    private static byte[] written(EventFormat format, EventBuffer events) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EventWriter writer = EventWriters.open(format, bytes, SENSOR)) {
            writer.write(events);
        }
        return bytes.toByteArray();
    }

    private static EventBuffer generated(int count, long micros) {
        EventBuffer events = new EventBuffer(count);
        SplittableRandom random = new SplittableRandom(1);
        double[] edges = random.doubles(2 * EDGES).toArray();
        int width = SENSOR.width();
        int height = SENSOR.height();
        for (int i = 0; i < count; i++) {
            int edge = random.nextInt(EDGES);
            double moved = (double) i / count * (edge % 20) / 100;
            boolean noise = random.nextInt(10) == 0;
            int x = noise
                    ? random.nextInt(width)
                    : (int) ((edges[2 * edge] + moved) % 1 * width + random.nextInt(3)) % width;
            int y = noise ? random.nextInt(height) : (int) (edges[2 * edge + 1] * height + random.nextInt(60)) % height;
            events.add(i * micros / count, x, y, random.nextBoolean());
        }
        return events;
    }
}
