// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.events.EventBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/**
 * Distortions of an event camera's recording that are known exactly, with strength s from 0 to 1:
 *
 * <ul>
 *   <li>background noise: events of random polarity at random pixels, 10 s per pixel and second (Poisson)
 *   <li>hot pixels: one in a hundred pixels, three at least, fires ON 500 s times a second
 *   <li>thinning: each event is lost with probability 0.9 s
 *   <li>offset: all events move by s times 15 % of the sensor's side, in a diagonal direction; those that leave it are lost
 *   <li>polarity flip: each event changes its polarity with probability s
 * </ul>
 *
 * <p>Whether an event is touched is decided by a random number that does not depend on the strength, so that a weaker
 * shift is a part of a stronger one.
 */
public final class EventShift {

    /** The kinds, in the order in which evaluations show them. */
    public static final List<ShiftKind> KINDS = List.of(
            ShiftKind.BACKGROUND_NOISE,
            ShiftKind.HOT_PIXELS,
            ShiftKind.EVENT_THINNING,
            ShiftKind.OFFSET,
            ShiftKind.POLARITY_FLIP);

    private static final double NOISE_HERTZ = 10;
    private static final double HOT_HERTZ = 500;
    private static final int HOT_ONE_IN = 100;
    private static final int HOT_AT_LEAST = 3;
    private static final double LOST = 0.9;
    private static final double MOVED = 0.15;
    private static final double SECOND = 1e6;

    private final EventRecording recording;
    private final LongToDoubleFunction strength;
    private final SplittableRandom random;
    private final EventBuffer out;

    private EventShift(EventRecording recording, ShiftKind kind, LongToDoubleFunction strength, long seed) {
        this.recording = recording;
        this.strength = strength;
        this.random = Seeds.random(seed, kind + recording.streamId());
        this.out = new EventBuffer(recording.events().limit());
    }

    /** The recording with a shift on top at {@code strength}, 0..1, from its first event to its last. */
    public static EventRecording throughout(EventRecording recording, ShiftKind kind, double strength, long seed) {
        return recording.with(new EventShift(recording, kind, any -> strength, seed).apply(kind), recording.shifts());
    }

    /** The recording with a shift on top at the strength that {@code when} gives each instant. */
    public static EventRecording apply(EventRecording recording, KnownShift when, long seed) {
        List<KnownShift> shifts = new ArrayList<>(recording.shifts());
        shifts.add(when);
        return recording.with(
                new EventShift(recording, when.kind(), when::strengthAt, seed).apply(when.kind()), shifts);
    }

    private EventBuffer apply(ShiftKind kind) {
        switch (kind) {
            case BACKGROUND_NOISE -> addNoise();
            case HOT_PIXELS -> addHotPixels();
            case EVENT_THINNING -> thin();
            case OFFSET -> move();
            case POLARITY_FLIP -> flip();
            default -> throw new IllegalArgumentException(kind + " cannot be put on events; use one of " + KINDS);
        }
        return out;
    }

    private void addNoise() {
        double pixels = (double) recording.width() * recording.height();
        double meanGap = SECOND / (NOISE_HERTZ * pixels);
        double next = gap(meanGap);
        EventBuffer events = recording.events();
        for (int i = 0; i < events.size(); i++) {
            for (; next <= events.times()[i]; next += gap(meanGap)) {
                int x = random.nextInt(recording.width());
                int y = random.nextInt(recording.height());
                boolean on = random.nextBoolean();
                if (random.nextDouble() < strength.applyAsDouble((long) next)) {
                    out.add((long) next, x, y, on);
                }
            }
            copy(i);
        }
    }

    private double gap(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    /** All hot pixels together fire in turn, each at its own rate. */
    private void addHotPixels() {
        int count = Math.max(HOT_AT_LEAST, recording.width() * recording.height() / HOT_ONE_IN);
        int[] columns = random.ints(count, 0, recording.width()).toArray();
        int[] rows = random.ints(count, 0, recording.height()).toArray();
        double gap = SECOND / (HOT_HERTZ * count);
        double next = 0;
        int pixel = 0;
        EventBuffer events = recording.events();
        for (int i = 0; i < events.size(); i++) {
            for (; next <= events.times()[i]; next += gap, pixel = (pixel + 1) % count) {
                if (random.nextDouble() < strength.applyAsDouble((long) next)) {
                    out.add((long) next, columns[pixel], rows[pixel], true);
                }
            }
            copy(i);
        }
    }

    private void thin() {
        for (int i = 0; i < recording.events().size(); i++) {
            if (random.nextDouble() >= LOST * strengthOf(i)) {
                copy(i);
            }
        }
    }

    private void move() {
        int signX = random.nextBoolean() ? 1 : -1;
        int signY = random.nextBoolean() ? 1 : -1;
        EventBuffer events = recording.events();
        for (int i = 0; i < events.size(); i++) {
            double moved = MOVED * strengthOf(i);
            long x = events.x()[i] + signX * Math.round(moved * recording.width());
            long y = events.y()[i] + signY * Math.round(moved * recording.height());
            if (x >= 0 && x < recording.width() && y >= 0 && y < recording.height()) {
                out.add(events.times()[i], (int) x, (int) y, events.polarity()[i] == 1);
            }
        }
    }

    private void flip() {
        EventBuffer events = recording.events();
        for (int i = 0; i < events.size(); i++) {
            boolean flipped = random.nextDouble() < strengthOf(i);
            out.add(events.times()[i], events.x()[i], events.y()[i], (events.polarity()[i] == 1) != flipped);
        }
    }

    private double strengthOf(int event) {
        return strength.applyAsDouble(recording.events().times()[event]);
    }

    private void copy(int event) {
        out.addAll(recording.events(), event, 1);
    }
}
