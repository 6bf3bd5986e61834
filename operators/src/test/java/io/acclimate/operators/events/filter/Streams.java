// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

import java.util.Random;

/** Streams for the tests of filters. */
final class Streams {

    static final Geometry SENSOR = new Geometry(32, 24);
    static final int HOT_X = 20;
    static final int HOT_Y = 5;

    private Streams() {}

    /** A vertical edge that moves right at a pixel in 2 ms, noise at 5 Hz a pixel, and a hot pixel at 2 kHz. */
    static EventBuffer scene(int seed, long start, long micros) {
        Random random = new Random(seed);
        EventBuffer events = new EventBuffer(1 << 20);
        for (long time = start; time < start + micros; time += 10) {
            int step = (int) ((time - start) / 10);
            if (step % 8 == 0) {
                int column = (int) ((time - start) / 2000) % SENSOR.width();
                events.add(time, column, random.nextInt(SENSOR.height()), true);
            }
            if (random.nextInt(26) == 0) {
                events.add(time, random.nextInt(SENSOR.width()), random.nextInt(SENSOR.height()), random.nextBoolean());
            }
            if (step % 50 == 0) {
                events.add(time, HOT_X, HOT_Y, true);
            }
        }
        return events;
    }

    static EventBuffer copy(EventBuffer events, int from, int to) {
        EventBuffer copy = new EventBuffer(Math.max(EventBuffer.MIN_LIMIT, to - from));
        copy.addAll(events, from, to - from);
        return copy;
    }

    /** A buffer of events "time x y polarity". */
    static EventBuffer of(long... values) {
        EventBuffer events = new EventBuffer(Math.max(EventBuffer.MIN_LIMIT, values.length));
        for (int i = 0; i < values.length; i += 4) {
            events.add(values[i], (int) values[i + 1], (int) values[i + 2], values[i + 3] == 1);
        }
        return events;
    }

    static String[] lines(EventBuffer events) {
        String[] lines = new String[events.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = events.times()[i] + " " + (int) events.x()[i] + " " + (int) events.y()[i] + " "
                    + events.polarity()[i];
        }
        return lines;
    }

    static String[] pass(EventFilter filter, EventBuffer events) {
        filter.apply(events);
        return lines(events);
    }
}
