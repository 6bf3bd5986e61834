// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Explains a shift from the stream's last batches and the windows of the newest one. Pure; see {@link OwnClasses}. */
final class Diagnostician {

    private static final double CLEAR_LABELS = 0.1;
    /** Shares that have moved less than this many times what they do by chance have not moved. */
    private static final double BEYOND_CHANCE = 2;
    /** Under a shift of the inputs the estimated shares are wrong by up to this much. */
    private static final double LABELS_BESIDE_INPUTS = 0.4;

    private static final int FEWEST_BATCHES = 4;
    private static final double TOLERATED = 0.03;

    private final ShiftKnowledge knowledge;

    Diagnostician(ShiftKnowledge knowledge) {
        this.knowledge = knowledge;
    }

    /**
     * Explains.
     *
     * @param onsetMicros the chart's own estimate, used while there are too few batches for a better one
     * @param regime number of the earlier regime that has returned, else 0
     * @param found what the class frequencies tell, empty if there is too little to tell
     */
    Diagnosis explain(History history, long onsetMicros, long regime, Optional<OwnClasses.Found> found) {
        Map<String, Double> evidence = new TreeMap<>();
        int size = history.size();
        int onset = Math.min(size - 1, history.firstAfter(onsetMicros));
        Course course =
                size < FEWEST_BATCHES ? new Course(Course.Kind.UNKNOWN, onset, onset, onset) : course(history, onset);
        int change = size < FEWEST_BATCHES ? onset : course.change();
        double before = change == 0 ? reference() : history.sourceAccuracy(0, change);
        double source = history.sourceAccuracy(change, size);
        double adapted = history.adaptedAccuracy(change, size);
        found.ifPresent(classes -> add(classes, evidence));
        return new Diagnosis(
                found.map(Diagnostician::kind).orElse(Diagnosis.Kind.UNKNOWN),
                course.kind(),
                regime,
                history.end(Math.max(0, course.from() - 1)),
                history.end(Math.min(size - 1, course.to())),
                before,
                source,
                adapted,
                coping(before, source, adapted),
                evidence);
    }

    private double reference() {
        return knowledge
                .details()
                .filter(known -> known.sample().size() >= SourceSample.FEWEST)
                .map(known -> known.sample().accuracy())
                .orElse(ShiftObservation.UNKNOWN);
    }

    /** The course of the scores along the direction in which they have moved since the onset. */
    private static Course course(History history, int onset) {
        double[] direction = history.mean(onset, history.size());
        double length = 0;
        for (double value : direction) {
            length += value * value;
        }
        double[] series = new double[history.size()];
        for (int i = 0; i < series.length; i++) {
            double[] scores = history.scores(i);
            for (int k = 0; k < scores.length; k++) {
                series[i] += scores[k] * direction[k] / Math.sqrt(Math.max(1e-12, length));
            }
        }
        return Course.of(series);
    }

    private static void add(OwnClasses.Found found, Map<String, Double> evidence) {
        if (!Double.isFinite(found.effect())) {
            return;
        }
        evidence.put("class-shares-moved", found.moved());
        Map<String, Double> classes = new TreeMap<>();
        for (int k = 0; k < found.shares().length; k++) {
            classes.put("class-" + k + "-share-change", found.shares()[k] - found.before()[k]);
        }
        evidence.putAll(ChannelMoves.furthest(classes));
        evidence.put("residual-p-value", found.residual());
        evidence.put("residual-effect", found.effect());
    }

    static Diagnosis.Kind kind(OwnClasses.Found found) {
        boolean labels = found.moved() > Math.max(CLEAR_LABELS, BEYOND_CHANCE * found.chance());
        if (found.inputs()) {
            return labels && found.moved() > LABELS_BESIDE_INPUTS ? Diagnosis.Kind.BOTH : Diagnosis.Kind.COVARIATE;
        }
        return labels ? Diagnosis.Kind.LABEL : Diagnosis.Kind.UNKNOWN;
    }

    private static Diagnosis.Coping coping(double before, double source, double adapted) {
        if (before < 0 || source < 0 || adapted < 0) {
            return Diagnosis.Coping.UNKNOWN;
        }
        double lost = before - adapted;
        boolean copes = lost <= TOLERATED || lost <= (before - source) / 2;
        return copes ? Diagnosis.Coping.YES : Diagnosis.Coping.NO;
    }
}
