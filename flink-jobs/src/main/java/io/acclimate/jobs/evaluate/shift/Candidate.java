// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.Adwin;
import io.acclimate.operators.shift.ChangeDetector;
import io.acclimate.operators.shift.Cusum;
import io.acclimate.operators.shift.Distributions;
import io.acclimate.operators.shift.EDetector;
import io.acclimate.operators.shift.Ewma;
import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.GeometricMovingAverage;
import io.acclimate.operators.shift.HotellingT2;
import io.acclimate.operators.shift.Kswin;
import io.acclimate.operators.shift.Mcusum;
import io.acclimate.operators.shift.McusumRunLength;
import io.acclimate.operators.shift.PageHinkley;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * A way to watch a stream of score vectors: several detectors of which the first alarm counts. Scores are standardized by a
 * reference from before; a detector of single values watches each of them.
 *
 * @param name of the method
 * @param least the lowest threshold parameter that is tried in calibration
 * @param most the highest
 * @param at the detectors at a threshold parameter; a higher one alarms less
 */
record Candidate(String name, double least, double most, DoubleFunction<List<ChangeDetector>> at) {

    private static final double K = FalseAlarmBudget.REFERENCE_VALUE;

    /** All candidates for vectors of {@code size} scores. */
    static List<Candidate> all(int size) {
        return List.of(
                each("CUSUM", size, 1, 30, h -> new Cusum(K, h)),
                each("EWMA", size, 1, 10, l -> new Ewma(0.1, l)),
                each("Page-Hinkley", size, 2, 200, l -> new PageHinkley(1, 0.25, l, 1)),
                each("GMA", size, 0.1, 5, l -> new GeometricMovingAverage(30, l, 0.95)),
                each("ADWIN", size, 0.5, 40, l -> new Adwin(Math.exp(-l))),
                each("KSWIN", size, 0.5, 40, l -> new Kswin(Math.exp(-l), 100, 30, 1)),
                each("e-SR", size, 10, 1e7, c -> new EDetector(EDetector.Kind.SR, c)),
                each("e-CUSUM", size, 2, 1e7, c -> new EDetector(EDetector.Kind.CUSUM, c)),
                new Candidate("Hotelling T2", 0.5, 40, l -> List.of(new HotellingT2(size, Math.exp(-l)))),
                new Candidate("MCUSUM", 1, 60, h -> List.of(new Mcusum(Math.min(16, size), K, h))));
    }

    /**
     * The charts of the job on standardized scores: a CUSUM for each, MCUSUM of all, e-SR on the first two; the parameter is
     * the run length of every one of them, as they share one budget.
     */
    static Candidate combination(int size) {
        return new Candidate("combination", 10, 1e9, runLength -> {
            List<ChangeDetector> charts = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                charts.add(new Cusum(K, FalseAlarmBudget.threshold(1, 1, 1, runLength)));
            }
            int betting = Math.min(2, size);
            for (int i = 0; i < betting; i++) {
                charts.add(new EDetector(EDetector.Kind.SR, runLength));
            }
            charts.add(new Mcusum(Math.min(16, size), K, McusumRunLength.threshold(Math.min(16, size), runLength)));
            return charts;
        });
    }

    /** Charts of {@link #combination}. */
    static int charts(int size) {
        return size + Math.min(2, size) + 1;
    }

    private static Candidate each(
            String name, int size, double least, double most, DoubleFunction<ChangeDetector> detector) {
        return new Candidate(name, least, most, parameter -> IntStream.range(0, size)
                .mapToObj(i -> detector.apply(parameter))
                .toList());
    }

    /** What a detector sees of a vector of scores, if it watches score {@code index} and not all. */
    static double[] observation(ChangeDetector detector, int index, double[] scores) {
        if (detector instanceof Mcusum || detector instanceof HotellingT2) {
            return scores;
        }
        double score = scores[index % scores.length];
        return new double[] {detector instanceof EDetector ? Distributions.normal(score) : score};
    }
}
