// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import io.acclimate.operators.testing.SyntheticModel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class JointForwardTest {

    private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

    private final SplittableRandom random = new SplittableRandom(4);
    private LoadedModel model;
    private NDManager scratch;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
        Gradients.offForThisThread();
        scratch = model.weights().manager().newSubManager();
    }

    @AfterEach
    void close() {
        scratch.close();
        model.close();
    }

    /** Source weights of the scope, each varied by up to a tenth, other ones for every stream. */
    private ParameterView varied(ParameterLayout layout, int streams) {
        float[] source = layout.flatten(model.weights().host());
        float[] values = new float[streams * source.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = source[i % source.length] * (float) random.nextDouble(0.9, 1.1);
        }
        NDArray matrix = scratch.create(values, new Shape(streams, source.length));
        return new ParameterView(model.weights(), scratch, streams, new Overlay(layout, matrix));
    }

    private NDArray rows(int streams) {
        float[] values = new float[streams * SyntheticModel.CHANNELS * SyntheticModel.LENGTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return scratch.create(values, new Shape(streams, SyntheticModel.CHANNELS, SyntheticModel.LENGTH));
    }

    @ParameterizedTest
    @CsvSource({"NORM, 1", "NORM, 5", "FULL, 1"})
    void modelsTogetherGiveWhatEachGivesAlone(ParameterSpec.Scope scope, int streams) {
        List<ParameterView> models = List.of(
                new ParameterView(model.weights(), scratch, streams),
                varied(model.network().layout(scope), streams),
                varied(model.network().layout(scope), streams).instanceAware(1),
                varied(model.network().statisticsLayout(), streams));
        NDArray rows = rows(streams);

        List<Network.Outputs> together = new JointForward(model.network(), model.weights()).of(models, rows);

        for (int m = 0; m < models.size(); m++) {
            Network.Outputs alone = model.network().forward(models.get(m), rows, Normalization.SOURCE);
            assertThat(together.get(m).logits().toFloatArray())
                    .containsExactly(alone.logits().toFloatArray(), ROUNDING);
            assertThat(together.get(m).features().toFloatArray())
                    .containsExactly(alone.features().toFloatArray(), ROUNDING);
        }
        assertThat(together.get(0).logits().toFloatArray())
                .isNotEqualTo(together.get(1).logits().toFloatArray());
    }
}
