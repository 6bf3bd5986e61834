// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Optional;

/**
 * A CUSUM chart (Page 1954), two-sided but for distances, per statistic of the frozen source model. Pure: the charts' sums
 * live in a vector of doubles that the caller keeps.
 *
 * <p>Streams differ a little from each other without having shifted. So a batch is compared with what is known of the
 * stream's own level and spread, see {@link OwnScale}. So that these cannot follow a shift, batches more than
 * {@value #OUTLIER} standard deviations off teach nothing, nor do any while a sum is above half the threshold.
 *
 * <p>A chart alarms when its sum passes the threshold. From then on it runs the other way round, as a {@link ReturnChart}.
 *
 * <p>A signal opens when the first chart alarms, and names the time of that sum's last zero as the onset. It resolves, and
 * the charts start anew, when all charts that have alarmed since are clear.
 */
final class ScoreCharts {

    private static final int LAYOUT = 2;
    /** Earlier releases kept no spread of the stream's own. */
    private static final int EARLIER_LAYOUT = 1;

    private static final double OUTLIER = ReturnChart.OUTLIER;
    static final double SUSPICIOUS = 0.5;
    private static final double NO_ALARM = ReturnChart.NO_ALARM;

    private static final int OPEN = 1;
    private static final int SIGNALS = 2;
    private static final int STATISTIC = 3;
    private static final int ONSET = 4;
    private static final int CHARTS = 5;
    /** Per direction: sum, time of its last zero, and since the chart's alarm the sum that speaks for a return. */
    private static final int LAST_ZERO = 1;

    private static final int RETURN = 2;
    private static final int PER_DIRECTION = 3;
    private static final int LEVEL = 2 * PER_DIRECTION;
    private static final int LEARNED_FROM = LEVEL + 1;
    private static final int SQUARES = LEVEL + 2;
    private static final int PER_STATISTIC = LEVEL + 3;
    private static final int EARLIER_PER_STATISTIC = LEVEL + 2;

    private final ShiftReference reference;
    private final OwnScale own;
    private final double threshold;
    private final boolean fallsCount;

    /**
     * A change of a stream's alarm.
     *
     * @param opened true if a shift was found, false if it is over
     * @param number counts the stream's signals from 1
     * @param statistic the statistic that gave the alarm
     * @param score its sum when it did, or the largest at the end, in standard deviations
     * @param onsetMicros when the shift is estimated to have begun, on the stream's clock
     */
    record Signal(boolean opened, long number, String statistic, double score, long onsetMicros) {}

    /**
     * What a batch did.
     *
     * @param state the vector to keep
     * @param largest largest sum of all charts, in standard deviations
     * @param scores the batch's statistics in standard deviations of the stream's own; finite
     * @param signal set if the alarm changed
     */
    record Update(double[] state, double largest, double[] scores, Optional<Signal> signal) {}

    /** Charts with the threshold of {@link FalseAlarmBudget}. */
    ScoreCharts(ShiftReference reference, double threshold) {
        this(reference, threshold, true);
    }

    private ScoreCharts(ShiftReference reference, double threshold, boolean fallsCount) {
        this.reference = reference;
        this.own = new OwnScale(reference);
        this.threshold = threshold;
        this.fallsCount = fallsCount;
    }

    /** Charts of distances from the source: to come nearer is no shift. */
    static ScoreCharts ofDistances(ShiftReference reference, double threshold) {
        return new ScoreCharts(reference, threshold, false);
    }

    /**
     * Takes in a batch.
     *
     * @param old the vector that the last batch left; empty for the first one
     * @param statistics mean of each statistic over the batch
     * @param batchSize windows in the batch
     * @param endMicros end of the batch on the stream's clock
     * @param drawn whether the stream's windows come in random order
     * @throws IllegalArgumentException if the vector was kept by another release or another set of statistics
     */
    Update update(double[] old, double[] statistics, int batchSize, long endMicros, boolean drawn) {
        double[] state = old.length == 0 ? fresh(endMicros) : checked(old).clone();
        double[] scores = new double[statistics.length];
        for (int i = 0; i < statistics.length; i++) {
            double score = score(state, i, batchSize, statistics[i], drawn);
            scores[i] = Double.isFinite(score) ? score : threshold;
            add(state, chart(i), scores[i], endMicros);
            addFall(state, chart(i) + PER_DIRECTION, -scores[i], endMicros);
        }
        int largest = largest(state);
        double sum = state[largest];
        return new Update(state, sum, scores, state[OPEN] == 0 ? open(state, largest) : resolve(state, sum, endMicros));
    }

    /** Numbers in the vector. */
    int length() {
        return chart(reference.names().size());
    }

    /** Whether a vector is one of these charts. */
    boolean reads(double[] state) {
        return state.length == length() && state[0] == LAYOUT;
    }

    /** Numbers in a vector of the earlier layout. */
    int earlierLength() {
        return CHARTS + reference.names().size() * EARLIER_PER_STATISTIC;
    }

    /** A vector of the earlier layout as one of this: the spread so far counts as the package's. Empty if it is neither. */
    Optional<double[]> upgraded(double[] old) {
        if (old.length != earlierLength() || old[0] != EARLIER_LAYOUT) {
            return reads(old) ? Optional.of(old.clone()) : Optional.empty();
        }
        double[] state = new double[length()];
        System.arraycopy(old, 0, state, 0, CHARTS);
        state[0] = LAYOUT;
        for (int i = 0; i < reference.names().size(); i++) {
            System.arraycopy(old, CHARTS + i * EARLIER_PER_STATISTIC, state, chart(i), EARLIER_PER_STATISTIC);
            state[chart(i) + SQUARES] = state[chart(i) + LEARNED_FROM];
        }
        return Optional.of(state);
    }

