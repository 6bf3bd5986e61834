// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Windows for the tests of representations, and what is written for them. */
final class Written {

    static final int WIDTH = 7;
    static final int HEIGHT = 5;
    static final long START = 10_000_000_000L;
    static final long END = START + 50_000;

    private Written() {}

    /** Events at random places and increasing times all over the window. */
    static EventBuffer random(int events, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] times = random.longs(events, START, END).sorted().toArray();
        EventBuffer buffer = new EventBuffer(Math.max(64, events));
        for (long time : times) {
            buffer.add(time, random.nextInt(WIDTH), random.nextInt(HEIGHT), random.nextBoolean());
        }
        return buffer;
    }

    static FloatBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** All of the events, written behind three other values and over rubbish. */
    static float[] of(Representation representation, EventBuffer events) {
        FloatBuffer out = direct(representation.size() + 5);
        float[] rubbish = new float[out.capacity()];
        Arrays.fill(rubbish, Float.NaN);
        out.put(0, rubbish);
        out.position(3);
        representation.write(events, 0, events.size(), START, END, out);
        float[] written = new float[representation.size()];
        out.get(out.position(), written);
        if (out.position() != 3 || !Float.isNaN(out.get(2)) || !Float.isNaN(out.get(3 + written.length))) {
            throw new AssertionError("wrote outside of its place");
        }
        return written;
    }

    static int at(int channel, int y, int x) {
        return (channel * HEIGHT + y) * WIDTH + x;
    }
}
