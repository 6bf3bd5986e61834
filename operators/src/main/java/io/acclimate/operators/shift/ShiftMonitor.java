// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Optional;

/**
 * Watches one stream for a shift with a two-sided CUSUM chart (Page 1954) per statistic of the frozen source model.
 * Pure: the chart's sums live in a vector of doubles that the caller keeps.
 *
 * <p>Streams differ a little from each other without having shifted. So a batch is compared with what is known of the
 * stream's own level: at first the source's, with the spread between streams; then, as the first {@value #LEARNED} batches
 * come in, their posterior mean (normal with known variances). Batches more than {@value #OUTLIER} standard deviations off
 * teach nothing, and after that the level stays as it is, so that it cannot follow a shift.
 *
 * <p>A signal opens when a sum passes the threshold, and names the time of that sum's last zero as the onset. From then on
 * a chart of the opposite question, whether the statistic that alarmed is back at its level rather than a standard deviation
 * off, runs on that statistic; the signal resolves when its sum passes {@value #RETURN_THRESHOLD}, about ten batches after the
 * return, unless another statistic is over the threshold. Then all charts start anew.
 */
public final class ShiftMonitor {

    private static final int LAYOUT = 1;
    private static final int LEARNED = 16;
    private static final double OUTLIER = 3.0;
    private static final double RETURN_THRESHOLD = 5.0;

    private static final int OPEN = 1;
    private static final int SIGNALS = 2;
    private static final int RETURN = 3;
    private static final int CHART = 4;
    private static final int ONSET = 5;
    private static final int SUMS = 6;
    private static final int PER_CHART = 6;
    private static final int DIRECTIONS = 2;
    private static final int LEVEL = 4;
    private static final int LEARNED_FROM = 5;

    private final ShiftReference reference;
    private final double threshold;

    /**
     * A change of a stream's alarm.
     *
     * @param opened true if a shift was found, false if it is over
     * @param number counts the stream's signals from 1
     * @param statistic the statistic that gave the alarm
     * @param score its sum when it did, or the largest at the end, in standard deviations
     * @param onsetMicros when the shift is estimated to have begun, on the stream's clock
     */
    public record Signal(boolean opened, long number, String statistic, double score, long onsetMicros) {}

    /**
     * What a batch did.
     *
     * @param state the vector to keep
     * @param largest largest sum of all charts, in standard deviations
     * @param signal set if the alarm changed
     */
    public record Update(double[] state, double largest, Optional<Signal> signal) {}

    /** A monitor with the threshold of {@link FalseAlarmBudget}. */
    public ShiftMonitor(ShiftReference reference, double threshold) {
        this.reference = reference;
        this.threshold = threshold;
    }

    /** The threshold, in standard deviations. */
    public double threshold() {
        return threshold;
    }

    /**
     * Takes in a batch.
     *
     * @param old the vector that the last batch left; empty for the first one
     * @param statistics mean of each statistic over the batch
     * @param batchSize windows in the batch
     * @param endMicros end of the batch on the stream's clock
     * @throws IllegalArgumentException if the vector was kept by another release or another set of statistics
     */
    public Update update(double[] old, double[] statistics, int batchSize, long endMicros) {
        double[] state = old.length == 0 ? fresh(endMicros) : checked(old).clone();
        for (int i = 0; i < statistics.length; i++) {
            double score = score(state, i, batchSize, statistics[i]);
            double finite = Double.isFinite(score) ? score : threshold;
            if (state[OPEN] == 1 && i == (int) state[CHART] / PER_CHART) {
                watchReturn(state, score);
            }
            add(state, SUMS + i * PER_CHART, finite, endMicros);
            add(state, SUMS + i * PER_CHART + 1, -finite, endMicros);
        }
        int largest = largest(state);
        double sum = state[SUMS + largest];
        return new Update(state, sum, state[OPEN] == 0 ? open(state, largest) : resolve(state, sum, endMicros));
    }

