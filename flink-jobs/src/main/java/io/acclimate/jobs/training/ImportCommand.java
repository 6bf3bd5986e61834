// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.training;

import io.acclimate.jobs.data.NpyArray;
import io.acclimate.jobs.data.RecordingException;
import io.acclimate.jobs.evaluate.ImageArray;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.Safetensors;
import io.acclimate.operators.train.KnowledgeMaker;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.operators.train.TrainSettings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** {@code acclimate import}: makes a model package of published weights and labelled source images. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description =
                "Makes a model package of published image weights; what adaptation must know of the source data is"
                        + " measured on labelled source images.")
public final class ImportCommand implements Callable<Integer> {

    private static final String UNSEEN = "clean.npy";
    private static final String LABELS = "labels.npy";
    private static final int ANY = 1;
    private static final long SEED = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--weights", paramLabel = "FILE", required = true, description = "Weights in safetensors format.")
    private Path weights;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            defaultValue = "cifar-resnet20",
            description = "Architecture that the weights are for (default: ${DEFAULT-VALUE}).")
    private String architecture;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description =
                    "Folder with source_train.npy and source_train_labels.npy, and with clean.npy: source images that"
                            + " the model was not trained on.")
    private Path data;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where to write the model package.")
    private Path out;

    @Option(
            names = "--classes",
            paramLabel = "NAME",
            split = ",",
            description = "Class names in the order of the outputs (default: their numbers).")
    private List<String> classes;

    @Option(
            names = "--replay",
            paramLabel = "N",
            description = "Labelled source images to keep in the package for replay.")
    private int replay;

    @Override
    public Integer call() throws IOException {
        ImageArray training = images(
                "source_train.npy",
                NpyArray.open(data.resolve("source_train_labels.npy")).labels());
        NpyArray unseenArray = NpyArray.open(data.resolve(UNSEEN));
        ImageArray unseen = images(UNSEEN, unseenLabels(unseenArray.rows()));
        List<String> names = classes == null ? numbers(training) : classes;
        check(training, names);
        ModelSpec model = new ModelSpec(
                ModelSpec.FORMAT_VERSION,
                "classification",
                architecture,
                List.of(),
                shape(training),
                names,
                null,
                Map.of());
        Map<String, HostTensor> tensors = Safetensors.read(weights);
        ModelPackage.check(weights, model, tensors);
        print("measuring what adaptation and shift detection must know of %,d source images"
                .formatted(training.size()));
        TrainSettings settings = new TrainSettings(ANY, ANY, 2, 1, SEED, replay);
        var knowledge =
                new KnowledgeMaker(model, tensors, settings).makeOfUnordered(windows(training), windows(unseen));
        ModelPackage made = ModelPackage.save(out, model, tensors, knowledge);
        print("wrote %s, model %s".formatted(out, made.id()));
        return 0;
    }

    /** Labels.npy, if it labels the unseen images: alerts can be explained then. */
    private int[] unseenLabels(int images) {
        int[] unknown = new int[images];
        Arrays.fill(unknown, -1);
        if (!Files.isRegularFile(data.resolve(LABELS))) {
            return unknown;
        }
        int[] labels = NpyArray.open(data.resolve(LABELS)).labels();
        return labels.length == images ? labels : unknown;
    }

    private ImageArray images(String file, int[] labels) {
        return new ImageArray(NpyArray.open(data.resolve(file)), 0, labels);
    }

    private static List<Integer> shape(ImageArray images) {
        return List.of(images.channels(), images.height(), images.width());
    }

    private static List<String> numbers(ImageArray images) {
        int highest = IntStream.range(0, images.size()).map(images::label).max().orElse(0);
        return IntStream.rangeClosed(0, highest).mapToObj(Integer::toString).toList();
    }

    private void check(ImageArray training, List<String> names) {
        for (int row = 0; row < training.size(); row++) {
            if (training.label(row) >= names.size()) {
                throw new RecordingException("%s has the label %d, but --classes names %d classes"
                        .formatted(data, training.label(row), names.size()));
            }
        }
    }

    private static LabelledWindows windows(ImageArray images) {
        List<float[]> inputs = new ArrayList<>();
        int[] labels = new int[images.size()];
        for (int row = 0; row < labels.length; row++) {
            inputs.add(images.floats(row));
            labels[row] = images.label(row);
        }
        int[] oneStream = new int[labels.length];
        Arrays.fill(oneStream, 0);
        return new LabelledWindows(inputs, labels, oneStream);
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
