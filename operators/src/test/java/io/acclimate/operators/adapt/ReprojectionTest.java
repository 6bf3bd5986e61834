// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.NamedTensor;

import ai.djl.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What streams have learned is carried over as a difference to the source model. */
class ReprojectionTest {

    private static final AdaptationSettings SETTINGS = Streams.settings("rmt", AdaptationSettings.Statistics.MOVING);

    private static FloatBuffer floats(NamedTensor tensor) {
        return ByteBuffer.wrap(tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static NamedTensor scaled(NamedTensor tensor, float by, float plus) {
        ByteBuffer bytes = ByteBuffer.allocate(tensor.bytes().length).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer values = floats(tensor);
        while (values.hasRemaining()) {
            bytes.putFloat(values.get() * by + plus);
        }
        return new NamedTensor(tensor.name(), tensor.shape(), bytes.array());
    }

    @Test
    void theDifferenceIsKeptAndVariancesStayPositive(@TempDir Path directory) {
        ModelPackage old = SyntheticModel.trained();
        ModelPackage successor = SyntheticModel.make(directory, SyntheticModel.settings(6, 64));
        try (LoadedModel model = LoadedModel.on(Device.cpu(), successor);
                LoadedModel oldModel = LoadedModel.on(Device.cpu(), old)) {
            List<NamedTensor> before = new AdaptationEngine(oldModel, SETTINGS).initialVectors();
            List<NamedTensor> after = new AdaptationEngine(model, SETTINGS).initialVectors();
            Reprojection reprojection = new Reprojection(old, model, SETTINGS, after);
            List<NamedTensor> learned = new ArrayList<>();
            before.forEach(vector -> learned.add(
                    vector.name().endsWith("statistics") ? scaled(vector, 0.01f, 0) : scaled(vector, 1, 0.25f)));

            List<NamedTensor> carried = reprojection.of(learned).orElseThrow();

            for (int v = 0; v < carried.size(); v++) {
                FloatBuffer found = floats(carried.get(v));
                FloatBuffer source = floats(after.get(v));
                FloatBuffer first = floats(before.get(v));
                boolean statistics = carried.get(v).name().endsWith("statistics");
                for (int i = 0; i < found.capacity(); i++) {
                    if (!statistics) {
                        assertThat(found.get(i)).isCloseTo(source.get(i) + 0.25f, within(1e-5f));
                    } else if (isVariance(model, i)) {
                        assertThat(found.get(i)).isPositive().isCloseTo(0.01f * source.get(i), within(1e-4f));
                    } else {
                        assertThat(found.get(i)).isCloseTo(source.get(i) - 0.99f * first.get(i), within(1e-4f));
                    }
                }
            }
        }
    }

    private static boolean isVariance(LoadedModel model, int index) {
        return model.network().statisticsLayout().entries().stream()
                .anyMatch(entry -> entry.name().endsWith("running_var")
                        && index >= entry.offset()
                        && index < entry.offset() + entry.length());
    }

    @Test
    void modelsOfAnotherLayoutAreRefusedWithASentence() {
        ModelSpec spec = SyntheticModel.SPEC;
        ModelSpec wider = new ModelSpec(
                spec.formatVersion(),
                spec.task(),
                spec.architecture(),
                List.of(16, 16, 48),
                spec.inputShape(),
                spec.classes(),
                spec.window(),
                spec.training());

        assertThatThrownBy(() -> Reprojection.requireAlike(spec, wider))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[16, 16, 32]")
                .hasMessageContaining("[16, 16, 48]")
                .hasMessageEndingWith(
                        "what was learned cannot be carried over; set model.on-change (--on-model-change) to reset");
    }
}
