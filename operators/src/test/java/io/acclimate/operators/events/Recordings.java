// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.testing.SharedData;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** What tests of decoders share: decoding whole recordings, comparing events, generated ones. */
final class Recordings {

    private static final int LIMIT = 1 << 22;

    private Recordings() {}

    /** Decodes all of it in one chunk. */
    static EventBuffer decode(EventDecoder decoder, byte[] bytes) {
        EventBuffer events = new EventBuffer(LIMIT);
        int end = decoder.decode(bytes, 0, bytes.length, events);
        if (end != bytes.length) {
            throw new AssertionError("stopped at " + end + " of " + bytes.length);
        }
        decoder.finish();
        return events;
    }

    /** Decodes it in chunks of random lengths up to {@code longest} into a small buffer that is emptied when full. */
    static EventBuffer decodeInChunks(EventDecoder decoder, byte[] bytes, int longest, Random random) {
        EventBuffer all = new EventBuffer(LIMIT);
        EventBuffer some = new EventBuffer(EventBuffer.MIN_LIMIT + random.nextInt(100));
        int chunk;
        for (int at = 0; at < bytes.length; at += chunk) {
            chunk = Math.min(bytes.length - at, 1 + random.nextInt(longest));
            byte[] padded = new byte[chunk + 7];
            System.arraycopy(bytes, at, padded, 3, chunk);
            int next = 3;
            while (next < 3 + chunk) {
                next = decoder.decode(padded, next, 3 + chunk, some);
                all.addAll(some, 0, some.size());
                some.clear();
            }
        }
        decoder.finish();
        return all;
    }

    static EventBuffer read(Path file) throws IOException {
        EventBuffer all = new EventBuffer(LIMIT);
        EventBuffer some = new EventBuffer(10_000);
        try (EventReader reader = EventReader.open(file)) {
            while (reader.read(some)) {
                all.addAll(some, 0, some.size());
            }
        }
        return all;
    }

    static Path shared(String name) {
        return SharedData.require("data/" + name);
    }

    static String line(EventBuffer events, int i) {
        return events.times()[i] + " " + (int) events.x()[i] + " " + (int) events.y()[i] + " " + events.polarity()[i];
    }

    /** All events as lines "time x y polarity". */
    static String[] lines(EventBuffer events) {
        String[] lines = new String[events.size()];
        Arrays.setAll(lines, i -> line(events, i));
        return lines;
    }

    static boolean equal(EventBuffer a, EventBuffer b) {
        int n = a.size();
        return n == b.size()
                && Arrays.equals(a.times(), 0, n, b.times(), 0, n)
                && Arrays.equals(a.x(), 0, n, b.x(), 0, n)
                && Arrays.equals(a.y(), 0, n, b.y(), 0, n)
                && Arrays.equals(a.polarity(), 0, n, b.polarity(), 0, n);
    }

    /** Seeded events in bursts along rows, in order of time, on a sensor of the given size. */
    static EventBuffer generated(long seed, int count, Geometry geometry, long start, int longestGap) {
        Random random = new Random(seed);
        EventBuffer events = new EventBuffer(Math.max(count, EventBuffer.MIN_LIMIT));
        long time = start;
        while (events.size() < count) {
            time += random.nextInt(longestGap + 1);
            int y = random.nextInt(geometry.height());
            int x = random.nextInt(geometry.width());
            boolean on = random.nextBoolean();
            int burst = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1;
            for (int i = 0; i < burst && x < geometry.width() && events.size() < count; i++) {
                events.add(time, x, y, on);
                x += 1 + random.nextInt(3);
            }
        }
        return events;
    }
}
