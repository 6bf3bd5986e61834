// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.training;

import io.acclimate.jobs.data.DvsObjectRecordings;
import io.acclimate.jobs.data.DvsObjectRecordings.Session;
import io.acclimate.jobs.data.EventRecordingSource;
import io.acclimate.jobs.data.EventRecordingWindows;
import io.acclimate.jobs.data.NMnistRecordings;
import io.acclimate.jobs.data.ShapeCameras;
import io.acclimate.operators.adapt.EventVariation;
import io.acclimate.operators.adapt.StreamRandom;
import io.acclimate.operators.events.EventWindowSpec.Kind;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.operators.train.TrainSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source of recordings of event cameras together with the model that fits them.
 *
 * @param source the recordings
 * @param widths layer sizes of the network {@code event-resnet}
 * @param events how events become inputs
 * @param training how to train
 * @param variations of every window to train on; 0 for none
 */
public record EventRecipe(
        EventRecordingSource source,
        List<Integer> widths,
        ModelSpec.Events events,
        TrainSettings training,
        int variations)
        implements TrainingRecipe {

    private static final long SEED = 1;
    /** Each object was recorded in one place only; without variations a model takes the place for the object. */
    private static final EventVariation.Range OTHER_PLACE = new EventVariation.Range(0.12, 0.15, true);

    private static final int OBJECT_VARIATIONS = 3;
    private static final int BINS = 5;
    private static final long TAU_MICROS = 30_000;
    private static final Duration SHAPES_SOURCE = Duration.ofSeconds(36);
    private static final long SHAPES_WINDOW_MICROS = 100_000;

    /**
     * The recipe for a folder of recordings of event cameras; nothing if it is none that this build knows.
     *
     * @param trained of DVS128 objects, the session to train on
     */
    public static Optional<EventRecipe> of(Path folder, Session trained) {
        if (NMnistRecordings.isOne(folder)) {
            return Optional.of(of(
                    new NMnistRecordings(folder, SEED),
                    1,
                    NMnistRecordings.SACCADE_MICROS,
                    new TrainSettings(20, 6, 32, 3e-3, SEED, 0),
                    0));
        }
        if (DvsObjectRecordings.isOne(folder)) {
            return Optional.of(of(
                    new DvsObjectRecordings(folder, trained, SEED),
                    4,
                    DvsObjectRecordings.WINDOW_MICROS,
                    new TrainSettings(6, 3, 32, 2e-3, SEED, 0),
                    OBJECT_VARIATIONS));
        }
        return Optional.empty();
    }

    /**
     * The recipe for simulated cameras that see moving shapes.
     *
     * @param duration of each live stream
     */
    public static EventRecipe shapes(Duration duration) {
        return of(
                new ShapeCameras(SEED, SHAPES_SOURCE, duration),
                1,
                SHAPES_WINDOW_MICROS,
                new TrainSettings(5, 3, 32, 3e-3, SEED, 0),
                0);
    }

    private static EventRecipe of(
            EventRecordingSource source, int downsampling, long windowMicros, TrainSettings training, int variations) {
        ModelSpec.Events events = new ModelSpec.Events(
                source.width(),
                source.height(),
                downsampling,
                List.of("log-histogram"),
                BINS,
                TAU_MICROS,
                Kind.TIME.label(),
                windowMicros,
                windowMicros,
                0);
        return new EventRecipe(source, List.of(16, 32, 64), events, training, variations);
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public LabelledWindows trainingWindows() {
        return EventRecordingWindows.labelled(source.training(), model(Map.of()));
    }

    @Override
    public LabelledWindows variedWindows(long seed) {
        LabelledWindows varied = LabelledWindows.NONE;
        for (int i = 0; i < variations; i++) {
            EventVariation variation = new EventVariation(events, OTHER_PLACE);
            StreamRandom random = new StreamRandom(seed, i);
            varied = varied.and(EventRecordingWindows.labelled(
                    source.training(), model(Map.of()), window -> variation.of(window, random)));
        }
        return varied;
    }

    @Override
    public LabelledWindows unseenWindows() {
        return EventRecordingWindows.labelled(source.validation(), model(Map.of()));
    }

    /**
     * This recipe with other representations; of two or more, each gets a network of its own.
     *
     * @throws IllegalArgumentException if one is unknown, or they differ in height or width
     */
    public EventRecipe seeing(List<String> representations) {
        ModelSpec.Events other = new ModelSpec.Events(
                events.width(),
                events.height(),
                events.downsampling(),
                representations,
                events.bins(),
                events.tauMicros(),
                events.window(),
                events.durationMicros(),
                events.strideMicros(),
                events.count());
        new EventTensor(other);
        return new EventRecipe(source, widths, other, training, variations);
    }

    @Override
    public EventRecipe with(TrainSettings settings) {
        return new EventRecipe(source, widths, events, settings, variations);
    }

    @Override
    public ModelSpec model(Map<String, Double> notes) {
        EventTensor tensor = new EventTensor(events);
        List<Integer> shape = Arrays.stream(tensor.shape()).boxed().toList();
        List<Integer> channels = Arrays.stream(tensor.channels()).boxed().toList();
        ModelSpec whole = new ModelSpec(
                ModelSpec.FORMAT_VERSION,
                "classification",
                "event-resnet",
                widths,
                shape,
                source.classNames(),
                null,
                events,
                notes);
        return channels.size() == 1 ? whole : whole.with(channels);
    }
}
