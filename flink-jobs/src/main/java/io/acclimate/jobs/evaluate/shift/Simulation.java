// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.ChangeDetector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Streams of score vectors, shifted from a known step on. */
final class Simulation {

    private static final int HALVINGS = 14;
    private static final int CUT = 5;

    private final Scores scores;
    private final int nullRuns;
    private final int longest;

    /** Where the score vectors come from. */
    @FunctionalInterface
    interface Scores {
        double[] next(SplittableRandom random, boolean shifted);
    }

    /**
     * A simulation.
     *
     * @param nullRuns runs without a shift that thresholds are calibrated by
     * @param longest steps after a shift at which a run without an alarm ends
     */
    Simulation(Scores scores, int nullRuns, int longest) {
        this.scores = scores;
        this.nullRuns = nullRuns;
        this.longest = longest;
    }

    /** Vectors of {@code size} independent Gaussian scores; the shift moves the first one. */
    static Simulation gaussian(int size, double shift) {
        return new Simulation(
                (random, shifted) -> {
                    double[] scores = new double[size];
                    for (int i = 0; i < size; i++) {
                        scores[i] = random.nextGaussian();
                    }
                    scores[0] += shifted ? shift : 0;
                    return scores;
                },
                200,
                2000);
    }

    /**
     * Median steps from the shift to the alarm, of runs that do not alarm before, infinite if half of them do not alarm at all;
     * and the share that alarm before.
     */
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
        for (int run = 0; run < nullRuns; run++) {
            List<double[]> states =
                    detectors.stream().map(ChangeDetector::start).toList();
            double[] highest = new double[detectors.size()];
            for (int step = 0; step < most; step++) {
                double[] vector = scores.next(random, false);
                for (int d = 0; d < highest.length; d++) {
                    ChangeDetector detector = detectors.get(d);
                    double score = detector.update(states.get(d), Candidate.observation(detector, d, vector));
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
    private double runLength(List<High> highs, List<ChangeDetector> detectors, int most) {
        int[] ends = new int[nullRuns];
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

    /** The delay after {@code before} steps without a shift. */
    Delay delay(Candidate candidate, double parameter, int before, int runs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] delays = new double[runs];
        int kept = 0;
        int early = 0;
        Watch watch = new Watch(candidate.at().apply(parameter));
        for (int run = 0; run < runs; run++) {
            watch.restart();
            int alarm = firstAlarm(watch, random, before);
            if (alarm < before) {
                early++;
            } else {
                delays[kept++] = alarm == before + longest ? Double.POSITIVE_INFINITY : alarm - before + 1;
            }
        }
        double[] sorted = Arrays.copyOf(delays, kept);
        Arrays.sort(sorted);
        return new Delay(kept == 0 ? Double.NaN : sorted[kept / 2], (double) early / runs);
    }

    private int firstAlarm(Watch watch, SplittableRandom random, int before) {
        for (int i = 0; i < before + longest; i++) {
            if (watch.alarms(scores.next(random, i >= before))) {
                return i;
            }
        }
        return before + longest;
    }
}
