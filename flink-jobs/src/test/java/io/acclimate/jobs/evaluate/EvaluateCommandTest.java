// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.TestModel;
import io.acclimate.jobs.cli.Acclimate;
import io.acclimate.jobs.data.NpyFiles;
import io.acclimate.operators.model.CifarResNet20;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.Safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** Import and evaluation from the command line, on generated images and an untrained network. */
class EvaluateCommandTest {

    static final int IMAGES = 12;
    private static final int CLASSES = 3;
    private static final int BYTES = 32 * 32 * 3;

    @TempDir
    static Path directory;

    private static Path data;
    private static Path weights;
    private static Path model;

    record Answer(int exitCode, String out, String err) {}

    private static Answer acclimate(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Acclimate.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Answer(exitCode, out.toString(), err.toString());
    }

    static Answer evaluate(String method, String setting, String... more) {
        String[] arguments = {
            "evaluate",
            "--method",
            method,
            "--setting",
            setting,
            "--data",
            data.toString(),
            "--model",
            model.toString(),
            "--batch-size",
            "4",
            "-D",
            "model.threads=1"
        };
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return acclimate(all);
    }

    static void assertRefused(Answer answer, String... words) {
        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(1);
        assertThat(answer.err()).hasLineCount(1).contains(words);
    }

    @BeforeAll
    static void importTheModel() throws IOException {
        data = directory.resolve("pictures");
        byte[] labels = new byte[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            labels[i] = (byte) (i % CLASSES);
        }
        NpyFiles.write(data.resolve("labels.npy"), labels, IMAGES);
        NpyFiles.write(data.resolve("source_train_labels.npy"), labels, IMAGES);
        for (String file : new String[] {"clean", "source_train", "severity_5/fog", "severity_5/contrast"}) {
            NpyFiles.write(data.resolve(file + ".npy"), pixels(file.hashCode()), IMAGES, 32, 32, 3);
        }
        weights = directory.resolve("weights.safetensors");
        Safetensors.write(weights, untrained());
        model = directory.resolve("model");
        Answer answer = acclimate(
                "import",
                "--weights",
                weights.toString(),
                "--data",
                data.toString(),
                "--out",
                model.toString(),
                "--replay",
                "4");
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("wrote " + model);
    }

    private static byte[] pixels(int seed) {
        byte[] pixels = new byte[IMAGES * BYTES];
        new SplittableRandom(seed).nextBytes(pixels);
        return pixels;
    }

