// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * {@link Mcusum} of a batch's mean features along a few directions, each standardized against the stream's own level
 * and spread, see {@link OwnScale}. After an alarm the direction of the sum is kept, and {@link ReturnChart} runs along it. Its
 * part of the monitor's vector: levels, batches learned from, the sum of MCUSUM with its layout, end of the batch at which it
 * was last as short as without a shift, the alarm's direction, the return's sum, sums of squares.
 */
final class FeatureChart {

    /** Without a shift the length of a vector of scores is about the root of their number, give or take 0.7. */
    private static final double OUTLIER = 2.5;

    private final ShiftReference reference;
    private final OwnScale own;
    private final Mcusum mcusum;
    private final int size;

    FeatureChart(ShiftReference reference, double runLength) {
        this.reference = reference;
        this.own = new OwnScale(reference);
        this.size = reference.names().size();
        this.mcusum = new Mcusum(size, FalseAlarmBudget.REFERENCE_VALUE, McusumRunLength.threshold(size, runLength));
    }

    double threshold() {
        return mcusum.threshold();
    }

    int length() {
        return earlierLength() + size;
    }

    /** Numbers in a part of earlier releases, which kept no spread of the stream's own. */
    int earlierLength() {
        return 3 * size + 4;
    }

    /** A part of earlier releases as one of this: the spread so far counts as the package's. */
    double[] upgraded(double[] old) {
        double[] part = Arrays.copyOf(old, length());
        Arrays.fill(part, earlierLength(), length(), old[size]);
        return part;
    }

    double[] start(long endMicros) {
        double[] part = new double[length()];
        System.arraycopy(mcusum.start(), 0, part, size + 1, size + 1);
        part[lastZero()] = endMicros;
        part[returning()] = ReturnChart.NO_ALARM;
        return part;
    }

    private int lastZero() {
        return 2 * size + 2;
    }

    private int returning() {
        return 3 * size + 3;
    }

    boolean alarmed(double[] part) {
        return part[returning()] != ReturnChart.NO_ALARM;
    }

    double onset(double[] part) {
        return part[lastZero()];
    }

    /** Standardizes the batch; changes the part's levels and spreads. */
    double[] scores(double[] part, double[] means, int batchSize, double cap, boolean drawn) {
        double[] scores = new double[size];
        OwnScale.Score[] found = new OwnScale.Score[size];
        double squares = 0;
        for (int i = 0; i < size; i++) {
            found[i] = own.score(i, batchSize, means[i], part[i], part[size], part[earlierLength() + i], drawn);
            double score = found[i].value();
            scores[i] = Double.isFinite(score) ? Math.max(-cap, Math.min(cap, score)) : cap;
            squares += scores[i] * scores[i];
        }
        if (part[size] < OwnScale.LEARNED && Math.sqrt(squares) <= Math.sqrt(size) + OUTLIER && !isSuspicious(part)) {
            for (int i = 0; i < size; i++) {
                part[i] += found[i].levelMove();
                part[earlierLength() + i] += found[i].square();
            }
            part[size]++;
        }
        return scores;
    }

    /** Whether the sum is nearer to an alarm than to what it is without a shift. */
    private boolean isSuspicious(double[] part) {
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += square(part[size + 2 + i]);
        }
        return alarmed(part) || Math.sqrt(squares) > (calm() + mcusum.threshold()) / 2;
    }

    private static double square(double value) {
        return value * value;
    }

    /** Takes in a batch's scores; the length of the sum. */
    double add(double[] part, double[] scores, long endMicros) {
        if (alarmed(part)) {
            return returning(part, scores, endMicros);
        }
        double[] sums = Arrays.copyOfRange(part, size + 1, 2 * size + 2);
        double length = mcusum.update(sums, scores);
        System.arraycopy(sums, 0, part, size + 1, size + 1);
        if (length <= calm()) {
            part[lastZero()] = endMicros;
        }
        if (length > mcusum.threshold()) {
            part[returning()] = 0;
            for (int i = 0; i < size; i++) {
                part[lastZero() + 1 + i] = sums[1 + i] / length;
            }
        }
        return length;
    }

    /** The mean length of the sum without a shift, by its stationary law; with many directions it is hardly ever 0. */
    private double calm() {
        return size / (2 * FalseAlarmBudget.REFERENCE_VALUE);
    }

    private double returning(double[] part, double[] scores, long endMicros) {
        double along = 0;
        for (int i = 0; i < size; i++) {
            along += scores[i] * part[lastZero() + 1 + i];
        }
        part[returning()] = ReturnChart.next(part[returning()], along);
        if (part[returning()] >= ReturnChart.RETURNED) {
            clear(part, endMicros);
            return 0;
        }
        return mcusum.threshold();
    }

    /** Starts the chart anew and keeps the levels and spreads. */
    void clear(double[] part, long endMicros) {
        double[] fresh = start(endMicros);
        System.arraycopy(fresh, size + 1, part, size + 1, earlierLength() - size - 1);
    }
}
