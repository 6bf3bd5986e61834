// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.List;

/**
 * Corrects any method's predictions for other shares of the classes than in the source (maximum likelihood label shift;
 * Saerens, Latinne and Decaestecker 2002): the shares in a batch are those under which its predictions are most likely,
 * found by expectation maximization; they move a stream's estimate by a tenth, and each class is weighted by its
 * estimated share over that in the source. No share is taken for less than a tenth of an even one, so that a collapse
 * cannot feed on itself. The method learns from its own, uncorrected predictions.
 */
final class MaximumLikelihoodPrior implements AdaptationMethod {

    private static final String PRIOR = "label-shift.prior";
    private static final double MOMENTUM = 0.9;
    private static final int ITERATIONS = 20;

    private final AdaptationMethod method;
    private final float[] source;

    /**
     * Describes the method.
     *
     * @param source share of every class in the source data
     */
    MaximumLikelihoodPrior(AdaptationMethod method, float[] source) {
        this.method = method;
        this.source = bounded(source);
    }

    /** Shares that sum to 1, none below a tenth of an even one before they are made to sum to 1. */
    static float[] bounded(float[] shares) {
        float[] bounded = new float[shares.length];
        double sum = 0;
        for (int c = 0; c < shares.length; c++) {
            bounded[c] = Math.max(shares[c], 0.1f / shares.length);
            sum += bounded[c];
        }
        for (int c = 0; c < shares.length; c++) {
            bounded[c] /= (float) sum;
        }
        return bounded;
    }

    /** As {@link #bounded(float[])} for every row. */
    static NDArray bounded(NDArray shares) {
        NDArray floor = shares.maximum(0.1 / shares.getShape().get(1));
        return floor.div(floor.sum(new int[] {1}, true));
    }

    @Override
    public List<StateVector> state() {
        List<StateVector> vectors = new ArrayList<>(method.state());
        vectors.add(new StateVector(PRIOR, source));
        return vectors;
    }

    @Override
    public int fewestSamples() {
        return method.fewestSamples();
    }

    @Override
    public StepResult preview(PassInput input, GroupState state) {
        return corrected(method.preview(input, state), input, state.copy());
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        return corrected(method.step(input, state), input, state);
    }

    private StepResult corrected(StepResult result, PassInput input, GroupState state) {
        NDArray logProbabilities = input.grid(result.logits().logSoftmax(-1), source.length);
        NDArray reference = input.scratch().create(source, new Shape(1, source.length));
        NDArray prior = state.get(PRIOR);
        NDArray likeliest = likeliest(logProbabilities.exp(), prior, reference);
        NDArray moved = bounded(Ema.of(prior, likeliest, MOMENTUM));
        state.put(PRIOR, moved);
        NDArray logits = logProbabilities.add(moved.div(reference).log());
        return new StepResult(logits.reshape(-1, source.length), result.loss(), result.features());
    }

    /**
     * Shares under which the predictions are most likely, by expectation maximization.
     *
     * @param probabilities [N, S, C]
     * @param start [S, C], where it starts
     * @param reference [1, C], the source's shares
     * @return [S, C]
     */
    static NDArray likeliest(NDArray probabilities, NDArray start, NDArray reference) {
        NDArray shares = start;
        for (int i = 0; i < ITERATIONS; i++) {
            NDArray weighted = probabilities.mul(shares.div(reference));
            shares = weighted.div(weighted.sum(new int[] {2}, true)).mean(new int[] {0});
        }
        return shares;
    }
}
