// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.HostBuffers;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterSpec.Scope;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.StreamState;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TrustRegionTest {

    private static final double RATE = 0.1;
    private static final double RADIUS = 0.5;

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static AdaptationSettings settings(String method, double radius) {
        return Streams.settings(method, Statistics.BATCH, OptimizerKind.SGD, RATE)
                .with(Streams.wrappers(AdaptationWrappers.LabelShift.NONE, radius, 0, 0));
    }

    private BatchResult step(AdaptationEngine engine, int step, Optional<StreamState> state) {
        return engine.step(List.of(Streams.batch(4, step, state))).get(0);
    }

    /** Gradient of TENT's loss at some parameters, computed apart. */
    private float[] gradient(float[] student, NDManager scratch) {
        Student tent = Student.of(
                model.network(),
                model.weights(),
                Scope.NORM,
                NormalizationPolicy.stateless(Normalization.batch()),
                new Sgd(1, 0, false));
        PassInput input = input(scratch);
        GroupState state = new GroupState(new long[1], new long[1]);
        state.put(AdaptationMethod.STUDENT, scratch.create(student, new Shape(1, student.length)));
        ModelPass pass = tent.begin(input, state);
        return pass.gradient(
                        () -> input.meanPerStream(Losses.entropy(pass.first().logits())))
                .toFloatArray();
    }

    private PassInput input(NDManager scratch) {
        GroupCodec codec = new GroupCodec(model, settings("tent", 0), List.of());
        return codec.input(List.of(Streams.batch(4, 1, Optional.empty())), scratch, HostBuffers.own());
    }

    @Test
    void aStreamThatIsStillTheSourceTakesAnOrdinaryStep() {
        BatchResult ordinary = step(new AdaptationEngine(model, settings("tent", 0)), 0, Optional.empty());

        BatchResult result = step(new AdaptationEngine(model, settings("tent", RADIUS)), 0, Optional.empty());

        assertThat(result.probabilities()).isDeepEqualTo(ordinary.probabilities());
        assertThat(Streams.vector(result.state(), AdaptationMethod.STUDENT))
                .containsExactly(Streams.vector(ordinary.state(), AdaptationMethod.STUDENT), within(1e-6f));
    }

    @Test
    void theStepTakesTheGradientFromTheTopOfAClimbAsLongAsTheDivergenceFromTheSource() {
        AdaptationEngine engine = new AdaptationEngine(model, settings("tent", RADIUS));
        StreamState first = step(engine, 0, Optional.empty()).state();
        float[] start = Streams.vector(first, AdaptationMethod.STUDENT);
        for (int i = 0; i < start.length; i++) {
            start[i] += i % 2 == 0 ? 0.3f : -0.3f;
        }
        BatchResult result = step(engine, 1, Optional.of(Streams.with(first, AdaptationMethod.STUDENT, start)));

        float[] momentum = Streams.vector(first, "sgd.momentum_buffer");
        try (NDManager scratch = model.weights().manager().newSubManager()) {
            AdaptationEngine source = new AdaptationEngine(model, Streams.settings("norm", Statistics.BATCH));
            float[][] reference = step(source, 1, Optional.empty()).probabilities();
            double divergence = 0;
            for (int n = 0; n < Streams.BATCH; n++) {
                for (int c = 0; c < SyntheticModel.CLASSES; c++) {
                    double ratio = reference[n][c] / result.probabilities()[n][c];
                    divergence += reference[n][c] * Math.log(ratio) / Streams.BATCH;
                }
            }
            assertThat(divergence).isPositive();
            float[] uphill = gradient(start, scratch);
            double norm = 0;
            for (float g : uphill) {
                norm += g * g;
            }
            float[] top = start.clone();
            for (int i = 0; i < top.length; i++) {
                top[i] += (float) (RADIUS * divergence * uphill[i] / Math.sqrt(norm));
            }
            float[] there = gradient(top, scratch);
            float[] found = Streams.vector(result.state(), AdaptationMethod.STUDENT);
            double difference = 0;
            for (int i = 0; i < found.length; i++) {
                double direction = 0.9 * momentum[i] + there[i];
                assertThat((double) found[i]).isCloseTo(start[i] - RATE * (0.9 * direction + there[i]), within(1e-5));
                difference = Math.max(difference, Math.abs(there[i] - uphill[i]));
            }
            assertThat(difference).isGreaterThan(1e-4);
        }
    }

    @Test
    void aStreamWithoutAChosenWindowStaysWhereItIs() {
        AdaptationSettings all = settings("eata", RADIUS);
        // No cosine is below -1: nothing is ever chosen.
        MethodTuning nothing = new MethodTuning(-1, 0, 0, 0.01, 0.92, 2, Streams.BATCH, 3);
        AdaptationEngine engine = new AdaptationEngine(model, all.with(nothing));
        float[] source =
                model.network().layout(Scope.NORM).flatten(model.weights().host());
        float[] elsewhere = source.clone();
        elsewhere[0] += 1;
        StreamState first = step(engine, 0, Optional.empty()).state();

        StreamState second = step(engine, 1, Optional.of(Streams.with(first, AdaptationMethod.STUDENT, elsewhere)))
                .state();

        assertThat(Streams.vector(second, AdaptationMethod.STUDENT)).containsExactly(elsewhere);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"source", "norm", "lame", "t3a", "sar", "gtta", "rotta", "petta", "note", "memo", "acclimate"})
    void methodsOfOtherStepsAreRefused(String method) {
        assertThatThrownBy(() -> new AdaptationEngine(model, settings(method, RADIUS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("adapt.trust-region does not go with adapt.method " + method
                        + "; set it to 0, or adapt.method to one of tent, ");
    }
}
