// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.Safetensors;
import io.acclimate.operators.model.SourceWeights;
import io.acclimate.operators.testing.SharedData;
import io.acclimate.operators.testing.TinyNetwork;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A recorded run of a reference implementation, replayed step by step. */
final class GoldenRun implements AutoCloseable {

    static final double TOLERANCE = 1e-4;
    static final int STEPS = 6;
    static final int BATCH = 16;

    final TinyNetwork network = new TinyNetwork();
    final SourceWeights weights;
    private final Map<String, HostTensor> tensors;
    private final Map<String, float[]> vectors = new LinkedHashMap<>();

    GoldenRun(String name) throws IOException {
        tensors = Safetensors.read(SharedData.require("golden/" + name + "/tensors.safetensors"));
        Map<String, HostTensor> initial = new LinkedHashMap<>();
        for (ParameterSpec spec : network.parameters()) {
            initial.put(spec.name(), tensors.get("init." + spec.name()));
        }
        weights = new SourceWeights(initial, Device.cpu());
        Gradients.offForThisThread();
    }

    HostTensor tensor(String name) {
        return tensors.get(name);
    }

    /** Replays one step and compares output and loss; the vectors are kept for the next one. */
    void step(AdaptationMethod method, int t) {
        if (t == 0) {
            method.state().forEach(vector -> vectors.put(vector.name(), vector.initial()));
        }
        try (NDManager scratch = weights.manager().newSubManager()) {
            GroupState state = new GroupState(new long[] {t}, new long[] {1});
            vectors.forEach((name, values) -> state.put(name, scratch.create(values, new Shape(1, values.length))));
            float[] x = tensors.get("step%d.input".formatted(t)).floats();
            PassInput input =
                    new PassInput(scratch.create(x, new Shape(BATCH, 3, 8, 8)), FloatBuffer.wrap(x), 1, BATCH, scratch);
            StepResult result = method.step(input, state);
            close("output of step " + t, result.logits(), tensors.get("step%d.output".formatted(t)));
            if (result.loss() != null) {
                close("loss of step " + t, result.loss(), tensors.get("step%d.loss".formatted(t)));
            }
            state.matrices().forEach((name, matrix) -> vectors.put(name, matrix.toFloatArray()));
        }
    }

    /** Compares a state vector with the recorded tensors called {@code prefix} plus the parameter's name. */
    void compare(String vector, ParameterLayout layout, String prefix) {
        layout.unflatten(vectors.get(vector)).forEach((name, tensor) -> {
            HostTensor expected = tensors.get(prefix + name);
            assertThat(expected).as(prefix + name).isNotNull();
            assertThat(largestDifference(tensor.floats(), expected.doubles()))
                    .as(prefix + name)
                    .isLessThan(TOLERANCE);
        });
    }

    /** Compares a student that carries a projection head; the head's tensors are recorded without the prefix. */
    void compareMixed(String vector, ParameterLayout layout, ParameterLayout head, int t) {
        layout.unflatten(vectors.get(vector)).forEach((name, tensor) -> {
            boolean inHead = head.entries().stream().anyMatch(e -> e.name().equals(name));
            String recorded = "step%d.%s%s".formatted(t, inHead ? "" : "student.", name);
            assertThat(largestDifference(tensor.floats(), tensors.get(recorded).doubles()))
                    .as(recorded)
                    .isLessThan(TOLERANCE);
        });
    }

    float[] vector(String name) {
        return vectors.get(name);
    }

    private static void close(String what, NDArray found, HostTensor expected) {
        assertThat(largestDifference(found.toFloatArray(), expected.doubles()))
                .as(what)
                .isLessThan(TOLERANCE);
    }

    static double largestDifference(float[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            double difference = Math.abs(found[i] - expected[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }

    @Override
    public void close() {
        weights.close();
    }
}
