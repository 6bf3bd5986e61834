// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.testing.SyntheticModel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TrainerTest {

    private static final double CHANCE = 1.0 / SyntheticModel.CLASSES;

    @TempDir
    private Path directory;

    @Test
    void theSameSeedGivesTheSamePackageByteForByte() {
        ModelPackage again = SyntheticModel.make(directory, SyntheticModel.settings(5, 64));

        assertThat(again.id()).isEqualTo(SyntheticModel.trained().id());
        for (String name : List.of("model.json", "model.safetensors", "source.safetensors")) {
            assertThat(directory.resolve(name))
                    .hasSameBinaryContentAs(SyntheticModel.directory().resolve(name));
        }
    }

    @Test
    void anotherSeedGivesOtherWeights() {
        ModelPackage other = SyntheticModel.make(directory, SyntheticModel.settings(6, 64));

        assertThat(other.id()).isNotEqualTo(SyntheticModel.trained().id());
        assertThat(other.weights().get("fc.weight").floats())
                .isNotEqualTo(
                        SyntheticModel.trained().weights().get("fc.weight").floats());
    }

    @Test
    void itLearnsTheTaskAndTellsItsProgress() {
        List<EpochReport> reports = new ArrayList<>();

        Trainer.Trained trained = SyntheticModel.train(
                SyntheticModel.settings(1, 0),
                SyntheticModel.windows(1, 480, 4),
                SyntheticModel.windows(2, 160, 2),
                reports::add);

        assertThat(reports).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
        assertThat(reports).extracting(EpochReport::trainingLoss).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(trained.best().validationAccuracy()).isGreaterThan(CHANCE + 0.6);
    }

    @Test
    void trainingStopsWhenTheValidationLossNoLongerFalls() {
        LabelledWindows right = SyntheticModel.windows(2, 96, 1);
        int[] wrong = right.labels().clone();
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = (wrong[i] + 1) % SyntheticModel.CLASSES;
        }
        List<EpochReport> reports = new ArrayList<>();

        Trainer.Trained trained = SyntheticModel.train(
                new TrainSettings(40, 2, 32, 5e-3, 1, 0),
                SyntheticModel.windows(1, 192, 1),
                new LabelledWindows(right.inputs(), wrong, right.streams()),
                reports::add);

        assertThat(reports).hasSizeLessThan(40).hasSize(trained.best().epoch() + 2);
        assertThat(reports.subList(reports.size() - 2, reports.size())).noneMatch(EpochReport::best);
        assertThat(reports.get(trained.best().epoch() - 1)).isEqualTo(trained.best());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e30, 1e38})
    void trainingThatDivergesGivesNoModelButTheRemedy(double learningRate) {
        assertThatThrownBy(() -> SyntheticModel.train(
                        new TrainSettings(2, 2, 32, learningRate, 1, 0),
                        SyntheticModel.windows(1, 96, 1),
                        SyntheticModel.windows(2, 32, 1),
                        report -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lower --learning-rate");
    }

    @Test
    void replayDataIsKeptOnlyIfAskedFor() {
        SourceKnowledge with = SyntheticModel.trained().knowledge();
        SourceKnowledge without =
                SyntheticModel.make(directory, SyntheticModel.settings(5, 0)).knowledge();

        assertThat(without.find(SourceKnowledge.REPLAY_INPUTS)).isEmpty();
        assertThat(without.find(SourceKnowledge.REPLAY_LABELS)).isEmpty();
        assertThat(with.get(SourceKnowledge.REPLAY_INPUTS).shape())
                .containsExactly(64, SyntheticModel.CHANNELS, SyntheticModel.LENGTH);
        assertThat(Arrays.stream(with.get(SourceKnowledge.REPLAY_LABELS).longs()))
                .hasSize(64)
                .allMatch(label -> label >= 0 && label < SyntheticModel.CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 2, 0.1, 0, --epochs must be at least 1",
        "1, 0, 2, 0.1, 0, --patience must be at least 1",
        "1, 1, 1, 0.1, 0, --batch-size must be at least 2",
        "1, 1, 2, 0.0, 0, --learning-rate must be above 0",
        "1, 1, 2, NaN, 0, --learning-rate must be above 0",
        "1, 1, 2, 0.1, -1, --replay must not be negative"
    })
    void settingsThatCannotWorkAreRefused(
            int epochs, int patience, int batch, double rate, int replay, String sentence) {
        assertThatThrownBy(() -> new TrainSettings(epochs, patience, batch, rate, 1, replay))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
