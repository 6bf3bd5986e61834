// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MovingStatisticsTest {

    private static final double MOMENTUM = 0.1;
    private static final String VECTOR = "student.statistics";

    private LoadedModel model;
    private ParameterLayout layout;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
        layout = model.network().statisticsLayout();
        Gradients.offForThisThread();
    }

    @AfterEach
    void close() {
        model.close();
    }

    /** The statistics after many steps on the same batch, with parameters that stay where they are. */
    private StreamState settled(String method, int steps) {
        AdaptationEngine engine =
                new AdaptationEngine(model, Streams.settings(method, Statistics.MOVING, OptimizerKind.SGD, 0));
        Optional<StreamState> state = Optional.empty();
        for (int step = 0; step < steps; step++) {
            state = Optional.of(
                    engine.step(List.of(Streams.batch(4, 0, state))).get(0).state());
        }
        return state.orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tent", "rmt"})
    void theyConvergeToTheStatisticsOfAConstantStream(String method) {
        float[] expected = ownStatistics();

        assertThat(Streams.vector(settled(method, 120), VECTOR)).containsExactly(expected, within(1e-3f));
    }

    /** What every layer sees of the batch if all layers before it normalize with the batch's own statistics. */
    private float[] ownStatistics() {
        try (NDManager scratch = model.weights().manager().newSubManager()) {
            Map<String, NDArray> moved = new HashMap<>();
            float[] rows = rows();
            NDArray input =
                    scratch.create(rows, new Shape(Streams.BATCH, SyntheticModel.CHANNELS, SyntheticModel.LENGTH));
            ParameterView view = new ParameterView(model.weights(), scratch, 1);
            model.network().forward(view, input, Normalization.moving(scratch.ones(new Shape(1, 1)), moved));
            Map<String, HostTensor> tensors = new HashMap<>();
            moved.forEach((name, values) -> tensors.put(
                    name, HostTensor.of(values.toFloatArray(), values.getShape().getShape())));
            return layout.flatten(tensors);
        }
    }

    private static float[] rows() {
        float[] rows = new float[Streams.BATCH * SyntheticModel.CHANNELS * SyntheticModel.LENGTH];
        ByteBuffer all = ByteBuffer.allocate(rows.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Sample sample : Streams.samples(4, 0)) {
            all.put(sample.data());
        }
        all.flip();
        all.asFloatBuffer().get(rows);
        return rows;
    }

    @Test
    void oneStepGoesTheMomentumsShareOfTheWayFromTheSource() {
        float[] rows = rows();
        double[] mean = new double[SyntheticModel.CHANNELS];
        for (int i = 0; i < rows.length; i++) {
            mean[i / SyntheticModel.LENGTH % mean.length] += rows[i] / Streams.BATCH / SyntheticModel.LENGTH;
        }

        Map<String, HostTensor> found = layout.unflatten(Streams.vector(settled("tent", 1), VECTOR));

        float[] source = model.weights().host().get("input_norm.running_mean").floats();
        float[] moved = found.get("input_norm.running_mean").floats();
        for (int c = 0; c < mean.length; c++) {
            assertThat((double) moved[c]).isCloseTo((1 - MOMENTUM) * source[c] + MOMENTUM * mean[c], within(1e-5));
        }
    }

    @Test
    void studentAndTeacherOfRobustMeanTeacherKeepTheirOwn() {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings("rmt", Statistics.MOVING));
        StreamState state = Streams.run(engine, 8, 4).get(7).get(0).state();

        assertThat(Streams.vector(state, VECTOR)).isNotEqualTo(Streams.vector(state, "teacher.statistics"));
    }
}
