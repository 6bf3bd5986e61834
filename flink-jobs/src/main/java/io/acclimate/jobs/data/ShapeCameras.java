// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.events.EventBuffer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Simulated event cameras of 32x32 pixels before which shapes move: {@link MovingShape} is what they see, {@link
 * SimulatedPixels} how. Every camera is made from the seed, its part and its number. Live, one camera stays as it is, and
 * each kind of {@link #KINDS} comes over two others, abruptly from 40 % of the time on and gradually from there to 70 %.
 */
public final class ShapeCameras implements EventRecordingSource {

    /** What may come over a camera: its threshold, the light, its noise, the shapes' speed, its lens. */
    public static final List<ShiftKind> KINDS = List.of(
            ShiftKind.CONTRAST_THRESHOLD,
            ShiftKind.ILLUMINATION,
            ShiftKind.BACKGROUND_NOISE,
            ShiftKind.SPEED,
            ShiftKind.LENS_BLUR);

    private static final int SIDE = 32;
    private static final long PICTURE_MICROS = 2_500;
    private static final double THRESHOLD = 0.2;
    private static final int TRAINING = 6;
    private static final int VALIDATION = 4;
    private static final int MOST_EVENTS = 1 << 25;
    private static final double START = 0.4;
    private static final double FULL = 0.7;
    private static final double MICROS = 1e6;

    private final long seed;
    private final long sourceMicros;
    private final long liveMicros;

    /**
     * Cameras; nothing is made before a list is asked for.
     *
     * @param sourceDuration length of the recordings for training and validation
     * @param liveDuration length of the live recordings
     */
    public ShapeCameras(long seed, Duration sourceDuration, Duration liveDuration) {
        this.seed = seed;
        this.sourceMicros = wholeScenes(sourceDuration);
        this.liveMicros = wholeScenes(liveDuration);
    }

    private static long wholeScenes(Duration duration) {
        return Math.max(1, duration.toNanos() / 1000 / MovingShape.SCENE_MICROS) * MovingShape.SCENE_MICROS;
    }

    @Override
    public String name() {
        return "shapes";
    }

    @Override
    public List<String> classNames() {
        return Arrays.stream(MovingShape.Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public int width() {
        return SIDE;
    }

    @Override
    public int height() {
        return SIDE;
    }

    @Override
    public List<EventRecording> training() {
        return cameras("training", TRAINING);
    }

    @Override
    public List<EventRecording> validation() {
        return cameras("validation", VALIDATION);
    }

    private List<EventRecording> cameras(String part, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> film("camera-%s-%d".formatted(part, number), sourceMicros, List.of()))
                .toList();
    }

    @Override
    public List<EventRecording> live() {
        long start = (long) (START * liveMicros);
        long full = (long) (FULL * liveMicros);
        List<EventRecording> live = new ArrayList<>();
        live.add(film("camera-live", liveMicros, List.of()));
        for (ShiftKind kind : KINDS) {
            String name = "camera-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            live.add(film(name + "-abrupt", liveMicros, List.of(KnownShift.abrupt(kind, start))));
            live.add(film(name + "-gradual", liveMicros, List.of(KnownShift.gradual(kind, start, full))));
        }
        return live;
    }

    @Override
    public List<ShiftKind> madeShifts() {
        return List.of();
    }

    private EventRecording film(String id, long durationMicros, List<KnownShift> shifts) {
        SplittableRandom random = Seeds.random(seed, id);
        MovingShape shape = new MovingShape(SIDE, random.split());
        SimulatedPixels pixels = new SimulatedPixels(SIDE, random.split());
        EventBuffer events = new EventBuffer(MOST_EVENTS);
        List<EventRecording.Scene> scenes = new ArrayList<>();
        float[] picture = new float[SIDE * SIDE];
        for (long at = 0; at < durationMicros; at += PICTURE_MICROS) {
            if (at % MovingShape.SCENE_MICROS == 0) {
                int label = shape.next().ordinal();
                scenes.add(new EventRecording.Scene(at, at + MovingShape.SCENE_MICROS, label));
            }
            long now = at;
            shape.move(PICTURE_MICROS / MICROS * (1 + 2 * strength(ShiftKind.SPEED, shifts, now)));
            shape.look(strength(ShiftKind.LENS_BLUR, shifts, now), picture);
            pixels.see(picture, at, at + PICTURE_MICROS, conditions(shifts, now), events);
        }
        return new EventRecording(id, SIDE, SIDE, events, scenes, shifts);
    }

    private static SimulatedPixels.Conditions conditions(List<KnownShift> shifts, long now) {
        double noise = strength(ShiftKind.BACKGROUND_NOISE, shifts, now);
        return new SimulatedPixels.Conditions(
                THRESHOLD * (1 + 1.5 * strength(ShiftKind.CONTRAST_THRESHOLD, shifts, now)),
                Math.pow(10, -1.5 * strength(ShiftKind.ILLUMINATION, shifts, now)),
                1 + 20 * noise,
                0.01 * noise);
    }

    private static double strength(ShiftKind kind, List<KnownShift> shifts, long micros) {
        return shifts.stream()
                .filter(shift -> shift.kind() == kind)
                .mapToDouble(shift -> shift.strengthAt(micros))
                .max()
                .orElse(0);
    }
}
