// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.operators.shift.ShiftObservation;
import io.acclimate.operators.shift.ShiftReference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The job's shift monitor on a series: its sensors stand for the source view's statistics, and what a batch of rows looks
 * like without a shift is measured on the series' own training rows, in blocks of consecutive ones.
 */
final class SeriesMonitor {

    /** Rows of a batch. */
    static final int BATCH = 8;

    private static final int BETS = 2;
    private static final int[] SIZES = {1, BATCH};

    private final double runLength;

    /** A monitor that runs {@code runLength} rows to a false alarm. */
    SeriesMonitor(double runLength) {
        this.runLength = runLength;
    }

    /** Rows at which an incident opened. */
    List<Integer> alarms(SkabFolder.Series series) {
        int sensors = series.scores()[0].length;
        double chart = runLength / BATCH * (sensors + BETS);
        ShiftMonitor monitor = new ShiftMonitor(
                new ShiftKnowledge(reference(series.training()), Optional.empty()),
                FalseAlarmBudget.threshold(1, 1, 1, chart));
        List<Integer> alarms = new ArrayList<>();
        double[] state = {};
        for (int end = BATCH; end <= series.scores().length; end += BATCH) {
            ShiftMonitor.Update update =
                    monitor.update(state, observation(mean(series.scores(), end - BATCH, end)), BATCH, end);
            state = update.state();
            if (update.signal().filter(ShiftMonitor.Signal::opened).isPresent()) {
                alarms.add(end - 1);
            }
        }
        return alarms;
    }

    private static ShiftObservation observation(double[] mean) {
        return new ShiftObservation(
                mean,
                new double[0],
                new double[0],
                ShiftObservation.UNKNOWN,
                ShiftObservation.UNKNOWN,
                ShiftObservation.UNKNOWN);
    }

    private static ShiftReference reference(double[][] training) {
        int sensors = training[0].length;
        double[][] deviations = new double[SIZES.length][sensors];
        for (int i = 0; i < SIZES.length; i++) {
            int blocks = training.length / SIZES[i];
            for (int block = 0; block < blocks; block++) {
                double[] mean = mean(training, block * SIZES[i], (block + 1) * SIZES[i]);
                for (int s = 0; s < sensors; s++) {
                    deviations[i][s] += mean[s] * mean[s] / blocks;
                }
            }
            for (int s = 0; s < sensors; s++) {
                deviations[i][s] = Math.sqrt(deviations[i][s]);
            }
        }
        List<String> names =
                IntStream.rangeClosed(1, sensors).mapToObj(s -> "sensor-" + s).toList();
        return new ShiftReference(
                        names,
                        SIZES,
                        new double[SIZES.length][sensors],
                        deviations,
                        new double[sensors],
                        ShiftReference.same(names, ShiftReference.AS_IS))
                .withUnknownLevels();
    }

    private static double[] mean(double[][] rows, int from, int to) {
        double[] mean = new double[rows[from].length];
        for (int row = from; row < to; row++) {
            for (int s = 0; s < mean.length; s++) {
                mean[s] += rows[row][s] / (to - from);
            }
        }
        return mean;
    }
}
