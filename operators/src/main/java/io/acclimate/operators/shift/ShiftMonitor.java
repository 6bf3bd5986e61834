// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Watches one stream for shifts through the frozen source model's eyes, with several charts that share one budget of false
 * alarms: {@link ScoreCharts} of the source view's statistics and of the distances of the model's answers (BBSD),
 * {@link FeatureChart}, and a {@link BettingChart} of each of the first two statistics. Pure: everything lies in a vector of
 * doubles that the caller keeps.
 *
 * <p>The first chart that alarms opens an incident; alarms of other charts belong to it. It is over when every chart that
 * has alarmed is clear and has stayed so for {@value Incident#QUIET} batches; a chart that alarms in between goes on with the same
 * incident. While it is open it is due for another look after 4, 16, 64 ... batches.
 *
 * <p>A vector of an earlier release keeps its charts: those of layouts 2 and 3, and that of the score charts alone, as releases before
 * had it; a vector of any other layout or length is given up and the charts start anew.
 */
public final class ShiftMonitor {

    /** Number of this layout; raised when the vector changes. */
    static final int LAYOUT = 4;
    /** Earlier releases did not look at the order of windows. */
    private static final int WITHOUT_ORDER = 3;

    private static final int BETS = 2;
    private static final int PARTS = Incident.LENGTH;

    private final ShiftKnowledge knowledge;
    private final double threshold;
    private final ScoreCharts levels;
    private final Optional<ScoreCharts> answers;
    private final Optional<FeatureChart> features;
    private final BettingChart betting;
    private final EarlierCharts earlier;

    /** What became of an incident with a batch. */
    public enum Change {
        /** It began. */
        OPENED,
        /** It goes on and is due for another look. */
        DUE,
        /** It is over. */
        RESOLVED
    }

    /**
     * A change of a stream's incident.
     *
     * @param change what happened
     * @param number counts the stream's incidents from 1
     * @param statistic the chart that is furthest over its threshold, or nearest to it
     * @param score its value
     * @param threshold what that is compared with
     * @param onsetMicros when the shift is estimated to have begun, on the stream's clock
     * @param batches since it opened
     */
    public record Signal(
            Change change,
            long number,
            String statistic,
            double score,
            double threshold,
            long onsetMicros,
            long batches) {

        /** Whether the incident began with this batch. */
        public boolean opened() {
            return change == Change.OPENED;
        }
    }

    /**
     * What a batch did.
     *
     * @param state the vector to keep
     * @param largest largest value of any chart over its threshold; of wealth, the logarithms are compared
     * @param scores the batch's values in standard deviations of the stream's own, in the order of {@link
     *     ShiftKnowledge#chartOf}
     * @param calm whether no incident is open and every chart is below half its threshold
     * @param signal set if the incident changed
     */
    public record Update(double[] state, double largest, double[] scores, boolean calm, Optional<Signal> signal) {}

    /**
     * A monitor.
     *
     * @param threshold of two-sided CUSUM charts, standard deviations; the other charts' follow from its run length
     */
    public ShiftMonitor(ShiftKnowledge knowledge, double threshold) {
        double runLength = FalseAlarmBudget.runLength(threshold, 0) / 2;
        this.knowledge = knowledge;
        this.threshold = threshold;
        this.levels = new ScoreCharts(knowledge.statistics(), threshold);
        this.answers = knowledge.details().map(known -> ScoreCharts.ofDistances(known.answers(), threshold));
        this.features = knowledge.details().map(known -> new FeatureChart(known.projected(), runLength));
        this.betting = new BettingChart(runLength);
        this.earlier = new EarlierCharts(levels, answers, features);
    }

    /** Statistics that are bet on. */
    static int bets(int statistics) {
        return Math.min(BETS, statistics);
    }

    private int bets() {
        return bets(knowledge.statistics().names().size());
    }

    /** Numbers that the monitor keeps per stream. */
    public int length() {
        return orderAt() + WindowOrder.LENGTH;
    }

    private int orderAt() {
        return betsAt() + bets() * BettingChart.LENGTH;
    }

    private int answersAt() {
        return PARTS + levels.length();
    }

    private int featuresAt() {
        return answersAt() + answers.map(ScoreCharts::length).orElse(0);
    }

    private int betsAt() {
        return featuresAt() + features.map(FeatureChart::length).orElse(0);
    }

    /**
     * Takes in a batch.
     *
     * @param old the vector that the last batch left; empty for the first one
     * @param batchSize windows in the batch
     * @param endMicros end of the batch on the stream's clock
     */
    public Update update(double[] old, ShiftObservation seen, int batchSize, long endMicros) {
        double[] state = restored(old, endMicros);
        double[] order = Arrays.copyOfRange(state, orderAt(), length());
        WindowOrder.add(state, orderAt(), seen.variety(), batchSize);
        Reading reading = new Reading(state, endMicros, WindowOrder.isRandom(state, orderAt()));
        reading.levels(seen.statistics(), batchSize);
        answers.ifPresent(charts -> reading.answers(charts, seen.answers(), batchSize));
        features.ifPresent(chart -> reading.features(chart, seen.projected(), batchSize));
        if (reading.restless >= WindowOrder.RESTLESS * threshold) {
            copy(order, state, orderAt());
        }
        Optional<Signal> signal = Incident.next(state, reading.furthest());
        boolean calm = !reading.suspected && state[Incident.OPEN] == 0;
        return new Update(state, reading.largest, reading.allScores(), calm, signal);
    }

    /** Whether a vector of this length may be the monitor's, or that of an earlier release's with all its charts. */
    boolean mayRead(int length) {
        return length == length() || length == orderAt() || length == earlierLength();
    }

    /** Numbers that the monitor of the release before the last kept per stream. */
    int earlierLength() {
        return PARTS + earlier.length() + bets() * BettingChart.LENGTH;
    }

    private double[] restored(double[] old, long endMicros) {
        if (old.length == length() && old[0] == LAYOUT) {
            return old.clone();
        }
        if (old.length == orderAt() && old[0] == WITHOUT_ORDER) {
            double[] state = Arrays.copyOf(old, length());
            state[0] = LAYOUT;
            return state;
        }
        if (old.length == earlierLength() && old[0] == EarlierCharts.LAYOUT) {
            return upgraded(old);
        }
        double[] state = new double[length()];
        state[0] = LAYOUT;
        copy(levels.fresh(endMicros), state, PARTS);
        answers.ifPresent(charts -> copy(charts.fresh(endMicros), state, answersAt()));
        features.ifPresent(chart -> copy(chart.start(endMicros), state, featuresAt()));
        for (int bet = 0; bet < bets(); bet++) {
            copy(betting.start(), state, betsAt() + bet * BettingChart.LENGTH);
        }
        levels.upgraded(old).ifPresent(charts -> {
            copy(charts, state, PARTS);
            state[Incident.OPEN] = levels.open(charts) ? 1 : 0;
            state[Incident.INCIDENTS] = levels.signals(charts);
            state[Incident.ONSET] = levels.onset(charts);
        });
        return state;
    }

    private double[] upgraded(double[] old) {
        double[] state = Arrays.copyOf(old, length());
        state[0] = LAYOUT;
        copy(earlier.upgraded(old, PARTS), state, PARTS);
        copy(Arrays.copyOfRange(old, PARTS + earlier.length(), old.length), state, betsAt());
        return state;
    }

    private static void copy(double[] part, double[] state, int at) {
        System.arraycopy(part, 0, state, at, part.length);
    }

    /** One batch on its way through the charts; each chart's part of the vector is taken out and put back. */
    private final class Reading {
        private final double[] state;
        private final long endMicros;
        private final boolean drawn;
        private final List<double[]> scores = new ArrayList<>();
        private double largest;
        private String chart = "";
        private double score;
        private double limit;
        private double onset;
        private boolean alarmed;
        private boolean suspected;
        private double restless;

        Reading(double[] state, long endMicros, boolean drawn) {
            this.state = state;
            this.endMicros = endMicros;
            this.drawn = drawn;
        }

        private double[] part(int at, int length) {
            return Arrays.copyOfRange(state, at, at + length);
        }

        void levels(double[] statistics, int batchSize) {
            double[] own = scoreCharts(levels, PARTS, statistics, batchSize);
            for (int bet = 0; bet < bets(); bet++) {
                int at = betsAt() + bet * BettingChart.LENGTH;
                double[] part = part(at, BettingChart.LENGTH);
                double wealth = betting.add(part, own[bet]);
                copy(part, state, at);
                String name = "betting-on-" + knowledge.statistics().names().get(bet);
                double began = levels.lastZero(part(PARTS, levels.length()), bet);
                // Wealth grows by factors: on its own scale it would always be furthest over its threshold.
                double share = Math.log1p(wealth) / Math.log1p(betting.threshold());
                note(name, wealth, betting.threshold(), share, began, betting.alarmed(part));
            }
        }

        void answers(ScoreCharts charts, double[] distances, int batchSize) {
            scoreCharts(charts, answersAt(), distances, batchSize);
        }

        private double[] scoreCharts(ScoreCharts charts, int at, double[] values, int batchSize) {
            ScoreCharts.Update update = charts.update(part(at, charts.length()), values, batchSize, endMicros, drawn);
            copy(update.state(), state, at);
            scores.add(update.scores());
            restless = Math.max(restless, update.largest());
            int statistic = charts.largestStatistic(update.state());
            note(
                    charts.name(statistic),
                    update.largest(),
                    threshold,
                    update.largest() / threshold,
                    charts.lastZero(update.state(), statistic),
                    charts.open(update.state()));
            return update.scores();
        }

        void features(FeatureChart chart, double[] projected, int batchSize) {
            double[] part = part(featuresAt(), chart.length());
            double[] own = chart.scores(part, projected, batchSize, threshold, drawn);
            double length = chart.add(part, own, endMicros);
            copy(part, state, featuresAt());
            scores.add(own);
            double share = length / chart.threshold();
            note(ShiftKnowledge.FEATURES, length, chart.threshold(), share, chart.onset(part), chart.alarmed(part));
        }

        private void note(String name, double value, double most, double share, double began, boolean alarm) {
            alarmed |= alarm;
            suspected |= value >= ScoreCharts.SUSPICIOUS * most;
            if (share > largest || chart.isEmpty()) {
                largest = share;
                chart = name;
                score = value;
                limit = most;
                onset = began;
            }
        }

        Incident.Furthest furthest() {
            return new Incident.Furthest(alarmed, chart, score, limit, onset);
        }

        double[] allScores() {
            return scores.stream().flatMapToDouble(Arrays::stream).toArray();
        }
    }
}
