// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.jobs.cli.Acclimate;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventFormat;
import io.acclimate.operators.events.EventReader;
import io.acclimate.operators.events.EventWriter;
import io.acclimate.operators.events.EventWriters;
import io.acclimate.operators.events.Geometry;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Runs commands as a user does, and makes recordings for them. */
final class Commands {

    static final Geometry SENSOR = new Geometry(64, 48);

    /** What a command did. */
    record Run(int exitCode, String out, String err) {}

    private Commands() {}

    static Run run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        int exitCode = Acclimate.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** An ON edge that moves right, an OFF edge that moves down, and a hot pixel at (50, 40), for 200 ms. */
    static EventBuffer scene(long start) {
        Random random = new Random(1);
        EventBuffer events = new EventBuffer(1 << 16);
        for (int i = 0; i < 20_000; i++) {
            long time = start + 10L * i;
            if (i % 2 == 0) {
                events.add(time, i * SENSOR.width() / 20_000, random.nextInt(SENSOR.height()), true);
            } else {
                events.add(time, random.nextInt(SENSOR.width()), i * SENSOR.height() / 20_000, false);
            }
            if (i % 20 == 0) {
                events.add(time, 50, 40, true);
            }
        }
        return events;
    }

    static Path write(Path file, EventFormat format, EventBuffer events) throws IOException {
        try (EventWriter writer = EventWriters.open(format, Files.newOutputStream(file), SENSOR)) {
            writer.write(events);
        }
        return file;
    }

    static EventBuffer read(Path file) throws IOException {
        EventBuffer events = new EventBuffer(1 << 20);
        try (EventReader reader = EventReader.open(file)) {
            reader.read(events);
        }
        return events;
    }

    static boolean equal(EventBuffer a, EventBuffer b) {
        int n = a.size();
        return n == b.size()
                && Arrays.equals(a.times(), 0, n, b.times(), 0, n)
                && Arrays.equals(a.x(), 0, n, b.x(), 0, n)
                && Arrays.equals(a.y(), 0, n, b.y(), 0, n)
                && Arrays.equals(a.polarity(), 0, n, b.polarity(), 0, n);
    }
}
