// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.List;
import java.util.Optional;

/**
 * What shift detection and diagnosis must know of the source, as a model package keeps it.
 *
 * @param statistics reference of the source view's statistics
 * @param details what packages of format version 1 lack
 */
public record ShiftKnowledge(ShiftReference statistics, Optional<Details> details) {

    /** Names of the distances of the frozen model's answers from those on the source. */
    public static final List<String> ANSWERS = List.of("class-distance", "softmax-distance");

    /** The chart of the projected features. */
    public static final String FEATURES = "feature-direction";

    /**
     * Reference of features and answers.
     *
     * @param axes directions in feature space, [directions][feature size]
     * @param projected reference of a batch's mean along them, on its own scale
     * @param softmax what the frozen model answers
     * @param answers reference of the distances {@link #ANSWERS}, on the logarithmic scale
     * @param sample labelled source windows that the model was not trained on
     */
    public record Details(
            float[][] axes,
            ShiftReference projected,
            SoftmaxReference softmax,
            ShiftReference answers,
            SourceSample sample) {

        /**
         * How far windows that follow each other differ, see {@link ShiftObservation}: von Neumann's mean square successive
         * difference (1941), with the source's variance in place of the sample's.
         *
         * @param features of the frozen model, [windows][feature size], in their order
         */
        double variety(float[][] features) {
            if (features.length < 2) {
                return ShiftObservation.UNKNOWN;
            }
            double total = 0;
            double[] before = project(features[0]);
            for (int n = 1; n < features.length; n++) {
                double[] next = project(features[n]);
                for (int i = 0; i < axes.length; i++) {
                    double step = (next[i] - before[i]) / projected.deviation(i, 1);
                    total += step * step / 2;
                }
                before = next;
            }
            return total / axes.length / (features.length - 1);
        }

        /** A window's features, or the mean of several, along the directions. */
        public double[] project(float[] features) {
            double[] along = new double[axes.length];
            for (int i = 0; i < along.length; i++) {
                for (int d = 0; d < features.length; d++) {
                    along[i] += axes[i][d] * features[d];
                }
            }
            return along;
        }
    }

    private static float[] mean(float[][] rows) {
        double[] sums = new double[rows[0].length];
        for (float[] row : rows) {
            for (int d = 0; d < sums.length; d++) {
                sums[d] += row[d];
            }
        }
        float[] mean = new float[sums.length];
        for (int d = 0; d < sums.length; d++) {
            mean[d] = (float) (sums[d] / rows.length);
        }
        return mean;
    }

    /** Directions of the features that are charted; 0 without details. */
    public int directions() {
        return details.map(known -> known.axes().length).orElse(0);
    }

    /** Values of a batch that are standardized: statistics, distances of the answers, directions of the features. */
    public int scores() {
        return statistics.names().size() + (details.isPresent() ? ANSWERS.size() + directions() : 0);
    }

    /** Charts per stream, among which the budget of false alarms is shared. */
    public int charts() {
        return charts(statistics.names().size(), details.isPresent());
    }

    /** The same for a package that knows this many statistics, with or without details. */
    public static int charts(int statistics, boolean details) {
        return statistics + ShiftMonitor.bets(statistics) + (details ? ANSWERS.size() + 1 : 0);
    }

    /** The name of the chart that a standardized value belongs to. */
    public String chartOf(int score) {
        int own = statistics.names().size();
        if (score < own) {
            return statistics.names().get(score);
        }
        return score < own + ANSWERS.size()
                ? ANSWERS.get(score - own)
                : FEATURES + "-" + (score - own - ANSWERS.size() + 1);
    }

    /**
     * What is charted of a batch.
     *
     * @param means mean over the batch of the source view's statistics
     * @param features of the frozen model, [windows][feature size]
     * @param source probabilities of the frozen model, [windows][classes]
     * @param adapted probabilities that went out, [windows][classes]
     */
    public ShiftObservation observe(double[] means, float[][] features, float[][] source, float[][] adapted) {
        if (details.isEmpty()) {
            return new ShiftObservation(
                    means,
                    new double[0],
                    new double[0],
                    ShiftObservation.UNKNOWN,
                    ShiftObservation.UNKNOWN,
                    ShiftObservation.UNKNOWN);
        }
        Details known = details.get();
        double[] projected = known.project(mean(features));
        double[] counts = known.softmax().count(source);
        double[] answers = {
            known.softmax().classDistance(counts), known.softmax().softmaxDistance(counts)
        };
        return new ShiftObservation(
                means,
                answers,
                projected,
                known.variety(features),
                known.sample().estimatedAccuracy(source),
                known.sample().estimatedAccuracy(adapted));
    }
}
