// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.model.ModelSpec;

/**
 * Variations that an event camera may show without their meaning changing, made on the events of a window:
 *
 * <ul>
 *   <li>spatial jitter: the window moves by up to a share of the sensor's side, at least one pixel, in both directions;
 *   <li>where it is asked for, scale around the middle, and in every second window left and right change places;
 *   <li>time jitter: t becomes t + a t (T - t) / T with a uniform in +-0.3 and T the window's length, which keeps the order;
 *   <li>event drop: up to 30 % of the events are lost, at random (Gu et al., IJCAI 2021);
 *   <li>noise: up to 10 % more events, at random pixels with random polarity;
 *   <li>hot pixel: in one window of four a random pixel fires ON with up to 5 % of the events;
 *   <li>polarity flip: in one window of ten all polarities change.
 * </ul>
 *
 * <p>Pixels are those of the model's input. Use it from one thread.
 */
public final class EventVariation {

    /**
     * How far a window may move.
     *
     * @param shift share of the sensor's side, 0..1
     * @param scale greatest change of size, as a share of it, 0..1
     * @param mirrored whether left and right may change places
     */
    public record Range(double shift, double scale, boolean mirrored) {

        /** What one mounted camera shows while it looks at the same scene. */
        public static final Range SAME_SCENE = new Range(0.04, 0, false);
    }

    private static final double WARP = 0.3;
    private static final double DROP = 0.3;
    private static final double NOISE = 0.1;
    private static final double HOT_WINDOWS = 0.25;
    private static final double HOT = 0.05;
    private static final double FLIPPED_WINDOWS = 0.1;
    private static final int MOST_EVENTS = 1 << 27;

    private final Range range;
    private final int columns;
    private final int rows;
    private final EventBuffer before = new EventBuffer(MOST_EVENTS);
    private final EventBuffer after = new EventBuffer(MOST_EVENTS);
    private double warp;
    private double drop;
    private double noise;
    private double hot;
    private int hotX;
    private int hotY;
    private int flip;

    /** Variations of windows that a model with inputs of {@code events} sees. */
    public EventVariation(ModelSpec.Events events, Range range) {
        int side = events.downsampling();
        this.range = range;
        this.columns = (events.width() + side - 1) / side;
        this.rows = (events.height() + side - 1) / side;
    }

    /**
     * Varies a window.
     *
     * @param window data of an {@link EventWindow}
     * @return its events; valid until the next call
     */
    public EventBuffer of(byte[] window, StreamRandom random) {
        EventWindow.unpack(window, before);
        after.clear();
        after.reserve(2 * before.size() + EventBuffer.MIN_LIMIT);
        int moveX = moved(columns, random);
        int moveY = moved(rows, random);
        drawFaults(random);
        double scale = range.scale == 0 ? 1 : 1 + range.scale * (2 * random.uniform() - 1);
        boolean mirror = range.mirrored && random.uniform() < 0.5;
        long duration = EventWindow.durationMicros(window);
        for (int i = 0; i < before.size(); i++) {
            long time = warped(before.times()[i], duration);
            addNoise(time, random);
            int x = scaled(mirror ? columns - 1 - before.x()[i] : before.x()[i], columns, scale, random) + moveX;
            int y = scaled(before.y()[i], rows, scale, random) + moveY;
            boolean seen = x >= 0 && x < columns && y >= 0 && y < rows;
            if (seen && random.uniform() >= drop) {
                after.add(time, x, y, (before.polarity()[i] ^ flip) == 1);
            }
        }
        return after;
    }

    private void drawFaults(StreamRandom random) {
        warp = WARP * (2 * random.uniform() - 1);
        drop = DROP * random.uniform();
        noise = NOISE * random.uniform();
        hot = random.uniform() < HOT_WINDOWS ? HOT * random.uniform() : 0;
        hotX = pixel(columns, random);
        hotY = pixel(rows, random);
        flip = random.uniform() < FLIPPED_WINDOWS ? 1 : 0;
    }

    private void addNoise(long time, StreamRandom random) {
        double fate = random.uniform();
        if (fate < noise) {
            after.add(time, pixel(columns, random), pixel(rows, random), random.uniform() < 0.5);
        } else if (fate < noise + hot) {
            after.add(time, hotX, hotY, true);
        }
    }

    /** Where an event somewhere in pixel {@code at} comes to lie. */
    private static int scaled(int at, int side, double scale, StreamRandom random) {
        double middle = side / 2.0;
        return scale == 1 ? at : (int) Math.floor((at + random.uniform() - middle) * scale + middle);
    }

    private int moved(int side, StreamRandom random) {
        int most = Math.max(1, (int) (range.shift * side));
        return pixel(2 * most + 1, random) - most;
    }

    private static int pixel(int side, StreamRandom random) {
        return (int) (random.uniform() * side);
    }

    private long warped(long time, long duration) {
        double moved = time + warp * time * (duration - time) / duration;
        return Math.max(0, Math.min(duration - 1, (long) moved));
    }
}
