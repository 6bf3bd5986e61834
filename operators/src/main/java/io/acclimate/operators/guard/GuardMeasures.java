// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.shift.ShiftReference;

import java.util.Map;
import java.util.TreeMap;

/** What the guard measures of a batch; {@link Guard} has the formulas. */
final class GuardMeasures {

    static final double KNOWN = 2.0;
    static final double LITTLE_VARIATION = 0.15;
    static final double FITS_BETTER = 0.5;
    static final double PROVEN = 0.9;
    static final double FEW = 0.2;
    static final double SHRUNKEN = 0.67;
    static final double NEARLY_HOME = 2;
    static final double UNFIT = 1;
    static final double AFAR = 10;
    static final double RATE = 0.05;
    private static final double[] BETS = {0.25, 1, 4};
    private static final double MOST_WEALTH = 1e100;

    private final double toleratedHarm;
    private final ShiftReference reference;
    private final int classes;
    private final int entropy;
    private final float[] prototypes;
    private final PrototypeFit fit;

    GuardMeasures(double toleratedHarm, ShiftReference reference, ModelPackage model) {
        this.toleratedHarm = toleratedHarm;
        this.reference = reference;
        this.classes = model.spec().classes().size();
        this.entropy = reference.names().indexOf(SourceView.ENTROPY);
        this.prototypes = model.knowledge().get(SourceKnowledge.PROTOTYPES).floats();
        this.fit = new PrototypeFit(model.knowledge());
    }

    /** A copy of a stream's vector, or a new one. */
    GuardState state(double[] kept) {
        return GuardState.of(kept, classes, prototypes);
    }

    /** A stream's vector to read only. */
    GuardState reading(double[] kept) {
        return GuardState.reading(kept, classes, prototypes);
    }

    /** What was measured belongs to parameters that are gone. */
    void forget(GuardState state) {
        state.forgetEvidence(prototypes);
    }

    /** Mean variance of features within the batch, in units of the source's variance; 0 for a sensor that is stuck. */
    double variation(float[][] features) {
        return fit.variation(features);
    }

    private boolean known(BatchResult result, double variation) {
        int windows = result.probabilities().length;
        for (int i = 0; i < result.statistics().length; i++) {
            double standardized = reference.standardized(i, windows, result.statistics()[i]);
            boolean tooSure = i == entropy && standardized < -KNOWN && variation < LITTLE_VARIATION;
            // Not a number is not known either.
            if (tooSure || !(standardized <= KNOWN)) {
                return false;
            }
        }
        return true;
    }

    /** Moves {@code state} on by a batch and returns what was measured, by name. */
    Map<String, Double> take(GuardState state, BatchResult result, double variation) {
        Map<String, Double> evidence = new TreeMap<>();
        int[] adapted = result.adaptedClasses();
        double misfit = fit.misfit(result.features(), adapted);
        double sourceMisfit = fit.misfit(result.sourceFeatures(), result.sourceClasses());
        double adaptedVariation = result.features().length == 0 ? variation : fit.variation(result.features());
        boolean known = known(result, variation);
        evidence.put("known", known ? 1.0 : 0.0);
        evidence.put("variation", variation);
        evidence.put("misfit", misfit);
        evidence.put("source-misfit", sourceMisfit);
        evidence.put("home-misfit", fit.atHome(adapted));
        evidence.put("source-home-misfit", fit.atHome(result.sourceClasses()));
        evidence.put("adapted-variation", adaptedVariation);
        compare(state, result, adapted, known, evidence);
        boolean returns = state.place() != GuardState.HOME && sourceNearHome(evidence);
        follow(state, evidence);
        state.sourceAnswers(state.place() == GuardState.BACK
                || returns && shrunken(evidence)
                || fitsNoBetter(evidence) && (littleDisputed(evidence) || onlySourceAtHome(evidence)));
        moveShares(state, result);
        evidence.put("wealth", wealth(state));
        evidence.put("diversity", diversity(state, false));
        evidence.put("source-diversity", diversity(state, true));
        evidence.put("divergence", divergence(state, result, adapted));
        state.countBatch();
        return evidence;
    }

