// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.shift.ShiftReference;

import java.util.Map;
import java.util.TreeMap;

/** What the guard measures of a batch; {@link Guard} has the formulas. */
final class GuardMeasures {

    static final double KNOWN = 2.0;
    static final double FITS_BETTER = 0.5;
    static final double RATE = 0.05;
    private static final double[] BETS = {0.25, 1, 4};
    private static final double MOST_WEALTH = 1e100;
    private static final double SMALLEST_VARIANCE = 1e-6;

    private final double toleratedHarm;
    private final ShiftReference reference;
    private final int classes;
    private final float[] prototypes;
    private final float[] variance;

    GuardMeasures(double toleratedHarm, ShiftReference reference, ModelPackage model) {
        this.toleratedHarm = toleratedHarm;
        this.reference = reference;
        this.classes = model.spec().classes().size();
        this.prototypes = model.knowledge().get(SourceKnowledge.PROTOTYPES).floats();
        this.variance = model.knowledge().get(SourceKnowledge.FEATURE_VARIANCE).floats();
    }

    /** A copy of a stream's vector, or a new one. */
    GuardState state(double[] kept) {
        return GuardState.of(kept, classes, prototypes);
    }

    /** What was measured belongs to parameters that are gone. */
    void forget(GuardState state) {
        state.forgetEvidence(prototypes);
    }

    private boolean known(BatchResult result) {
        int windows = result.probabilities().length;
        for (int i = 0; i < result.statistics().length; i++) {
            // Not a number is not known either.
            if (!(reference.standardized(i, windows, result.statistics()[i]) <= KNOWN)) {
                return false;
            }
        }
        return true;
    }

    /** Moves {@code state} on by a batch and returns what was measured, by name. */
    Map<String, Double> take(GuardState state, BatchResult result) {
        Map<String, Double> evidence = new TreeMap<>();
        int windows = result.probabilities().length;
        int[] adapted = new int[windows];
        for (int n = 0; n < windows; n++) {
            adapted[n] = Predictions.classes(result.probabilities()[n], classes)[0];
        }
        double misfit = misfit(result.features(), adapted);
        double sourceMisfit = misfit(result.sourceFeatures(), result.sourceClasses());
        boolean known = known(result);
        evidence.put("known", known ? 1.0 : 0.0);
        evidence.put("misfit", misfit);
        evidence.put("source-misfit", sourceMisfit);
        compare(state, result, adapted, known && sourceMisfit <= FITS_BETTER * misfit, evidence);
        moveShares(state, result);
        evidence.put("wealth", wealth(state));
        evidence.put("diversity", diversity(state, false));
        evidence.put("source-diversity", diversity(state, true));
        evidence.put("divergence", divergence(state, result, adapted));
        state.countBatch();
        return evidence;
    }

    private void compare(
            GuardState state, BatchResult result, int[] adapted, boolean bets, Map<String, Double> evidence) {
        double harm = 0;
        int disagreements = 0;
        for (int n = 0; n < adapted.length; n++) {
            int source = result.sourceClasses()[n];
            float[] believed = result.sourceProbabilities()[n];
            double cost = adapted[n] == source ? 0 : believed[source] - believed[adapted[n]];
            harm += cost / adapted.length;
            disagreements += adapted[n] == source ? 0 : 1;
            if (bets) {
                bet(state, cost);
            }
        }
        evidence.put("harm", harm);
        evidence.put("disagreement", (double) disagreements / adapted.length);
    }

    /** Mean squared distance of the features from the prototype of the class that is predicted from them. */
    private double misfit(float[][] features, int[] predicted) {
        double sum = 0;
        for (int n = 0; n < features.length; n++) {
            for (int d = 0; d < variance.length; d++) {
                double off = features[n][d] - prototypes[predicted[n] * variance.length + d];
                sum += off * off / (variance[d] + SMALLEST_VARIANCE);
            }
        }
        // A method that shows no features is taken to see the windows as the source model does.
        return features.length == 0 ? Double.POSITIVE_INFINITY : sum / features.length / variance.length;
    }

    private void bet(GuardState state, double cost) {
        for (int bet = 0; bet < BETS.length; bet++) {
            double odds = 1 + BETS[bet] * (cost - toleratedHarm);
            // Wealth must stay finite, whatever limit it is compared with.
            state.wealth(bet, Math.min(Math.max(1, state.wealth(bet)) * odds, MOST_WEALTH));
        }
    }

    static double wealth(GuardState state) {
        double sum = 0;
        for (int bet = 0; bet < BETS.length; bet++) {
            sum += state.wealth(bet);
        }
        return sum / BETS.length;
    }

    private void moveShares(GuardState state, BatchResult result) {
        double rate = Math.max(RATE, 1 / (state.batches() + 1));
        for (int c = 0; c < classes; c++) {
            double adapted = 0;
            double source = 0;
            for (int n = 0; n < result.probabilities().length; n++) {
                adapted += result.probabilities()[n][c] / result.probabilities().length;
                source += result.sourceProbabilities()[n][c] / result.probabilities().length;
            }
            state.share(false, c, state.share(false, c) + rate * (adapted - state.share(false, c)));
            state.share(true, c, state.share(true, c) + rate * (source - state.share(true, c)));
        }
    }

    private double diversity(GuardState state, boolean ofSource) {
        double entropy = 0;
        for (int c = 0; c < classes; c++) {
            double share = state.share(ofSource, c);
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return Math.exp(entropy);
    }

    private double divergence(GuardState state, BatchResult result, int[] adapted) {
        int size = variance.length;
        double[][] sums = new double[classes][];
        int[] counts = new int[classes];
        for (int n = 0; n < result.features().length; n++) {
            int c = adapted[n];
            counts[c]++;
            sums[c] = sums[c] == null ? new double[size] : sums[c];
            for (int d = 0; d < size; d++) {
                sums[c][d] += result.features()[n][d];
            }
        }
        double delta = 0;
        int seen = 0;
        for (int c = 0; c < classes; c++) {
            if (counts[c] > 0) {
                delta += distanceThenMove(state, c, sums[c], counts[c]);
                seen++;
            }
        }
        return seen == 0 ? 0 : 1 - Math.exp(-delta / seen);
    }

    private double distanceThenMove(GuardState state, int c, double[] sums, int count) {
        double distance = 0;
        for (int d = 0; d < sums.length; d++) {
            double mean = state.classMean(c, d);
            double off = mean - prototypes[c * sums.length + d];
            distance += off * off / (variance[d] + SMALLEST_VARIANCE) / sums.length;
            double moved = mean + RATE * (sums[d] / count - mean);
            if (Double.isFinite(moved)) {
                state.classMean(c, d, moved);
            }
        }
        return distance;
    }
}
