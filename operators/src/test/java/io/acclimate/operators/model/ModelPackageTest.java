// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import io.acclimate.operators.testing.SyntheticModel;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelPackageTest {

    private static final ModelPackage TRAINED = SyntheticModel.trained();

    @TempDir
    private Path directory;

    @BeforeEach
    void save() throws IOException {
        save(TRAINED.weights());
    }

    private ModelPackage save(Map<String, HostTensor> weights) throws IOException {
        return ModelPackage.save(directory, TRAINED.spec(), weights, TRAINED.knowledge());
    }

    @Test
    void theIdFollowsFromTheContent() throws IOException {
        assertThat(ModelPackage.load(directory).id()).matches("[0-9a-f]{64}").isEqualTo(TRAINED.id());
    }

    @Test
    void savingKeepsEverything() throws IOException {
        ModelPackage loaded = ModelPackage.load(directory);

        assertThat(loaded.spec()).isEqualTo(TRAINED.spec());
        assertEqual(loaded.weights(), TRAINED.weights());
        assertEqual(loaded.knowledge().tensors(), TRAINED.knowledge().tensors());
    }

    private static void assertEqual(Map<String, HostTensor> found, Map<String, HostTensor> expected) {
        assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
        found.forEach((name, tensor) -> {
            assertThat(tensor.type()).isEqualTo(expected.get(name).type());
            assertThat(tensor.shape()).containsExactly(expected.get(name).shape());
            assertThat(tensor.bytes()).isEqualTo(expected.get(name).bytes());
        });
    }

    @Test
    void theIdChangesWithTheWeights() throws IOException {
        Map<String, HostTensor> weights = new LinkedHashMap<>(TRAINED.weights());
        float[] bias = weights.get("fc.bias").floats();
        bias[0] = Math.nextUp(bias[0]);
        weights.put("fc.bias", HostTensor.of(bias, bias.length));

        assertThat(save(weights).id()).isNotEqualTo(TRAINED.id());
    }

    @Test
    void theIdChangesWithTheKnowledge() throws IOException {
        Map<String, HostTensor> knowledge =
                new LinkedHashMap<>(TRAINED.knowledge().tensors());
        knowledge.put("another", HostTensor.of(new float[1], 1));

        ModelPackage changed =
                ModelPackage.save(directory, TRAINED.spec(), TRAINED.weights(), new SourceKnowledge(knowledge));

        assertThat(changed.id()).isNotEqualTo(TRAINED.id());
    }

    @Test
    void theIdChangesWithTheDescription() throws IOException {
        replaceInDescription("\"buzz\"", "\"hum\"");

        assertThat(ModelPackage.load(directory).id()).isNotEqualTo(TRAINED.id());
    }

    private void replaceInDescription(String old, String other) throws IOException {
        Path file = directory.resolve("model.json");
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.json", "model.safetensors", "source.safetensors"})
    void aMissingFileIsNamedAndTheRemedyTold(String name) throws IOException {
        Files.delete(directory.resolve(name));

        assertRefused(
                directory + " is not a model package: " + name + " is missing; make one with './acclimate train'");
    }

    @Test
    void anotherFormatVersionIsRefused() throws IOException {
        replaceInDescription("\"formatVersion\" : 7", "\"formatVersion\" : 8");

        assertRefused(directory.resolve("model.json") + " has format version 8; this build reads versions 1 to 7");
    }

    @Test
    void anUnknownArchitectureIsRefusedWithTheKnownOnes() throws IOException {
        replaceInDescription("sensor-resnet", "transformer");

        assertRefused(
                "architecture is 'transformer'; this build knows cifar-resnet20, event-resnet, feature-mlp, sensor-resnet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"formatVersion\": 1, \"colour\": 3}", "{\"formatVersion\": 1}"})
    void aDescriptionThatIsNotOneIsRefusedByName(String text) throws IOException {
        Files.writeString(directory.resolve("model.json"), text);

        assertRefused("model.json");
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        Map<String, HostTensor> weights = new LinkedHashMap<>(TRAINED.weights());
        weights.remove("layer2.bn1.running_var");

        assertThatThrownBy(() -> save(weights)).hasMessageContaining("tensor layer2.bn1.running_var");
    }

    @Test
    void aTensorOfAnotherShapeIsNamed() {
        Map<String, HostTensor> weights = new LinkedHashMap<>(TRAINED.weights());
        weights.put("fc.weight", HostTensor.of(new float[64], 2, 32));

        assertThatThrownBy(() -> save(weights))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tensor fc.weight is missing or has another shape");
    }

    @Test
    void aTransposedTensorIsNamed() {
        Map<String, HostTensor> weights = new LinkedHashMap<>(TRAINED.weights());
        HostTensor right = weights.get("fc.weight");
        weights.put("fc.weight", HostTensor.of(right.floats(), right.shape()[1], right.shape()[0]));

        assertThatThrownBy(() -> save(weights))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tensor fc.weight");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"widths\" : [ 16, 16, 32 ] | \"widths\" : [ ] | architecture 'sensor-resnet' needs widths",
                "\"widths\" : [ 16, 16, 32 ] | \"widths\" : [ 16, null, 32 ] | is not complete",
                "\"widths\" : [ 16, 16, 32 ] | \"widths\" : null | is not complete",
                "\"inputShape\" : [ 3, 32 ] | \"inputShape\" : null | is not complete",
                "\"inputShape\" : [ 3, 32 ] | \"inputShape\" : [ 3, -32 ] | is not complete",
                "\"inputShape\" : [ 3, 32 ] | \"inputShape\" : [ ] | is not complete",
                "\"classes\" : [ \"slow\", \"walk\", \"fast\", \"buzz\" ] | \"classes\" : [ ] | is not complete",
                "\"architecture\" : \"sensor-resnet\" | \"architecture\" : null | is not complete"
            })
    void aDescriptionThatLacksSomethingIsRefused(String old, String other, String sentence) throws IOException {
        replaceInDescription(old, other);

        assertRefused(sentence);
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(() -> ModelPackage.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(sentence);
    }
}
