// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceKnowledge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * LSA (Park et al., ICCV 2023) on top of any method: a stream's class shares are the moving average of the method's mean
 * predictions, which begins with even shares and moves by a tenth per batch, before the batch is predicted; a
 * {@link LabelShiftAdapter} then changes the scores for those shares. No share is taken for less than a tenth of an even
 * one. The method learns from its own, unchanged predictions.
 */
final class AdaptedPrior implements AdaptationMethod {

    private static final String PRIOR = "label-shift.prior";
    private static final double MOMENTUM = 0.9;
    private static final double LEAST_IMBALANCE = 1.5;

    private final AdaptationMethod method;
    private final LabelShiftAdapter adapter;
    private final HostTensor weight;
    private final HostTensor bias;

    private AdaptedPrior(AdaptationMethod method, LabelShiftAdapter adapter, HostTensor weight, HostTensor bias) {
        this.method = method;
        this.adapter = adapter;
        this.weight = weight;
        this.bias = bias;
    }

    /**
     * Trains an adapter on the package's replay data and puts it on {@code method}.
     *
     * @param replay labelled source data
     * @throws IllegalArgumentException if the source's classes are about equally frequent
     */
    static AdaptedPrior of(AdaptationMethod method, LoadedModel model, SourceReplay replay, long seed) {
        float[] prior =
                model.source().knowledge().get(SourceKnowledge.CLASS_PRIOR).floats();
        ShareDegree degree = ShareDegree.of(prior);
        if (degree.imbalance() < LEAST_IMBALANCE) {
            throw new IllegalArgumentException(
                    "adapt.label-shift lsa learns from a source whose classes are not equally"
                            + " frequent, but those of this model are; set it to mlls");
        }
        HostTensor weight = model.weights().host().get(model.network().classifier() + ".weight");
        HostTensor bias = model.weights().host().get(model.network().classifier() + ".bias");
        try (NDManager scratch = model.weights().manager().newSubManager()) {
            PassInput all = replay.input(0, replay.size(), scratch);
            float[] features = model.network()
                    .forward(new ParameterView(model.weights(), scratch, 1), all.rows(), Normalization.SOURCE)
                    .features()
                    .toFloatArray();
            LabelShiftAdapter adapter = new LabelShiftAdapter(
                    features, replay.labels(), weight.floats(), bias.floats(), degree, seed, scratch);
            return new AdaptedPrior(method, adapter, weight, bias);
        }
    }

    @Override
    public List<StateVector> state() {
        float[] even = new float[bias.size()];
        Arrays.fill(even, 1f / even.length);
        List<StateVector> vectors = new ArrayList<>(method.state());
        vectors.add(new StateVector(PRIOR, even));
        return vectors;
    }

    @Override
    public int fewestSamples() {
        return method.fewestSamples();
    }

    @Override
    public StepResult preview(PassInput input, GroupState state) {
        return changed(method.preview(input, state), input, state.copy());
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        return changed(method.step(input, state), input, state);
    }

    private StepResult changed(StepResult result, PassInput input, GroupState state) {
        int classes = bias.size();
        NDArray mean = input.grid(result.logits().softmax(-1), classes).mean(new int[] {0});
        NDArray prior = MaximumLikelihoodPrior.bounded(Ema.of(state.get(PRIOR), mean, MOMENTUM));
        state.put(PRIOR, prior);
        NDManager scratch = input.scratch();
        NDArray change = adapter.change(
                input.byStream(result.features()),
                scratch.create(weight.floats(), new Shape(1, classes, weight.size() / classes)),
                scratch.create(bias.floats(), new Shape(1, 1, classes)),
                prior);
        NDArray rows = change.swapAxes(0, 1).reshape(-1, classes);
        return new StepResult(result.logits().add(rows), result.loss(), result.features());
    }
}
