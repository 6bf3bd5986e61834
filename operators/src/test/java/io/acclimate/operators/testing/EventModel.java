// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.testing;

import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.Networks;
import io.acclimate.operators.train.KnowledgeMaker;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.operators.train.TrainSettings;
import io.acclimate.operators.train.Trainer;
import io.acclimate.state.PackedEvents;

import ai.djl.Device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A small model of bars that move over an event camera of 12x12 pixels, trained once: across or down. */
public final class EventModel {

    /** Side of the sensor. */
    public static final int SIDE = 12;
    /** Classes. */
    public static final int CLASSES = 2;

    private static final int DURATION = 20_000;
    private static final int EVENTS = 120;

    /** What the package says of the model. */
    public static final ModelSpec SPEC = new ModelSpec(
            ModelSpec.FORMAT_VERSION,
            "classification",
            "event-resnet",
            List.of(16, 32),
            List.of(5, SIDE, SIDE),
            List.of("across", "down"),
            null,
            new ModelSpec.Events(
                    SIDE, SIDE, 1, List.of("log-histogram", "voxel-grid"), 3, 10_000, "time", DURATION, DURATION, 0),
            Map.of());

    /** The same model with a network for each representation. */
    public static final ModelSpec BRANCHED = SPEC.with(List.of(2, 3));

    private EventModel() {}

    private static final class Holder {
        private static final Path DIRECTORY = directoryForTheRun();
        private static final ModelPackage PACKAGE = make(DIRECTORY, SPEC);
    }

    private static final class BranchedHolder {
        private static final Path DIRECTORY = directoryForTheRun();
        private static final ModelPackage PACKAGE = make(DIRECTORY, BRANCHED);
    }

    /** Directory of the trained package. */
    public static Path directory() {
        trained();
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

    /** Directory of the trained package with branches. */
    public static Path branchedDirectory() {
        branched();
        return BranchedHolder.DIRECTORY;
    }

    /** The trained package with branches. */
    public static ModelPackage branched() {
        return BranchedHolder.PACKAGE;
    }

    private static Path directoryForTheRun() {
        try {
            Path directory = Files.createTempDirectory("event-model");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModelPackage make(Path directory, ModelSpec spec) {
        LabelledWindows training = windows(1, 320);
        LabelledWindows unseen = windows(2, 96);
        TrainSettings settings = new TrainSettings(3, 3, 32, 5e-3, 5, 32);
        Trainer.Trained result = new Trainer(Networks.of(spec), spec.inputDimensions(), settings)
                .train(training, unseen, report -> {}, () -> false);
        try {
            ModelPackage made = ModelPackage.save(
                    directory,
                    spec,
                    result.weights(),
                    new KnowledgeMaker(spec, result.weights(), settings).make(training, unseen));
            try (Stream<Path> files = Files.list(directory)) {
                files.forEach(file -> file.toFile().deleteOnExit());
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Windows of random classes as the model's input. */
    public static LabelledWindows windows(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        EventTensor tensor = EventTensor.of(SPEC);
        List<float[]> inputs = new ArrayList<>();
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(CLASSES);
            float[] input = new float[tensor.size()];
            tensor.write(window(random, labels[i]), FloatBuffer.wrap(input));
            inputs.add(input);
        }
        return new LabelledWindows(inputs, labels, new int[count]);
    }

    /** A bar that moves over the sensor for one window, ON at its front and OFF at its back; every tenth event is noise. */
    public static byte[] window(SplittableRandom random, int label) {
        byte[] data = EventWindow.allocate(DURATION, EVENTS);
        double start = random.nextDouble(SIDE / 2.0);
        for (int i = 0; i < EVENTS; i++) {
            boolean noise = random.nextInt(10) == 0;
            boolean on = random.nextBoolean();
            double place = start + SIDE / 2.0 * i / EVENTS + (on ? 1 : -1);
            int along = noise ? random.nextInt(SIDE) : (int) Math.max(0, Math.min(SIDE - 1, place));
            int other = random.nextInt(SIDE);
            PackedEvents.put(
                    data,
                    EventWindow.HEADER_BYTES + i * PackedEvents.BYTES,
                    i * (DURATION / EVENTS),
                    on,
                    label == 0 ? along : other,
                    label == 0 ? other : along);
        }
        return data;
    }
}