    private double score(double[] state, int statistic, int batchSize, double mean) {
        int level = SUMS + statistic * PER_CHART + LEVEL;
        int learned = SUMS + statistic * PER_CHART + LEARNED_FROM;
        double deviation = reference.deviation(statistic, batchSize);
        double within = deviation * deviation;
        double between = reference.between()[statistic] * reference.between()[statistic];
        double unknown = between == 0 ? 0 : 1 / (1 / between + state[learned] / within);
        double surprise = reference.excess(statistic, batchSize, mean) - state[level];
        double score = surprise / Math.sqrt(within + unknown);
        if (state[learned] < LEARNED && Math.abs(score) <= OUTLIER) {
            state[level] += surprise * unknown / (unknown + within);
            state[learned]++;
        }
        return score;
    }

    private static void watchReturn(double[] state, double score) {
        double towards = (int) state[CHART] % PER_CHART == 0 ? score : -score;
        double step = FalseAlarmBudget.REFERENCE_VALUE - towards;
        state[RETURN] = Double.isFinite(step) ? Math.max(0, state[RETURN] + step) : 0;
    }

    private double[] fresh(long endMicros) {
        double[] state = new double[SUMS + reference.names().size() * PER_CHART];
        state[0] = LAYOUT;
        restart(state, endMicros);
        return state;
    }

    private double[] checked(double[] state) {
        if (state[0] != LAYOUT || state.length != SUMS + reference.names().size() * PER_CHART) {
            throw new IllegalArgumentException(
                    "the shift monitor's state has layout %d of %d values; this build keeps layout %d of %d values"
                            .formatted(
                                    (long) state[0],
                                    state.length,
                                    LAYOUT,
                                    SUMS + reference.names().size() * PER_CHART));
        }
        return state;
    }

    private static void add(double[] state, int sum, double score, long endMicros) {
        state[sum] = Math.max(0, state[sum] + score - FalseAlarmBudget.REFERENCE_VALUE);
        if (state[sum] == 0) {
            state[sum + DIRECTIONS] = endMicros;
        }
    }

    private int largest(double[] state) {
        int best = 0;
        for (int i = 0; i < reference.names().size() * PER_CHART; i++) {
            if (i % PER_CHART < DIRECTIONS && state[SUMS + i] > state[SUMS + best]) {
                best = i;
            }
        }
        return best;
    }

    private Optional<Signal> open(double[] state, int largest) {
        double sum = state[SUMS + largest];
        if (sum <= threshold) {
            return Optional.empty();
        }
        state[OPEN] = 1;
        state[SIGNALS]++;
        state[RETURN] = 0;
        state[CHART] = largest;
        state[ONSET] = state[SUMS + largest + DIRECTIONS];
        return Optional.of(signal(state, true, sum));
    }

    private Optional<Signal> resolve(double[] state, double sum, long endMicros) {
        if (state[RETURN] < RETURN_THRESHOLD || anotherIsOver(state)) {
            return Optional.empty();
        }
        state[OPEN] = 0;
        Signal signal = signal(state, false, sum);
        restart(state, endMicros);
        return Optional.of(signal);
    }

    private boolean anotherIsOver(double[] state) {
        for (int chart = 0; chart < reference.names().size(); chart++) {
            int sums = SUMS + chart * PER_CHART;
            if (chart != (int) state[CHART] / PER_CHART && Math.max(state[sums], state[sums + 1]) > threshold) {
                return true;
            }
        }
        return false;
    }

    private static void restart(double[] state, long endMicros) {
        for (int chart = SUMS; chart < state.length; chart += PER_CHART) {
            for (int direction = 0; direction < DIRECTIONS; direction++) {
                state[chart + direction] = 0;
                state[chart + direction + DIRECTIONS] = endMicros;
            }
        }
    }

    private Signal signal(double[] state, boolean opened, double sum) {
        String statistic = reference.names().get((int) state[CHART] / PER_CHART);
        return new Signal(opened, (long) state[SIGNALS], statistic, sum, (long) state[ONSET]);
    }
}
