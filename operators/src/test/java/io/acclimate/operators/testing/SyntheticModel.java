// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.testing;

import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.Networks;
import io.acclimate.operators.train.EpochReport;
import io.acclimate.operators.train.KnowledgeMaker;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.operators.train.TrainSettings;
import io.acclimate.operators.train.Trainer;

import ai.djl.Device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A small sensor network trained on sine waves whose frequency is their class. It is trained once per JVM, and its
 * package is removed when the JVM ends.
 */
public final class SyntheticModel {

    /** Channels of a window. */
    public static final int CHANNELS = 3;
    /** Readings of a window. */
    public static final int LENGTH = 32;
    /** Classes. */
    public static final int CLASSES = 4;
    /** Multiples of 16: convolutions take them as they are. */
    private static final List<Integer> WIDTHS = List.of(16, 16, 32);

    /** What the package says of the model. */
    public static final ModelSpec SPEC = new ModelSpec(
            ModelSpec.FORMAT_VERSION,
            "classification",
            "sensor-resnet",
            WIDTHS,
            List.of(CHANNELS, LENGTH),
            List.of("slow", "walk", "fast", "buzz"),
            null,
            Map.of());

    private static final double[] CYCLES = {1, 3, 6, 11};
    private static final double NOISE = 0.3;

    private SyntheticModel() {}

    private static final class Holder {
        private static final Path DIRECTORY = temporaryDirectory();
        private static final ModelPackage PACKAGE = make(DIRECTORY, settings(5, 64));
    }

    /** Directory of the trained package, with a replay set. */
    public static Path directory() {
        return Holder.DIRECTORY;
    }

    /** The trained package. */
    public static ModelPackage trained() {
        return Holder.PACKAGE;
    }

    /** The trained model on the processor; close it. */
    public static LoadedModel load() {
        return LoadedModel.on(Device.cpu(), trained());
    }

    /** Three epochs with {@code seed}, keeping {@code replay} windows. */
    public static TrainSettings settings(long seed, int replay) {
        return new TrainSettings(3, 3, 32, 5e-3, seed, replay);
    }

    /** Trains on 480 windows and writes the package. */
    public static ModelPackage make(Path directory, TrainSettings settings) {
        return make(directory, SPEC, settings);
    }

    /** The same for another network. */
    public static ModelPackage make(Path directory, ModelSpec spec, TrainSettings settings) {
        LabelledWindows training = windows(1, 480, 4);
        LabelledWindows unseen = windows(2, 160, 2);
        Trainer.Trained result = trainer(spec, settings).train(training, unseen, report -> {}, () -> false);
        try {
            return ModelPackage.save(
                    directory,
                    spec,
                    result.weights(),
                    new KnowledgeMaker(spec, result.weights(), settings).make(training, unseen));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trains the network of {@link #SPEC}. */
    public static Trainer.Trained train(
            TrainSettings settings,
            LabelledWindows training,
            LabelledWindows validation,
            Consumer<EpochReport> progress) {
        return trainer(SPEC, settings).train(training, validation, progress, () -> false);
    }

    private static Trainer trainer(ModelSpec spec, TrainSettings settings) {
        return new Trainer(Networks.of(spec), spec.inputDimensions(), settings);
    }

    /** Windows of random classes, from several streams one after the other. */
    public static LabelledWindows windows(long seed, int count, int streams) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> inputs = new ArrayList<>();
        int[] labels = new int[count];
        int[] stream = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(CLASSES);
            stream[i] = i * streams / count;
            inputs.add(window(labels[i], 1, 0, random));
        }
        return new LabelledWindows(inputs, labels, stream);
    }

    /** One window of class {@code label}, seen by a sensor with this gain and offset. */
    public static float[] window(int label, double gain, double offset, SplittableRandom random) {
        float[] values = new float[CHANNELS * LENGTH];
        double phase = random.nextDouble(2 * Math.PI);
        for (int c = 0; c < CHANNELS; c++) {
            double amplitude = random.nextDouble(0.8, 1.2);
            for (int i = 0; i < LENGTH; i++) {
                double angle = phase + c + 2 * Math.PI * CYCLES[label] * i / LENGTH;
                double noise = NOISE * random.nextDouble(-1, 1);
                values[c * LENGTH + i] = (float) (offset + gain * (amplitude * Math.sin(angle) + noise));
            }
        }
        return values;
    }

    private static Path temporaryDirectory() {
        try {
            Path directory = Files.createTempDirectory("synthetic-model");
            // Files registered later are deleted first.
            directory.toFile().deleteOnExit();
            for (String name : List.of("model.json", "model.safetensors", "source.safetensors")) {
                directory.resolve(name).toFile().deleteOnExit();
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