    boolean open(double[] state) {
        return state[OPEN] == 1;
    }

    double signals(double[] state) {
        return state[SIGNALS];
    }

    double onset(double[] state) {
        return state[ONSET];
    }

    /** Name of a statistic. */
    String name(int statistic) {
        return reference.names().get(statistic);
    }

    /** The statistic with the largest sum. */
    int largestStatistic(double[] state) {
        return (largest(state) - CHARTS) / PER_STATISTIC;
    }

    /** End of the batch at which the larger sum of a statistic was last 0. */
    double lastZero(double[] state, int statistic) {
        int up = chart(statistic);
        int down = up + PER_DIRECTION;
        return state[(state[down] > state[up] ? down : up) + LAST_ZERO];
    }

    private static int chart(int statistic) {
        return CHARTS + statistic * PER_STATISTIC;
    }

    private double score(double[] state, int statistic, int batchSize, double mean, boolean drawn) {
        int level = chart(statistic) + LEVEL;
        int learned = chart(statistic) + LEARNED_FROM;
        int squares = chart(statistic) + SQUARES;
        OwnScale.Score score =
                own.score(statistic, batchSize, mean, state[level], state[learned], state[squares], drawn);
        if (state[learned] < OwnScale.LEARNED && isOrdinary(state, statistic, score.value())) {
            state[level] += score.levelMove();
            state[squares] += score.square();
            state[learned]++;
        }
        return score.value();
    }

    /** Whether a stream may learn its level from a batch: neither the batch nor those before it look like a shift. */
    private boolean isOrdinary(double[] state, int statistic, double score) {
        double sum = Math.max(state[chart(statistic)], state[chart(statistic) + PER_DIRECTION]);
        return (fallsCount ? Math.abs(score) : score) <= OUTLIER && sum <= SUSPICIOUS * threshold;
    }

    /** The vector before the first batch. */
    double[] fresh(long endMicros) {
        double[] state = new double[length()];
        state[0] = LAYOUT;
        restart(state, endMicros);
        return state;
    }

    private double[] checked(double[] state) {
        int length = length();
        if (!reads(state)) {
            throw new IllegalArgumentException(
                    "the state of the score charts has layout %d of %d values; this build keeps layout %d of %d values"
                            .formatted((long) state[0], state.length, LAYOUT, length));
        }
        return state;
    }

    private void addFall(double[] state, int chart, double score, long endMicros) {
        if (fallsCount) {
            add(state, chart, score, endMicros);
        } else {
            clear(state, chart, endMicros);
        }
    }

    private void add(double[] state, int chart, double score, long endMicros) {
        state[chart] = Math.max(0, state[chart] + score - FalseAlarmBudget.REFERENCE_VALUE);
        if (state[chart] == 0) {
            state[chart + LAST_ZERO] = endMicros;
        }
        if (state[chart + RETURN] == NO_ALARM) {
            state[chart + RETURN] = state[chart] > threshold ? 0 : NO_ALARM;
            return;
        }
        state[chart + RETURN] = ReturnChart.next(state[chart + RETURN], score);
        if (state[chart + RETURN] >= ReturnChart.RETURNED) {
            clear(state, chart, endMicros);
        }
    }

    private int largest(double[] state) {
        int best = CHARTS;
        for (int i = 0; i < reference.names().size(); i++) {
            int up = chart(i);
            int down = up + PER_DIRECTION;
            int larger = state[down] > state[up] ? down : up;
            best = state[larger] > state[best] ? larger : best;
        }
        return best;
    }

    private Optional<Signal> open(double[] state, int largest) {
        double sum = state[largest];
        if (sum <= threshold) {
            return Optional.empty();
        }
        state[OPEN] = 1;
        state[SIGNALS]++;
        state[STATISTIC] = (largest - CHARTS) / PER_STATISTIC;
        state[ONSET] = state[largest + LAST_ZERO];
        return Optional.of(signal(state, true, sum));
    }

    private Optional<Signal> resolve(double[] state, double sum, long endMicros) {
        for (int i = 0; i < reference.names().size(); i++) {
            if (state[chart(i) + RETURN] != NO_ALARM || state[chart(i) + PER_DIRECTION + RETURN] != NO_ALARM) {
                return Optional.empty();
            }
        }
        state[OPEN] = 0;
        restart(state, endMicros);
        return Optional.of(signal(state, false, sum));
    }

    private void restart(double[] state, long endMicros) {
        for (int i = 0; i < reference.names().size(); i++) {
            clear(state, chart(i), endMicros);
            clear(state, chart(i) + PER_DIRECTION, endMicros);
        }
    }

    private static void clear(double[] state, int chart, long endMicros) {
        state[chart] = 0;
        state[chart + LAST_ZERO] = endMicros;
        state[chart + RETURN] = NO_ALARM;
    }

    private Signal signal(double[] state, boolean opened, double sum) {
        String statistic = reference.names().get((int) state[STATISTIC]);
        return new Signal(opened, (long) state[SIGNALS], statistic, sum, (long) state[ONSET]);
    }
}