    private static boolean fitsNoBetter(Map<String, Double> evidence) {
        return evidence.get("misfit") > PROVEN * evidence.get("source-misfit");
    }

    private static boolean littleDisputed(Map<String, Double> evidence) {
        return evidence.get("known") > 0 && evidence.get("disagreement") <= FEW;
    }

    /** Whether of the two models only the source's fits the batch as well as unseen windows of the source. */
    private static boolean onlySourceAtHome(Map<String, Double> evidence) {
        return evidence.get("source-misfit") <= evidence.get("source-home-misfit")
                && evidence.get("misfit") > evidence.get("home-misfit");
    }

    /** Whether the adapted model may fit only because its features have shrunk. */
    private static boolean shrunken(Map<String, Double> evidence) {
        return evidence.get("adapted-variation") <= SHRUNKEN * evidence.get("variation");
    }

    private static boolean sourceNearHome(Map<String, Double> evidence) {
        return evidence.get("source-misfit") <= NEARLY_HOME * evidence.get("source-home-misfit");
    }

    /** Notes whether the stream has left the source, has come back, or is where the adapted model has proven itself. */
    private static void follow(GuardState state, Map<String, Double> evidence) {
        double misfit = evidence.get("source-misfit");
        if (misfit > UNFIT) {
            state.place(misfit > AFAR || state.place() == GuardState.AFAR ? GuardState.AFAR : GuardState.AWAY);
        } else if (sourceNearHome(evidence)) {
            boolean fromAfar = state.place() == GuardState.AFAR || state.place() == GuardState.BACK;
            state.place(fromAfar && fitsNoBetter(evidence) ? GuardState.BACK : GuardState.HOME);
        } else if (state.place() == GuardState.BACK) {
            state.place(GuardState.HOME);
        }
    }

    private void compare(
            GuardState state, BatchResult result, int[] adapted, boolean known, Map<String, Double> evidence) {
        double misfit = evidence.get("misfit");
        double sourceMisfit = evidence.get("source-misfit");
        boolean bets = known && sourceMisfit <= FITS_BETTER * misfit;
        boolean refuted = misfit <= PROVEN * sourceMisfit;
        double harm = 0;
        int disagreements = 0;
        for (int n = 0; n < adapted.length; n++) {
            int source = result.sourceClasses()[n];
            float[] believed = result.sourceProbabilities()[n];
            double cost = adapted[n] == source ? 0 : believed[source] - believed[adapted[n]];
            harm += cost / adapted.length;
            disagreements += adapted[n] == source ? 0 : 1;
            if (bets || refuted) {
                bet(state, bets ? cost : 0);
            }
        }
        evidence.put("harm", harm);
        evidence.put("disagreement", (double) disagreements / adapted.length);
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
            double adapted = mean(result.probabilities(), c);
            double source = mean(result.sourceProbabilities(), c);
            state.share(false, c, state.share(false, c) + rate * (adapted - state.share(false, c)));
            state.share(true, c, state.share(true, c) + rate * (source - state.share(true, c)));
        }
    }

    private static double mean(float[][] probabilities, int c) {
        double sum = 0;
        for (float[] row : probabilities) {
            sum += row[c];
        }
        return sum / probabilities.length;
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
        int size = prototypes.length / classes;
        double[][] sums = new double[classes][];
        int[] counts = new int[classes];
        for (int n = 0; n < result.features().length; n++) {
            int c = adapted[n];
            float[] row = result.features()[n];
            counts[c]++;
            sums[c] = sums[c] == null ? new double[size] : sums[c];
            for (int d = 0; d < size; d++) {
                sums[c][d] += row[d];
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
            distance += off * off * fit.weight(d);
            double moved = mean + RATE * (sums[d] / count - mean);
            if (Double.isFinite(moved)) {
                state.classMean(c, d, moved);
            }
        }
        return distance;
    }
}