    private static Map<String, HostTensor> untrained() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (ParameterSpec spec : new CifarResNet20(CLASSES).parameters()) {
            float[] values = new float[(int) HostTensor.elements(spec.shape())];
            for (int i = 0; i < values.length; i++) {
                values[i] = spec.name().endsWith("var") ? 1 : (float) (0.2 * random.nextGaussian());
            }
            tensors.put(spec.name(), HostTensor.of(values, spec.shape()));
        }
        return tensors;
    }

    @Test
    void anEvaluationPrintsATableAndWritesEveryDomainOfEverySeed() throws IOException {
        Path json = directory.resolve("results/continual.json");
        Answer answer = evaluate("source,tent", "continual", "--seeds", "1,2", "--json", json.toString());
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out())
                .contains("pictures, continual, 2 domains, 24 samples, batch 4", "seeds 1,2")
                .containsPattern("error %\\s+source\\s+tent")
                .containsPattern("(?m)^fog .*\\d\\.\\d\\d")
                .contains("mean", "deviation over seeds", "worst loss to source", "samples/s", "peak memory MiB");
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        JsonNode tent = report.get("methods").get(1);
        assertThat(tent.get("method").asText()).isEqualTo("tent");
        assertThat(tent.get("settings").asText()).contains("adapt.statistics=batch");
        assertThat(tent.get("runs")).hasSize(2);
        JsonNode run = tent.get("runs").get(1);
        assertThat(run.get("batches").asInt()).isEqualTo(6);
        assertThat(run.get("domains")).hasSize(2);
        JsonNode fog = run.get("domains").get(0);
        assertThat(fog.get("domain").asText()).isEqualTo("fog");
        assertThat(fog.get("samples").asInt()).isEqualTo(IMAGES);
        assertThat(fog.get("error").asDouble()).isEqualTo(fog.get("wrong").asInt() / (double) IMAGES);
    }

    @Test
    void theSameSeedGivesTheSameErrors() throws IOException {
        JsonNode first = runs("mixed", "first.json");
        assertThat(runs("mixed", "second.json").get("domains")).isEqualTo(first.get("domains"));
    }

    private static JsonNode runs(String setting, String file) throws IOException {
        Path json = directory.resolve(file);
        Answer answer = evaluate("tent", setting, "--json", json.toString());
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        return new ObjectMapper().readTree(json.toFile()).at("/methods/0/runs/0");
    }

    @Test
    void gradualMakesTheSeveritiesThatTheFolderLacks() throws IOException {
        JsonNode domains = runs("gradual", "gradual.json").get("domains");
        assertThat(domains)
                .hasSize(18)
                .allSatisfy(domain -> assertThat(domain.get("samples").asInt()).isEqualTo(IMAGES));
    }

    @Test
    void recurringPrintsItsFirstAndLastVisit() {
        Answer answer = evaluate("source", "recurring", "--visits", "3", "--dirichlet", "0");
        assertThat(answer.out()).contains("mean of visit 1", "mean of visit 3");
    }

    @Test
    void unknownMethodIsTold() {
        assertRefused(evaluate("sauce", "continual"), "adapt.method is 'sauce'");
    }

    @Test
    void unknownSettingIsTold() {
        assertRefused(evaluate("source", "sorted"), "--setting is 'sorted'; set it to one of reset, continual");
    }

    @Test
    void optionThatNobodyReadsIsTold() {
        assertRefused(evaluate("source", "continual", "-D", "adapt.metod=x"), "did you mean adapt.method?");
    }

    @Test
    void badStreamOptionsAreTold() {
        assertRefused(evaluate("source", "continual", "--samples", "0"), "--samples must be at least 1");
        assertRefused(evaluate("source", "correlated", "--dirichlet", "-1"), "--dirichlet must be");
    }

    @Test
    void modelOfOtherInputsIsTold() {
        Answer answer = acclimate(
                "evaluate",
                "--method",
                "source",
                "--setting",
                "reset",
                "--data",
                data.toString(),
                "--model",
                TestModel.directory().toString());
        assertRefused(answer, "pictures has inputs of 3072 values, but the model takes");
    }

    @Test
    void folderWithoutTestDataIsTold(@TempDir Path empty) {
        Answer answer = acclimate(
                "evaluate",
                "--method",
                "source",
                "--setting",
                "reset",
                "--data",
                empty.toString(),
                "--model",
                model.toString());
        assertRefused(answer, "holds no recordings that this build can read");
    }

    @Test
    void fewerImagesThanLabelsAreTold(@TempDir Path folder) throws IOException {
        NpyFiles.write(folder.resolve("labels.npy"), new byte[5], 5);
        NpyFiles.write(folder.resolve("severity_5/fog.npy"), new byte[4 * BYTES], 4, 32, 32, 3);
        Answer answer = acclimate(
                "evaluate",
                "--method",
                "source",
                "--setting",
                "reset",
                "--data",
                folder.toString(),
                "--model",
                model.toString());
        assertRefused(answer, "fog.npy holds 4 images, but 5 are expected");
    }

    @Test
    void foldersAsCifar10CIsPublishedAreReadBySeverity(@TempDir Path folder) throws IOException {
        byte[] pixels = new byte[5 * 2 * BYTES];
        Arrays.fill(pixels, 4 * 2 * BYTES, pixels.length, (byte) 255);
        NpyFiles.write(folder.resolve("labels.npy"), new byte[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, 10);
        NpyFiles.write(folder.resolve("fog.npy"), pixels, 10, 32, 32, 3);
        ImageFolder images = new ImageFolder(folder);
        assertThat(images.domains()).containsExactly("fog");
        assertThat(images.load("fog", 5, 100).size()).isEqualTo(2);
        assertThat(images.load("fog", 5, 1).input(0)[3]).isEqualTo((byte) 0x3f);
        assertThat(images.load("fog", 4, 1).input(0)).containsOnly(0);
    }

    @Test
    void importOfForeignWeightsIsTold() throws IOException {
        Path foreign = directory.resolve("foreign.safetensors");
        Safetensors.write(foreign, Map.of("fc.weight", HostTensor.of(new float[] {1}, 1)));
        Answer answer = acclimate(
                "import",
                "--weights",
                foreign.toString(),
                "--data",
                data.toString(),
                "--out",
                directory.resolve("none").toString());
        assertRefused(answer, "tensor conv1.weight is missing or has another shape");
        assertThat(directory.resolve("none")).matches(Files::notExists);
    }

    @Test
    void importWithTooFewClassNamesIsTold() {
        Answer answer = acclimate(
                "import",
                "--weights",
                weights.toString(),
                "--data",
                data.toString(),
                "--out",
                "none",
                "--classes",
                "cat,dog");
        assertRefused(answer, "has the label 2, but --classes names 2 classes");
    }
}
