// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.guard.Verdict.Action;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.SourceKnowledge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Who answers where the package tells how well the source model fits unseen windows of the source. */
class GuardAtHomeTest extends GuardCase {

    private static final int MANY = 3;
    private static final double KNOWN = 1;
    private static final double UNKNOWN = 100;

    @ParameterizedTest
    @ValueSource(doubles = {KNOWN, UNKNOWN})
    void theSourceAnswersWhereItAloneFitsAsAtHomeHoweverMuchIsDisputed(double distance) {
        Verdict verdict = at(0.03f).judge(kept, result(1, distance, OFF, 0, MANY, 0.1f));

        assertThat(verdict.evidence().get("disagreement")).isGreaterThan(GuardMeasures.FEW);
        assertThat(verdict.evidence().get("source-misfit"))
                .isLessThan(verdict.evidence().get("source-home-misfit"));
        assertThat(verdict.evidence().get("misfit"))
                .isGreaterThan(verdict.evidence().get("home-misfit"));
        assertThat(verdict.action()).isEqualTo(Action.PASS);
        assertThat(verdict.answerFromSource()).isTrue();
        assertThat(at(0.03f).answersFromSource(verdict.state()))
                .as("also at once")
                .isTrue();
    }

    @Test
    void theAdaptedModelAnswersWhatIsDisputedWhereItFitsAsAtHomeToo() {
        assertThat(at(0.3f).judge(kept, result(1, KNOWN, OFF, 0, MANY, 0.1f)).answerFromSource())
                .isFalse();
    }

    @Test
    void theAdaptedModelAnswersWhatIsDisputedWhereTheSourceIsNotAtHomeEither() {
        assertThat(at(0.001f).judge(kept, result(1, KNOWN, OFF, 0, MANY, 0.1f)).answerFromSource())
                .isFalse();
    }

    @Test
    void theAdaptedModelAnswersWhereItFitsClearlyBetterThoughTheSourceIsAtHome() {
        BatchResult better = result(0, KNOWN, AT_HOME, 0, MANY, 0.1f);
        assertThat(at(0.03f).judge(kept, better).answerFromSource()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0.8, 0.03, 1, true", "0.8, 0.003, 1, false", "1.1, 0.03, 1, false", "0.8, 0.03, 0.1, false"})
    void theSourceAnswersAStreamThatComesBackWhereTheAdaptedFeaturesFitForTheyShrank(
            float shrinkage, float homeVariance, float variationBefore, boolean source) {
        kept = at(homeVariance)
                .judge(kept, result(1, UNKNOWN, AT_HOME_IN_ONE, 0, WINDOWS, variationBefore))
                .state();
        // Variation falls by the square: 0.8 leaves 0.64 of it, 1.1 more than all.
        adaptedVariation = 0.4f * shrinkage;
        BatchResult batch = result(1, UNKNOWN, AT_HOME_IN_ONE, 0, WINDOWS, 0.4f);
        Verdict verdict = at(homeVariance).judge(kept, batch);

        assertThat(verdict.evidence().get("misfit"))
                .isLessThan(GuardMeasures.PROVEN * verdict.evidence().get("source-misfit"));
        assertThat(verdict.answerFromSource()).isEqualTo(source);
    }

    @Test
    void theSourceAnswersAStreamThatCameBackUntilTheAdaptedModelFitsABatchBetter() {
        Guard watching = at(0.3f);
        adaptedVariation = 0.2f;
        kept = watching.judge(kept, result(1, UNKNOWN, ASTRAY, 0, WINDOWS, 3)).state();
        Verdict back = watching.judge(kept, result(1, UNKNOWN, OFF, 0, MANY, 0.1f));
        Verdict still = watching.judge(back.state(), result(1, UNKNOWN, OFF, 0, MANY, 0.1f));
        Verdict better = watching.judge(still.state(), result(0, UNKNOWN, AT_HOME, 0, MANY, 0.2f));
        Verdict after = watching.judge(better.state(), result(1, UNKNOWN, OFF, 0, MANY, 0.1f));

        assertThat(back.answerFromSource()).as("just back").isTrue();
        assertThat(still.answerFromSource()).as("not proven yet").isTrue();
        assertThat(better.answerFromSource()).as("fits better").isFalse();
        assertThat(after.answerFromSource()).as("as for every stream").isFalse();
    }

    @Test
    void whatTheSourceFitsAtHomeFollowsFromMeanAndVarianceOfItsFeatures() {
        float[][] features = {{1.2f, 0.1f, 0}, {0.7f, -0.2f, 0.3f}, {0.9f, 0.4f, -0.1f}};
        int[] predicted = new int[features.length];
        float[] mean = new float[9];
        float[] variance = new float[9];
        for (int d = 0; d < 3; d++) {
            for (float[] row : features) {
                mean[d] += row[d] / features.length;
            }
            for (float[] row : features) {
                variance[d] += (row[d] - mean[d]) * (row[d] - mean[d]) / features.length;
            }
        }
        PrototypeFit fit = new PrototypeFit(knowledge(mean, variance));

        assertThat(fit.atHome(predicted)).isCloseTo(fit.misfit(features, predicted), within(1e-5));
    }

    /** A guard over a source whose features vary so much around the prototypes. */
    private static Guard at(float variance) {
        float[] prototypes = MODEL.knowledge().get(SourceKnowledge.PROTOTYPES).floats();
        float[] variances = new float[prototypes.length];
        Arrays.fill(variances, variance);
        ModelPackage model = new ModelPackage("id", MODEL.spec(), MODEL.weights(), knowledge(prototypes, variances));
        return new Guard(new GuardSettings(true, 0.02, 1e4, 1), REFERENCE, model);
    }

    private static SourceKnowledge knowledge(float[] mean, float[] variance) {
        Map<String, HostTensor> tensors = new HashMap<>(MODEL.knowledge().tensors());
        tensors.put(SourceKnowledge.PREDICTED_MEAN, HostTensor.of(mean, 3, 3));
        tensors.put(SourceKnowledge.PREDICTED_VARIANCE, HostTensor.of(variance, 3, 3));
        return new SourceKnowledge(tensors);
    }
}
