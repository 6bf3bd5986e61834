// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.data.EventRecording;
import io.acclimate.jobs.data.EventRecordingSource;
import io.acclimate.jobs.data.ShapeCameras;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Simulated cameras of 640x480 pixels at a chosen event rate: what {@link ShapeCameras} see, with each of their pixels as
 * 20 x 20 and each of their events as many at random ones of these. What lies below the 24th row is out of sight.
 */
final class MagnifiedCameras implements EventRecordingSource {

    static final Geometry SENSOR = EventSources.SENSOR;

    private static final int FACTOR = 20;
    private static final int SEED = 1;
    private static final double MICROS = 1e6;

    private final ShapeCameras small;
    private final double eventsPerSecond;

    /**
     * Cameras; nothing is made before a list is asked for.
     *
     * @param sourceDuration length of the recordings for training and validation
     * @param liveDuration length of the live recordings
     * @param eventsPerSecond mean rate of every recording
     */
    MagnifiedCameras(Duration sourceDuration, Duration liveDuration, double eventsPerSecond) {
        this.small = new ShapeCameras(SEED, sourceDuration, liveDuration);
        this.eventsPerSecond = eventsPerSecond;
    }

    private EventRecording magnified(EventRecording recording) {
        EventBuffer seen = recording.events();
        int bottom = SENSOR.height() / FACTOR;
        int inSight = 0;
        for (int i = 0; i < seen.size(); i++) {
            inSight += seen.y()[i] < bottom ? 1 : 0;
        }
        double wanted = eventsPerSecond * recording.endMicros() / MICROS;
        EventBuffer events = new EventBuffer((int) wanted + EventBuffer.MIN_LIMIT);
        events.reserve((int) wanted);
        SplittableRandom random = new SplittableRandom(SEED);
        double due = 0;
        for (int i = 0; i < seen.size(); i++) {
            for (due += seen.y()[i] < bottom ? wanted / inSight : 0; due >= 1; due--) {
                events.add(
                        seen.times()[i],
                        seen.x()[i] * FACTOR + random.nextInt(FACTOR),
                        seen.y()[i] * FACTOR + random.nextInt(FACTOR),
                        seen.polarity()[i] == 1);
            }
        }
        return new EventRecording(
                recording.streamId(), SENSOR.width(), SENSOR.height(), events, recording.scenes(), recording.shifts());
    }

    @Override
    public String name() {
        return "magnified shapes";
    }

    @Override
    public List<String> classNames() {
        return small.classNames();
    }

    @Override
    public int width() {
        return SENSOR.width();
    }

    @Override
    public int height() {
        return SENSOR.height();
    }

    @Override
    public List<EventRecording> training() {
        return small.training().stream().map(this::magnified).toList();
    }

    @Override
    public List<EventRecording> validation() {
        return small.validation().stream().map(this::magnified).toList();
    }

    /** Eleven cameras, ten of them with a shift. */
    @Override
    public List<EventRecording> live() {
        return live(Integer.MAX_VALUE);
    }

    /** The first {@code most} of the live cameras. */
    List<EventRecording> live(int most) {
        return small.live().stream().limit(most).map(this::magnified).toList();
    }

    @Override
    public List<ShiftKind> madeShifts() {
        return List.of();
    }
}
