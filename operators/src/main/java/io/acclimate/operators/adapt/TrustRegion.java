// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * Sharpness-aware steps within a trust region (TRAM; Sherborne et al., ICLR 2024) for any method that takes one gradient
 * step per batch: the gradient g is followed uphill by {@code d g / |g|}, and the step is taken with the gradient found
 * there. The radius d is the divergence of the model's predictions from the source's, {@code radius} times the mean
 * Kullback-Leibler divergence KL(source || model) of the batch, in nats; so a stream that is still the source takes an
 * ordinary step. The paper fine-tunes with labels and takes earlier parameters as reference; to take the method's own
 * loss and the source is derived.
 *
 * <p>The method runs twice: its predictions are those of the first run, all that it keeps is the second one's.
 */
final class TrustRegion implements AdaptationMethod {

    private static final double SMALLEST_NORM = 1e-12;

    private final AdaptationMethod method;
    private final Student student;
    private final double radius;

    /**
     * Describes the method.
     *
     * @param method made with a {@link ClimbingOptimizer}
     * @param student its model
     * @param radius per nat of divergence
     */
    TrustRegion(AdaptationMethod method, Student student, double radius) {
        this.method = method;
        this.student = student;
        this.radius = radius;
    }

    @Override
    public List<StateVector> state() {
        return method.state();
    }

    @Override
    public int fewestSamples() {
        return method.fewestSamples();
    }

    @Override
    public StepResult preview(PassInput input, GroupState state) {
        return method.preview(input, state);
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        GroupState probe = state.copy();
        StepResult result = method.step(input, probe);
        NDArray gradient = probe.get(ClimbingOptimizer.GRADIENT);
        NDArray start = state.get(STUDENT);
        NDArray norm = gradient.square().sum(new int[] {1}, true).sqrt().add(SMALLEST_NORM);
        NDArray top =
                start.add(gradient.mul(divergence(input, state).reshape(-1, 1).mul(radius))
                        .div(norm));
        GroupState climbed = state.copy();
        climbed.put(STUDENT, top);
        climbed.put(ClimbingOptimizer.START, start);
        StepResult second = method.step(input, climbed);
        for (StateVector vector : method.state()) {
            state.put(vector.name(), climbed.get(vector.name()));
        }
        state.put(STUDENT, withoutClimb(state.get(STUDENT), top, start));
        return new StepResult(result.logits(), second.loss(), result.features());
    }

    /** A stream that found nothing to learn from at the top has not stepped from its start, either. */
    private static NDArray withoutClimb(NDArray found, NDArray top, NDArray start) {
        NDArray stepped = found.neq(top).toType(found.getDataType(), false).sum(new int[] {1}, true);
        return SelectiveOptimizer.choose(stepped, found, start);
    }

    /** Mean KL(source || student) of every stream, [S]. */
    private NDArray divergence(PassInput input, GroupState state) {
        NDArray values = state.get(STUDENT).get(":, 0:" + student.layout().length());
        ModelPass pass = student.begin(STUDENT, input, state.copy());
        pass.use(values);
        NDArray own = pass.first().logits().logSoftmax(-1);
        NDArray source = student.beginSource(STUDENT, input, state.copy())
                .first()
                .logits()
                .logSoftmax(-1);
        NDArray perRow = source.exp().mul(source.sub(own)).sum(new int[] {1});
        return input.meanPerStream(perRow).maximum(0);
    }
}
