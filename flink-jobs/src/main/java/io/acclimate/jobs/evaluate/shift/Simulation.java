// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.ChangeDetector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Streams of independent Gaussian scores, shifted from a known step on. */
final class Simulation {

    private static final int HALVINGS = 14;
    private static final int NULL_RUNS = 200;
    private static final int CUT = 5;

    private final int size;

    /** Simulates vectors of {@code size} scores. */
    Simulation(int size) {
        this.size = size;
    }

    /** Median steps from the shift to the alarm, of runs that do not alarm before; and the share that do. */
    record Delay(double median, double falseShare) {}

    /**
     * The parameter at which a candidate runs {@code runLength} steps on average without a shift. Runs are simulated once, cut
     * at five times that: what a detector makes of them does not depend on its threshold until it alarms.
     */
    double calibrated(Candidate candidate, double runLength, long seed) {
        int most = (int) (CUT * runLength);
        List<High> highs = highs(candidate.at().apply(candidate.most()), most, seed);
        double low = Math.log(candidate.least());
        double high = Math.log(candidate.most());
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (runLength(highs, candidate.at().apply(Math.exp(middle)), most) < runLength) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(high);
    }

    /** A score of a detector above all that it had before in its run. */
    private record High(int run, int detector, int step, double score) {}

    private List<High> highs(List<ChangeDetector> detectors, int most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<High> highs = new ArrayList<>();
        for (int run = 0; run < NULL_RUNS; run++) {
            List<double[]> states =
                    detectors.stream().map(ChangeDetector::start).toList();
            double[] highest = new double[detectors.size()];
            for (int step = 0; step < most; step++) {
                double[] scores = scores(random, 0);
                for (int d = 0; d < highest.length; d++) {
                    ChangeDetector detector = detectors.get(d);
                    double score = detector.update(states.get(d), Candidate.observation(detector, d, scores));
                    if (score > highest[d]) {
                        highest[d] = score;
                        highs.add(new High(run, d, step, score));
                    }
                }
            }
        }
        return highs;
    }

    /** Mean run length without a shift, as the exponential law with the share of runs that were cut has it. */
    private static double runLength(List<High> highs, List<ChangeDetector> detectors, int most) {
        int[] ends = new int[NULL_RUNS];
        Arrays.fill(ends, most);
        double[] thresholds =
                detectors.stream().mapToDouble(ChangeDetector::threshold).toArray();
        for (High high : highs) {
            if (high.score >= thresholds[high.detector]) {
                ends[high.run] = Math.min(ends[high.run], high.step + 1);
            }
        }
        long alarms = Arrays.stream(ends).filter(end -> end < most).count();
        return alarms == 0
                ? Double.POSITIVE_INFINITY
                : (double) Arrays.stream(ends).asLongStream().sum() / alarms;
    }

    /** The delay after {@code before} steps without a shift; the shift moves the first score. */
    Delay delay(Candidate candidate, double parameter, double shift, int before, int runs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] delays = new double[runs];
        int kept = 0;
        int early = 0;
        Watch watch = new Watch(candidate.at().apply(parameter));
        for (int run = 0; run < runs; run++) {
            watch.restart();
            int alarm = firstAlarm(watch, random, shift, before);
            if (alarm < before) {
                early++;
            } else {
                delays[kept++] = alarm - before + 1;
            }
        }
        double[] sorted = Arrays.copyOf(delays, kept);
        Arrays.sort(sorted);
        return new Delay(kept == 0 ? Double.NaN : sorted[kept / 2], (double) early / runs);
    }

    private int firstAlarm(Watch watch, SplittableRandom random, double shift, int before) {
        int most = before + 2000;
        for (int i = 0; i < most; i++) {
            if (watch.alarms(scores(random, i < before ? 0 : shift))) {
                return i;
            }
        }
        return most;
    }

    private double[] scores(SplittableRandom random, double shift) {
        double[] scores = new double[size];
        for (int i = 0; i < size; i++) {
            scores[i] = random.nextGaussian();
        }
        scores[0] += shift;
        return scores;
    }
}
