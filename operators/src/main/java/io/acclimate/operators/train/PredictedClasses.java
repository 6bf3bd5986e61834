// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.adapt.PassInput;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceKnowledge;

import ai.djl.ndarray.NDManager;

import java.util.Map;

/**
 * Mean and unbiased variance of the frozen model's features by the class that it predicts, over source windows that it was
 * not trained on, as PeTTA uses them. A class that is predicted less than twice has the moments of all training features.
 */
final class PredictedClasses {

    private static final int BATCH = 200;

    private final int classes;
    private final int size;
    private final long[] counts;
    private final double[] sums;
    private final double[] squares;

    PredictedClasses(LoadedModel model, Batches batches) {
        classes = model.network().classes();
        size = model.network().featureSize();
        counts = new long[classes];
        sums = new double[classes * size];
        squares = new double[classes * size];
        for (int[] rows : batches.ordered(BATCH)) {
            try (NDManager scratch = model.weights().manager().newSubManager()) {
                PassInput input = batches.input(rows, scratch);
                ParameterView view = new ParameterView(model.weights(), scratch, 1);
                add(model.network().forward(view, input.rows(), Normalization.SOURCE));
            }
        }
    }

    private void add(Network.Outputs outputs) {
        int[] predicted = Predictions.classes(outputs.logits().toFloatArray(), classes);
        float[] features = outputs.features().toFloatArray();
        for (int row = 0; row < predicted.length; row++) {
            counts[predicted[row]]++;
            for (int d = 0; d < size; d++) {
                double value = features[row * size + d];
                sums[predicted[row] * size + d] += value;
                squares[predicted[row] * size + d] += value * value;
            }
        }
    }

    void addTo(Map<String, HostTensor> tensors) {
        float[] allMean = tensors.get(SourceKnowledge.FEATURE_MEAN).floats();
        float[] allVariance = tensors.get(SourceKnowledge.FEATURE_VARIANCE).floats();
        float[] mean = new float[classes * size];
        float[] variance = new float[classes * size];
        for (int i = 0; i < mean.length; i++) {
            long count = counts[i / size];
            double average = sums[i] / Math.max(1, count);
            double spread = (squares[i] - count * average * average) / Math.max(1, count - 1);
            mean[i] = count > 1 ? (float) average : allMean[i % size];
            variance[i] = count > 1 ? (float) Math.max(0, spread) : allVariance[i % size];
        }
        tensors.put(SourceKnowledge.PREDICTED_MEAN, HostTensor.of(mean, classes, size));
        tensors.put(SourceKnowledge.PREDICTED_VARIANCE, HostTensor.of(variance, classes, size));
    }
}
