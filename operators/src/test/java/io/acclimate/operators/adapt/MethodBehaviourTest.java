// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class MethodBehaviourTest {

    private static final float TEACHER_MOMENTUM = 0.99f;

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
    }

    @AfterEach
    void close() {
        model.close();
    }

    /** Steps stream 4 over and over on its first batch. */
    private List<BatchResult> onTheSameBatch(AdaptationSettings settings, int steps) {
        AdaptationEngine engine = new AdaptationEngine(model, settings);
        List<BatchResult> results = new ArrayList<>();
        Optional<StreamState> state = Optional.empty();
        for (int step = 0; step < steps; step++) {
            BatchResult result =
                    engine.step(List.of(Streams.batch(4, 0, state))).get(0);
            results.add(result);
            state = Optional.of(result.state());
        }
        return results;
    }

    @ParameterizedTest
    @CsvSource({"ADAM, 2e-3", "SGD, 0.3"})
    void tentLowersTheEntropyOfWhatItAdaptsTo(OptimizerKind optimizer, double rate) {
        List<BatchResult> results = onTheSameBatch(Streams.settings("tent", Statistics.BATCH, optimizer, rate), 20);

        double before = results.get(0).meanEntropy();
        assertThat(results.get(19).meanEntropy()).isLessThan(0.8 * before);
        assertThat(results.get(0).loss()).isCloseTo(before, within(1e-5));
    }

    @Test
    void theDistanceToTheSourceGrowsWithTheFirstSteps() {
        List<BatchResult> results = onTheSameBatch(Streams.settings("tent", Statistics.BATCH), 3);

        assertThat(results).extracting(BatchResult::parameterDistance).isSorted();
        assertThat(results.get(0).parameterDistance()).isBetween(1e-5, 1e-2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "norm", "alpha-bn"})
    void methodsWithoutUpdateKeepNothingAndRepeatThemselves(String method) {
        List<BatchResult> results = onTheSameBatch(Streams.settings(method, Statistics.BATCH), 3);

        BatchResult last = results.get(2);
        assertThat(last.state().vectors()).isEmpty();
        assertThat(last.state().steps()).isEqualTo(3);
        assertThat(last.state().updates()).isZero();
        assertThat(last.loss()).isNaN();
        assertThat(last.probabilities()).isDeepEqualTo(results.get(0).probabilities());
    }

    @Test
    void theSourceMethodPredictsWhatTheFrozenModelPredicts() {
        BatchResult result =
                onTheSameBatch(Streams.settings("source", Statistics.BATCH), 1).get(0);

        for (int n = 0; n < result.probabilities().length; n++) {
            assertThat(Predictions.classes(result.probabilities()[n], SyntheticModel.CLASSES))
                    .containsExactly(result.sourceClasses()[n]);
        }
    }

    @Test
    void theTeacherIsTheMovingAverageOfTheStudent() {
        List<BatchResult> results = onTheSameBatch(Streams.settings("rmt", Statistics.BATCH), 6);

        for (int step = 1; step < results.size(); step++) {
            float[] before = Streams.vector(results.get(step - 1).state(), "teacher");
            float[] student = Streams.vector(results.get(step).state(), AdaptationMethod.STUDENT);
            float[] teacher = Streams.vector(results.get(step).state(), "teacher");
            for (int i = 0; i < teacher.length; i++) {
                float average = TEACHER_MOMENTUM * before[i] + (float) (1 - 0.99) * student[i];
                assertThat(teacher[i]).isEqualTo(average);
            }
        }
    }

    @Test
    void theTeacherStartsAsTheSource() {
        AdaptationMethod method = AdaptationMethods.of(Streams.settings("rmt", Statistics.MOVING), model);

        StateVector student = method.state().get(0);
        StateVector teacher = method.state().get(1);
        assertThat(List.of(student.name(), teacher.name())).containsExactly("student", "teacher");
        assertThat(teacher.initial()).containsExactly(student.initial());
    }

    @Test
    void anUnknownMethodIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> new AdaptationEngine(model, Streams.settings("magic", Statistics.BATCH)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("adapt.method is 'magic'; set it to one of " + String.join(", ", AdaptationMethods.NAMES));
    }
}
