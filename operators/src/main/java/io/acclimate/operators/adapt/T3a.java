// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.List;

/**
 * T3A (Iwasawa and Matsuo, NeurIPS 2021): no parameter changes, only the classifier, whose rows become class templates.
 * A stream keeps, per predicted class, the features of the {@code supports} windows of lowest entropy, beginning with the
 * rows of the classifier themselves; the template of a class is the normalized sum of its normalized supports, and a
 * class scores by the inner product of features and template, without bias. A window takes part in its own prediction.
 * The statistics of normalization layers are the source's.
 */
public final class T3a implements AdaptationMethod {

    private static final String SUPPORTS = "t3a.supports";
    private static final String ENTROPIES = "t3a.entropies";

    private final Network network;
    private final SourceWeights weights;
    private final int supports;

    /**
     * Describes the method.
     *
     * @param supports most windows kept per class; the paper chooses among 1, 5, 20, 50, 100 and all
     */
    public T3a(Network network, SourceWeights weights, int supports) {
        this.network = network;
        this.weights = weights;
        this.supports = supports;
    }

    /** Supports of a new stream are the classifier's rows, each under the class that the classifier gives it. */
    @Override
    public List<StateVector> state() {
        SupportSet set = SupportSet.empty(network.classes(), network.featureSize(), supports);
        HostTensor rows = weights.host().get(network.classifier() + ".weight");
        double[] bias = weights.host().get(network.classifier() + ".bias").doubles();
        set.addClassifier(rows.floats(), bias);
        return List.of(new StateVector(SUPPORTS, set.features()), new StateVector(ENTROPIES, set.entropies()));
    }

    @Override
    public int fewestSamples() {
        return 1;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        ParameterView view = new ParameterView(weights, input.scratch(), input.streams());
        Network.Outputs outputs = network.forward(view, input.rows(), Normalization.SOURCE);
        int[] predicted = Predictions.classes(outputs.logits().toFloatArray(), network.classes());
        float[] entropy = Losses.entropy(outputs.logits()).toFloatArray();
        float[] features = outputs.features().toFloatArray();
        float[] allSupports = state.get(SUPPORTS).toFloatArray();
        float[] allEntropies = state.get(ENTROPIES).toFloatArray();
        int size = network.featureSize();
        float[] templates = new float[input.streams() * network.classes() * size];
        for (int s = 0; s < input.streams(); s++) {
            SupportSet set = SupportSet.of(allSupports, allEntropies, s, input.streams(), network.classes(), size);
            for (int row = s; row < predicted.length; row += input.streams()) {
                set.add(features, row * size, predicted[row], entropy[row]);
            }
            set.writeTo(allSupports, allEntropies, s);
            set.writeTemplates(templates, s * network.classes() * size);
        }
        state.put(
                SUPPORTS,
                input.scratch().create(allSupports, state.get(SUPPORTS).getShape()));
        state.put(
                ENTROPIES,
                input.scratch().create(allEntropies, state.get(ENTROPIES).getShape()));
        NDArray byClass = input.scratch().create(templates, new Shape(input.streams(), network.classes(), size));
        NDArray scores = input.byStream(outputs.features()).batchMatMul(byClass.swapAxes(1, 2));
        return new StepResult(scores.swapAxes(0, 1).reshape(-1, network.classes()), null, outputs.features());
    }
}
