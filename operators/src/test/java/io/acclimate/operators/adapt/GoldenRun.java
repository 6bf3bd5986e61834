// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Normalization;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A recorded run of a reference implementation, replayed step by step. */
final class GoldenRun implements AutoCloseable {

    static final double TOLERANCE = 1e-4;
    static final int STEPS = 6;
    static final int BATCH = 16;

    final TinyNetwork network = new TinyNetwork();
    final SourceWeights weights;
    private final Map<String, HostTensor> tensors;
    private final Map<String, float[]> vectors = new LinkedHashMap<>();
    private final List<float[]> gradients = new ArrayList<>();
    /** Whether probabilities were recorded in place of logits. */
    boolean outputsAreProbabilities;
    /** What the method calls the loss of a step, of the recorded losses; the last one unless set. */
    IntToDoubleFunction recordedLoss = t -> {
        double[] losses = losses(t);
        return losses[losses.length - 1];
    };

    GoldenRun(String name) throws IOException {
        tensors = Safetensors.read(SharedData.require("golden/" + name + "/tensors.safetensors"));
        Map<String, HostTensor> initial = new LinkedHashMap<>();
        for (ParameterSpec spec : network.parameters()) {
            initial.put(spec.name(), tensors.get("init." + spec.name()));
        }
        weights = new SourceWeights(initial, Device.cpu());
        Gradients.offForThisThread();
    }

    /** All losses that were back-propagated in a step. */
    double[] losses(int t) {
        return tensors.get("step%d.loss".formatted(t)).doubles();
    }

    /** {@code rule}, and remembers the gradients that it was given. */
    Optimizer observed(Optimizer rule) {
        return new Optimizer() {
            @Override
            public List<StateVector> state(int parameters) {
                return rule.state(parameters);
            }

            @Override
            public NDArray step(NDArray values, NDArray gradient, GroupState state, StepCounts counts) {
                gradients.add(gradient.toFloatArray());
                return rule.step(values, gradient, state, counts);
            }

            @Override
            public Optimizer scaled(double factor) {
                return rule.scaled(factor);
            }
        };
    }

    /** The method's model: the affine parameters of normalization layers, under the batch's statistics. */
    Student student(Optimizer rule) {
        return student(ParameterSpec.Scope.NORM, rule);
    }

    Student student(ParameterSpec.Scope scope, Optimizer rule) {
        return Student.of(
                network, weights, scope, NormalizationPolicy.stateless(Normalization.batch()), observed(rule));
    }

    /** The recorded augmented batches. */
    NDArray view(PassInput input, GroupState state, int view) {
        float[] values =
                tensor("step%d.view%d".formatted(state.updates(0), view)).floats();
        return input.scratch().create(values, new Shape(BATCH, 3, 8, 8));
    }

    /** Compares the gradients that the optimizer got in the last step with the recorded ones. */
    void compareGradients(ParameterLayout layout, int t, String... names) {
        assertThat(gradients).as("optimizer steps in step " + t).hasSize(names.length);
        for (int i = 0; i < names.length; i++) {
            compare(gradients.get(i), layout, "step%d.%s.".formatted(t, names[i]));
        }
    }

    HostTensor tensor(String name) {
        return tensors.get(name);
    }

    /** Replays one step and compares output and loss; the vectors are kept for the next one. */
    void step(AdaptationMethod method, int t) {
        if (t == 0) {
            method.state().forEach(vector -> vectors.put(vector.name(), vector.initial()));
        }
        gradients.clear();
        try (NDManager scratch = weights.manager().newSubManager()) {
            GroupState state = new GroupState(new long[] {t}, new long[] {1});
            vectors.forEach((name, values) -> state.put(name, scratch.create(values, new Shape(1, values.length))));
            float[] x = tensors.get("step%d.input".formatted(t)).floats();
            PassInput input =
                    new PassInput(scratch.create(x, new Shape(BATCH, 3, 8, 8)), FloatBuffer.wrap(x), 1, BATCH, scratch);
            StepResult result = method.step(input, state);
            NDArray output = outputsAreProbabilities ? result.logits().softmax(-1) : result.logits();
            close("output of step " + t, output, tensors.get("step%d.output".formatted(t)));
            if (result.loss() != null) {
                double loss = result.loss().toFloatArray()[0];
                assertThat(loss).as("loss of step " + t).isCloseTo(recordedLoss.applyAsDouble(t), within(TOLERANCE));
            }
            state.matrices().forEach((name, matrix) -> vectors.put(name, matrix.toFloatArray()));
        }
    }

    /** Compares a state vector with the recorded tensors called {@code prefix} plus the parameter's name. */
    void compare(String vector, ParameterLayout layout, String prefix) {
        compare(vectors.get(vector), layout, prefix);
    }

    private void compare(float[] values, ParameterLayout layout, String prefix) {
        layout.unflatten(values).forEach((name, tensor) -> {
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

    /** Compares statistics that the reference calls source_mean and source_var. */
    void compareStatistics(String vector, ParameterLayout layout, String prefix) {
        layout.unflatten(vectors.get(vector)).forEach((name, tensor) -> {
            String recorded = prefix + name.replace("running_", "source_");
            assertThat(largestDifference(tensor.floats(), tensors.get(recorded).doubles()))
                    .as(recorded)
                    .isLessThan(TOLERANCE);
        });
    }

    /** Compares a whole state vector with one recorded tensor. */
    void compareNumbers(String vector, String recorded) {
        assertThat(largestDifference(vectors.get(vector), tensors.get(recorded).doubles()))
                .as(recorded)
                .isLessThan(TOLERANCE);
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
