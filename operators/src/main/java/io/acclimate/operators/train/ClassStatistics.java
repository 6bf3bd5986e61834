// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.adapt.PassInput;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceKnowledge;

import ai.djl.ndarray.NDManager;

import java.util.List;
import java.util.Map;

/**
 * Statistics of features, logits and classes over source batches. Prototypes are means under batch statistics, as RMT
 * computes them; the moments that detectors compare with are those of the frozen model.
 */
final class ClassStatistics {

    private final int classes;
    private final int size;
    private final double[] count;
    private final double[][] prototypes;
    private final ClassCovariance covariance;
    private final Moments features;
    private final Moments logits;

    ClassStatistics(LoadedModel model, Batches batches, List<int[]> order) {
        classes = model.network().classes();
        size = model.network().featureSize();
        count = new double[classes];
        prototypes = new double[classes][size];
        covariance = new ClassCovariance(classes, size);
        features = new Moments(size);
        logits = new Moments(classes);
        for (int[] rows : order) {
            try (NDManager scratch = model.weights().manager().newSubManager()) {
                PassInput input = batches.input(rows, scratch);
                ParameterView view = new ParameterView(model.weights(), scratch, 1);
                prototypes(model.network().forward(view, input.rows(), Normalization.batch()), batches.labels(rows));
                Network.Outputs frozen = model.network().forward(view, input.rows(), Normalization.SOURCE);
                features.add(frozen.features().toFloatArray());
                logits.add(frozen.logits().toFloatArray());
            }
        }
    }

    private void prototypes(Network.Outputs outputs, long[] labels) {
        float[] values = outputs.features().toFloatArray();
        for (int row = 0; row < labels.length; row++) {
            int label = (int) labels[row];
            count[label]++;
            covariance.add(values, row, label);
            for (int d = 0; d < size; d++) {
                prototypes[label][d] += values[row * size + d];
            }
        }
    }

    void addTo(Map<String, HostTensor> tensors) {
        float[] means = new float[classes * size];
        float[] prior = new float[classes];
        double total = 0;
        for (double n : count) {
            total += n;
        }
        for (int c = 0; c < classes; c++) {
            prior[c] = (float) (count[c] / total);
            for (int d = 0; d < size; d++) {
                means[c * size + d] = (float) (prototypes[c][d] / Math.max(1, count[c]));
            }
        }
        tensors.put(SourceKnowledge.PROTOTYPES, HostTensor.of(means, classes, size));
        covariance.addTo(tensors);
        tensors.put(SourceKnowledge.CLASS_PRIOR, HostTensor.of(prior, classes));
        tensors.put(SourceKnowledge.FEATURE_MEAN, HostTensor.of(features.mean(), size));
        tensors.put(SourceKnowledge.FEATURE_VARIANCE, HostTensor.of(features.variance(), size));
        tensors.put(SourceKnowledge.LOGIT_MEAN, HostTensor.of(logits.mean(), classes));
        tensors.put(SourceKnowledge.LOGIT_VARIANCE, HostTensor.of(logits.variance(), classes));
    }

    /** Mean and variance of rows. */
    private static final class Moments {
        private final double[] sum;
        private final double[] squares;
        private long rows;

        Moments(int width) {
            sum = new double[width];
            squares = new double[width];
        }

        void add(float[] values) {
            for (int i = 0; i < values.length; i++) {
                sum[i % sum.length] += values[i];
                squares[i % sum.length] += (double) values[i] * values[i];
            }
            rows += values.length / sum.length;
        }

        float[] mean() {
            float[] mean = new float[sum.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (sum[i] / rows);
            }
            return mean;
        }

        float[] variance() {
            float[] variance = new float[sum.length];
            for (int i = 0; i < variance.length; i++) {
                double mean = sum[i] / rows;
                variance[i] = (float) Math.max(0, squares[i] / rows - mean * mean);
            }
            return variance;
        }
    }
}
