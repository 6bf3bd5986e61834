// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.SourceKnowledge;

import java.util.Arrays;
import java.util.Optional;

/** How well features fit the prototypes of the classes that are predicted from them, in units of the source's variance. */
final class PrototypeFit {

    private static final double SMALLEST_VARIANCE = 1e-6;

    private final float[] prototypes;
    /** One over variance and number of features: a sum of weighted squares is a mean in units of the variance. */
    private final double[] weights;
    /** Misfit of the source model on unseen windows of the source, by predicted class; 0 where a package does not tell. */
    private final double[] atHome;

    PrototypeFit(SourceKnowledge knowledge) {
        this.prototypes = knowledge.get(SourceKnowledge.PROTOTYPES).floats();
        float[] variance = knowledge.get(SourceKnowledge.FEATURE_VARIANCE).floats();
        this.weights = new double[variance.length];
        Arrays.setAll(weights, d -> 1 / (variance[d] + SMALLEST_VARIANCE) / variance.length);
        this.atHome = new double[prototypes.length / variance.length];
        Optional<HostTensor> mean = knowledge.find(SourceKnowledge.PREDICTED_MEAN);
        Optional<HostTensor> spread = knowledge.find(SourceKnowledge.PREDICTED_VARIANCE);
        if (mean.isPresent() && spread.isPresent()) {
            measureAtHome(mean.get().floats(), spread.get().floats());
        }
    }

    /** The mean square of distances from a prototype is the variance and the square of the mean's own distance. */
    private void measureAtHome(float[] mean, float[] variance) {
        for (int i = 0; i < mean.length; i++) {
            double off = mean[i] - prototypes[i];
            atHome[i / weights.length] += (variance[i] + off * off) * weights[i % weights.length];
        }
    }

    /** One over the source's variance of a feature and the number of features. */
    double weight(int feature) {
        return weights[feature];
    }

    /** Misfit of the source model on unseen windows of the source, of which it predicted these classes. */
    double atHome(int[] predicted) {
        double sum = 0;
        for (int c : predicted) {
            sum += atHome[c];
        }
        return sum / predicted.length;
    }

    /** Mean squared distance of the features from the prototype of the class that is predicted from them. */
    double misfit(float[][] features, int[] predicted) {
        double sum = 0;
        for (int n = 0; n < features.length; n++) {
            float[] row = features[n];
            int prototype = predicted[n] * weights.length;
            for (int d = 0; d < weights.length; d++) {
                double off = row[d] - prototypes[prototype + d];
                sum += off * off * weights[d];
            }
        }
        // A method that shows no features is taken to see the windows as the source model does.
        return features.length == 0 ? Double.POSITIVE_INFINITY : sum / features.length;
    }

    /** Mean variance of features within the batch; 0 for a sensor that is stuck. */
    double variation(float[][] features) {
        double total = 0;
        for (int d = 0; d < weights.length; d++) {
            double sum = 0;
            double squares = 0;
            double first = features[0][d];
            for (float[] row : features) {
                // Off the first window, so that equal windows give exactly 0.
                double off = row[d] - first;
                sum += off;
                squares += off * off;
            }
            double mean = sum / features.length;
            total += Math.max(0, squares / features.length - mean * mean) * weights[d];
        }
        return total;
    }
}
