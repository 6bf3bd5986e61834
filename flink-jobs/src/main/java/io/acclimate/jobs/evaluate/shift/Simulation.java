// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import java.util.Arrays;
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
     * The parameter at which a candidate runs {@code runLength} steps on average without a shift, by halving; runs are cut at
     * five times that.
     */
    double calibrated(Candidate candidate, double runLength, long seed) {
        double low = Math.log(candidate.least());
        double high = Math.log(candidate.most());
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (runLength(candidate, Math.exp(middle), runLength, seed) < runLength) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(high);
    }

    /** Mean run length without a shift, as the exponential law with the share of runs that were cut has it. */
    private double runLength(Candidate candidate, double parameter, double wanted, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int most = (int) (CUT * wanted);
        long steps = 0;
        int alarms = 0;
        Watch watch = new Watch(candidate.at().apply(parameter));
        for (int run = 0; run < NULL_RUNS; run++) {
            watch.restart();
            for (int i = 0; i < most; i++) {
                steps++;
                if (watch.alarms(scores(random, 0))) {
                    alarms++;
                    break;
                }
            }
            if (alarms == 0 && run > NULL_RUNS / 10) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return (double) steps / Math.max(1, alarms);
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
