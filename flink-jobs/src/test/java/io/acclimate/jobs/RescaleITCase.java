// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.operators.flink.OnModelChange;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A job that goes on from canonical savepoints with another parallelism and state backend, or with another model. */
class RescaleITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    private static final int PARTS = 3;

    private static Installation installation;
    private static Map<String, List<Prediction>> expected;
    private static Map<String, List<Prediction>> found;
    private static String savepointOfOne;
    private static int predictedAtOne;

    @BeforeAll
    static void startAtOneGoOnAtThreeAndGoOnAtTwo() throws Exception {
        installation = new Installation(KAFKA.bootstrapServers(), "rescaled", directory);
        List<Recording> live = installation.wholeBatches(2);
        expected = new BareLoop(TestModel.load(), installation.configuration(), Installation.SENT_MILLIS)
                .predictions(live);
        // In parts, so that no run, however fast, leaves the next one nothing to predict.
        installation.play(TestFleet.part(live, 0, PARTS));
        savepointOfOne = installation.runUntil(
                1, "parallelism.default", "1", "state.backend.type", "hashmap", "kafka.bounded", "false");
        predictedAtOne = committed();
        installation.play(TestFleet.part(live, 1, PARTS));
        String savepointOfThree = installation.runFrom(
                savepointOfOne, predictedAtOne + 1, "parallelism.default", "3", "state.backend.type", "rocksdb");
        installation.play(TestFleet.part(live, 2, PARTS));
        installation.runFrom(
                savepointOfThree,
                Installation.count(expected),
                "parallelism.default",
                "2",
                "state.backend.type",
                "hashmap");
        found = installation.predictions(1);
    }

    private static int committed() throws Exception {
        return Installation.count(installation.predictions(1));
    }

    @Test
    void fromHashMapAtOneOverRocksDbAtThreeToHashMapAtTwoPredictionsStayTheSameBitForBit() {
        Installation.assertEqual(found, expected);
    }

    @Test
    void anotherModelPackageIsRefusedBeforeTheStartWithASentenceThatNamesBothIds(@TempDir Path other) throws Exception {
        ModelPackage successor = TestModel.saveOther(other);

        assertThatThrownBy(() -> EmbeddedJob.start(
                        of(other, "model.on-change", "refuse"), successor, other, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(OnModelChange.refusal(TestModel.load().id(), successor.id()));
    }

    @Test
    void withResetTheStreamsGoOnFromTheNewPackageAtTheOffsetsAndStepsOfTheSavepoint(@TempDir Path other)
            throws Exception {
        ModelPackage successor = TestModel.saveOther(other);
        int left = Installation.count(expected) - predictedAtOne;
        int all = Installation.count(installation.predictions(1)) + left;

        installation.stopAfter(
                all, EmbeddedJob.start(of(other, "model.on-change", "reset"), successor, other, Duration.ofSeconds(1)));

        List<Prediction> after = installation
                .read(Prediction.class, installation.topics().predictions(), all)
                .stream()
                .filter(prediction -> prediction.getModelId().equals(successor.id()))
                .toList();
        assertThat(after).hasSize(left);
        assertThat(after).allSatisfy(prediction -> assertThat(expected.get(prediction.getStreamId()))
                .anySatisfy(same -> {
                    assertThat(prediction.getWindowEndMicros()).isEqualTo(same.getWindowEndMicros());
                    assertThat(prediction.getAdaptationStep()).isEqualTo(same.getAdaptationStep());
                }));
        List<AdaptationLogEntry> changes = installation.log().values().stream()
                .flatMap(List::stream)
                .filter(entry -> entry.getAction() == AdaptationAction.MODEL_CHANGED)
                .toList();
        assertThat(changes)
                .extracting(AdaptationLogEntry::getStreamId)
                .isNotEmpty()
                .doesNotHaveDuplicates();
        assertThat(changes).allSatisfy(entry -> assertThat(entry.getSkipReason())
                .isEqualTo("the model package changed from %s; it starts from the new source model"
                        .formatted(TestModel.load().id())));
    }

    private static JobConfiguration of(Path model, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "model.path",
                model.toString(),
                "kafka.bounded",
                "false",
                "execution.state-recovery.path",
                savepointOfOne,
                "restart-strategy.type",
                "none"));
        options.addAll(List.of(more));
        return installation.configuration(options.toArray(String[]::new));
    }
}
