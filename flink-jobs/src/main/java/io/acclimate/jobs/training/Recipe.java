// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.training;

import io.acclimate.jobs.data.FleetGenerator;
import io.acclimate.jobs.data.GasDriftRecordings;
import io.acclimate.jobs.data.HaptRecordings;
import io.acclimate.jobs.data.RecordingException;
import io.acclimate.jobs.data.RecordingSource;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.operators.train.TrainSettings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A source of recordings together with the model that fits them.
 *
 * @param source the recordings
 * @param architecture name of the architecture
 * @param widths its layer sizes
 * @param window how readings become inputs
 * @param training how to train
 */
public record Recipe(
        RecordingSource source,
        String architecture,
        List<Integer> widths,
        ModelSpec.Window window,
        TrainSettings training)
        implements TrainingRecipe {

    private static final long SEED = 1;
    private static final Duration SOURCE_DURATION = Duration.ofMinutes(6);
    private static final int WINDOW = 128;
    private static final int STRIDE = 64;
    private static final List<Integer> SENSOR_WIDTHS = List.of(32, 48, 64);

    /** The recipe for a folder of recordings that this build can read. */
    public static Recipe of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new RecordingException(folder + " is not a folder; give --data a folder of recordings");
        }
        if (Files.isDirectory(folder.resolve("RawData"))) {
            return windows(new HaptRecordings(folder), new TrainSettings(20, 5, 64, 2e-3, SEED, 0));
        }
        if (Files.isDirectory(folder.resolve("with_concentration"))) {
            return new Recipe(
                    new GasDriftRecordings(folder, GasDriftRecordings.Order.FILE, SEED),
                    "feature-mlp",
                    List.of(WINDOW),
                    new ModelSpec.Window(1, 1, 0),
                    new TrainSettings(40, 40, 32, 2e-3, SEED, 0));
        }
        throw new RecordingException(folder + " holds no recordings that this build can read; it reads HAPT (a folder "
                + "RawData with labels.txt), the gas sensor array drift batches (a folder with_concentration), N-MNIST (a "
                + "folder NMNISTsmall) and DVS128 objects (folders DataSet2 and NeuromorphicObjectDataSet_100)");
    }

    /**
     * The recipe for a generated fleet.
     *
     * @param machines live machines
     * @param duration of each live machine's stream
     */
    public static Recipe fleet(int machines, Duration duration) {
        return windows(
                new FleetGenerator(SEED, 8, 8, machines, SOURCE_DURATION, duration),
                new TrainSettings(3, 2, 64, 2e-3, SEED, 0));
    }

    private static Recipe windows(RecordingSource source, TrainSettings training) {
        ModelSpec.Window window = new ModelSpec.Window(WINDOW, STRIDE, source.periodMicros());
        return new Recipe(source, "sensor-resnet", SENSOR_WIDTHS, window, training);
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public LabelledWindows trainingWindows() {
        return RecordingWindows.labelled(source.training(), windowSpec());
    }

    @Override
    public LabelledWindows unseenWindows() {
        return RecordingWindows.labelled(source.validation(), windowSpec());
    }

    @Override
    public Recipe with(TrainSettings settings) {
        return new Recipe(source, architecture, widths, window, settings);
    }

    @Override
    public ModelSpec model(Map<String, Double> notes) {
        return new ModelSpec(
                ModelSpec.FORMAT_VERSION,
                "classification",
                architecture,
                widths,
                List.of(source.channels(), window.length()),
                source.classNames(),
                window,
                notes);
    }

    /** Windows for training; recordings are complete and in order, so nothing is dropped. */
    public WindowSpec windowSpec() {
        long gap = Math.max(10 * window.periodMicros(), Duration.ofSeconds(2).toMillis() * 1000);
        return new WindowSpec(
                source.channels(),
                window.length(),
                window.stride(),
                window.periodMicros(),
                0,
                gap,
                Duration.ofMinutes(1).toMillis() * 1000);
    }
}
