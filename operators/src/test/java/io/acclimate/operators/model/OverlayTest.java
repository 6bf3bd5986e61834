// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OverlayTest {

    private static final ParameterLayout LAYOUT =
            ParameterLayout.of(List.of(spec("first", 2), spec("matrix", 2, 3), spec("last", 1)));

    private NDManager manager;

    private static ParameterSpec spec(String name, long... shape) {
        return new ParameterSpec(name, shape, ParameterSpec.Role.WEIGHT);
    }

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Gradients.offForThisThread();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray matrix(int streams) {
        return manager.arange(0f, streams * LAYOUT.length(), 1f).reshape(streams, LAYOUT.length());
    }

    @Test
    void parametersLieOneAfterTheOther() {
        assertThat(LAYOUT.length()).isEqualTo(9);
        assertThat(LAYOUT.entries()).extracting(ParameterLayout.Entry::offset).containsExactly(0, 2, 8);
    }

    @Test
    void flatteningAndUnflatteningUndoEachOther() {
        float[] flat = {1, 2, 3, 4, 5, 6, 7, 8, 9};

        assertThat(LAYOUT.flatten(LAYOUT.unflatten(flat))).containsExactly(flat);
        assertThat(LAYOUT.unflatten(flat).get("matrix").floats()).containsExactly(3, 4, 5, 6, 7, 8);
    }

    @Test
    void flatteningNamesAParameterThatIsMissingOrOfAnotherSize() {
        Map<String, HostTensor> tensors = Map.of("first", HostTensor.of(new float[3], 3));

        assertThatThrownBy(() -> LAYOUT.flatten(tensors)).hasMessageContaining("parameter first with 2 elements");
    }

    @Test
    void oneStreamSeesEveryParameterInItsOwnShape() {
        Overlay overlay = new Overlay(LAYOUT, matrix(1));

        assertThat(overlay.get("matrix").getShape()).isEqualTo(new Shape(2, 3));
        assertThat(overlay.get("matrix").toFloatArray()).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(overlay.get("another")).isNull();
    }

    @Test
    void vectorsOfSeveralStreamsStandOneAfterTheOther() {
        Overlay overlay = new Overlay(LAYOUT, matrix(3));

        assertThat(overlay.get("first").toFloatArray()).containsExactly(0, 1, 9, 10, 18, 19);
        assertThat(overlay.get("last").toFloatArray()).containsExactly(8, 17, 26);
        assertThat(overlay.get("matrix").getShape()).isEqualTo(new Shape(3, 2, 3));
    }

    @Test
    void theGradientOfAPartLandsInItsOwnSlice() {
        NDArray leaf = matrix(2);

        NDArray gradient = Gradients.of(
                leaf, () -> new Overlay(LAYOUT, leaf).get("matrix").square().sum());

        assertThat(gradient.toFloatArray())
                .containsExactly(0, 0, 4, 6, 8, 10, 12, 14, 0, 0, 0, 22, 24, 26, 28, 30, 32, 0);
    }

    @Test
    void theGradientOfOneStreamLandsInItsOwnRow() {
        NDArray leaf = matrix(2);

        NDArray gradient = Gradients.of(
                leaf, () -> new Overlay(LAYOUT, leaf).get("first").get("2:").sum());

        assertThat(gradient.toFloatArray()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void aLayoutOfOneParameterIsCutWithoutASplit() {
        ParameterLayout single = ParameterLayout.of(List.of(spec("only", 3)));
        NDArray leaf = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));

        NDArray gradient = Gradients.of(
                leaf, () -> new Overlay(single, leaf).get("only").square().sum());

        assertThat(gradient.toFloatArray()).containsExactly(2, 4, 6, 8, 10, 12);
    }

    @Test
    void ofTwoOverlaysWithTheSameNameTheFirstOneWins() {
        try (SourceWeights source = new SourceWeights(
                Map.of("first", HostTensor.of(new float[] {7, 8}, 2), "rest", HostTensor.of(new float[] {5}, 1)),
                Device.cpu())) {
            ParameterView view = new ParameterView(
                    source,
                    manager,
                    2,
                    new Overlay(LAYOUT, matrix(2)),
                    new Overlay(LAYOUT, matrix(2).add(100)));

            assertThat(view.perStream("first").toFloatArray()).containsExactly(0, 1, 9, 10);
            assertThat(view.perStream("rest").toFloatArray()).containsExactly(5, 5);
        }
    }
}
