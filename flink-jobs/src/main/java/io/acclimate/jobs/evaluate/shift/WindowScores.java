// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftObservation;
import io.acclimate.operators.shift.ShiftReference;

import java.util.ArrayList;
import java.util.List;

/** What is charted of a batch as one vector, standardized by batches without a shift. */
final class WindowScores {

    private final ShiftKnowledge knowledge;
    private final double[] means;
    private final double[] deviations;

    /** Standardizes by these batches. */
    WindowScores(ShiftKnowledge knowledge, List<ShiftObservation> calm) {
        this.knowledge = knowledge;
        List<double[]> values = calm.stream().map(this::values).toList();
        means = new double[values.get(0).length];
        deviations = new double[means.length];
        for (int i = 0; i < means.length; i++) {
            int column = i;
            double mean = values.stream().mapToDouble(v -> v[column]).average().orElseThrow();
            means[i] = mean;
            deviations[i] = Math.sqrt(values.stream()
                    .mapToDouble(v -> (v[column] - mean) * (v[column] - mean))
                    .average()
                    .orElseThrow());
        }
    }

    int size() {
        return means.length;
    }

    double[] of(ShiftObservation seen) {
        double[] scores = values(seen);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (scores[i] - means[i]) / Math.max(1e-9, deviations[i]);
        }
        return scores;
    }

    private double[] values(ShiftObservation seen) {
        List<Double> values = new ArrayList<>();
        add(values, seen.statistics(), knowledge.statistics());
        knowledge.details().ifPresent(known -> {
            add(values, seen.answers(), known.answers());
            add(values, seen.projected(), known.projected());
        });
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void add(List<Double> values, double[] raw, ShiftReference reference) {
        for (int i = 0; i < raw.length; i++) {
            values.add(ShiftReference.scaled(raw[i], reference.powers()[i]));
        }
    }
}
