// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import io.acclimate.operators.testing.EventModel;
import io.acclimate.operators.train.LabelledWindows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** A network with branches: each predicts from its own channels, and all of them together. */
class BranchedNetworkTest {

    private static final int ROWS = 24;
    private static final float TOLERANCE = 1e-4f;
    private static final int PIXELS = EventModel.SIDE * EventModel.SIDE;
    private static final LabelledWindows WINDOWS = EventModel.windows(9, ROWS);

    private record Scores(float[] fused, List<float[]> heads) {}

    private static Scores scores(LoadedModel model, float[] inputs) {
        try (NDManager scratch = model.weights().manager().newSubManager()) {
            ParameterView view = new ParameterView(model.weights(), scratch, 1);
            NDArray rows = scratch.create(inputs, new Shape(ROWS, 5, EventModel.SIDE, EventModel.SIDE));
            Network.Outputs outputs = model.network().forward(view, rows, Normalization.SOURCE);
            return new Scores(
                    outputs.logits().toFloatArray(),
                    model.network().heads(view, outputs).stream()
                            .map(NDArray::toFloatArray)
                            .toList());
        }
    }

    private static float[] inputs() {
        float[] inputs = new float[ROWS * 5 * PIXELS];
        for (int row = 0; row < ROWS; row++) {
            System.arraycopy(WINDOWS.inputs().get(row), 0, inputs, row * 5 * PIXELS, 5 * PIXELS);
        }
        return inputs;
    }

    private static double accuracy(float[] scores) {
        int right = 0;
        for (int row = 0; row < ROWS; row++) {
            int predicted = scores[2 * row] >= scores[2 * row + 1] ? 0 : 1;
            right += predicted == WINDOWS.labels()[row] ? 1 : 0;
        }
        return (double) right / ROWS;
    }

    @Test
    void everyHeadIsTrainedToPredictAndTheScoresAreTheirMean() {
        try (LoadedModel model = LoadedModel.on(Device.cpu(), EventModel.branched())) {
            Scores scores = scores(model, inputs());

            float[] mean = new float[scores.fused.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (scores.heads.get(0)[i] + scores.heads.get(1)[i]) / 2;
            }
            assertThat(scores.heads).hasSize(2).allSatisfy(head -> assertThat(accuracy(head))
                    .isGreaterThan(0.8));
            assertThat(scores.fused).containsExactly(mean, within(TOLERANCE));
        }
    }

    @Test
    void aHeadSeesItsOwnChannelsOnly() {
        float[] dark = inputs();
        for (int row = 0; row < ROWS; row++) {
            int from = row * 5 * PIXELS;
            Arrays.fill(dark, from, from + 2 * PIXELS, 0);
        }
        try (LoadedModel model = LoadedModel.on(Device.cpu(), EventModel.branched())) {
            Scores seen = scores(model, inputs());
            Scores blind = scores(model, dark);

            assertThat(blind.heads.get(1)).isEqualTo(seen.heads.get(1));
            assertThat(blind.heads.get(0)).isNotEqualTo(seen.heads.get(0));
            assertThat(blind.fused).isNotEqualTo(seen.fused);
        }
    }

    @Test
    void branchesThatDoNotReadAllChannelsAreRefused() {
        ModelSpec odd = EventModel.SPEC.with(List.of(2, 2));

        assertThatThrownBy(() -> Networks.of(odd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("branches [2, 2] are not two or more that read the 5 input channels between them");
    }
}
