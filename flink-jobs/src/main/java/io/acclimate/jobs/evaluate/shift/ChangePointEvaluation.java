// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.report.TextTable;
import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.operators.shift.ShiftObservation;
import io.acclimate.operators.shift.ShiftWatch;

import com.fasterxml.jackson.databind.node.ArrayNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Change points that the data bring themselves: stretches (users, sessions, months) one after another, each stretch's windows in
 * random order, so that the borders are the only changes. Detectors know the first stretch; after an alarm they learn the level
 * anew from {@value #WARM} batches. The job's watch knows its package.
 */
final class ChangePointEvaluation {

    /** Windows of a batch: stretches are short. */
    static final int BATCH = 16;

    private static final int WARM = 8;
    private static final int HORIZON = 10;
    private static final int ORDERS = 10;
    private static final int NULL_RUNS = 40;
    private static final int CALM_BATCHES = 4000;

    private final ShiftKnowledge knowledge;
    private final List<FrozenRows> stretches;
    private final double runLength;
    private final TextTable table = new TextTable(1);
    private final ArrayNode json;

    ChangePointEvaluation(ShiftKnowledge knowledge, List<FrozenRows> stretches, double runLength, ArrayNode json) {
        this.knowledge = knowledge;
        this.stretches = stretches;
        this.runLength = runLength;
        this.json = json;
    }

    /** One order of all windows as batches, and the indices of the first batch of every stretch but the first. */
    private record Play(List<ShiftWatch.Batch> batches, int[] changes) {}

    void run(String name, long seed, Consumer<String> print, BooleanSupplier stop) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Play> plays = new ArrayList<>();
        for (int order = 0; order < ORDERS; order++) {
            plays.add(play(random));
        }
        print.accept(String.format(
                Locale.ROOT,
                "%s, %d change points in %d batches of %d, %d orders, window %d batches, run length %.0f",
                name,
                stretches.size() - 1,
                plays.get(0).batches.size(),
                BATCH,
                ORDERS,
                HORIZON,
                runLength));
        table.row("detector", "recall", "precision", "F1", "delay", "batches per false alarm")
                .rule();
        detectors(plays, random, seed, stop);
        double threshold = FalseAlarmBudget.threshold(1, 1, knowledge.charts(), runLength);
        score("the job's alerts", plays, play -> watched(play, threshold, false));
        score("the job's changes of regime", plays, play -> watched(play, threshold, true));
        for (int every : new int[] {HORIZON, 5 * HORIZON}) {
            score("alarm every " + every, plays, play -> IntStream.range(1, play.batches.size())
                    .filter(i -> i % every == 0)
                    .boxed()
                    .toList());
        }
        print.accept(table.text().stripTrailing());
    }

    private Play play(SplittableRandom random) {
        List<ShiftWatch.Batch> batches = new ArrayList<>();
        List<Integer> changes = new ArrayList<>();
        for (FrozenRows stretch : stretches) {
            changes.add(batches.size());
            int[] rows = IntStream.range(0, stretch.size()).toArray();
            for (int i = rows.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int kept = rows[i];
                rows[i] = rows[other];
                rows[other] = kept;
            }
            for (int at = 0; at + BATCH <= rows.length; at += BATCH) {
                batches.add(stretch.batch(knowledge, Arrays.copyOfRange(rows, at, at + BATCH), batches.size() + 1L));
            }
        }
        return new Play(
                batches, changes.stream().skip(1).mapToInt(Integer::intValue).toArray());
    }

    private void detectors(List<Play> plays, SplittableRandom random, long seed, BooleanSupplier stop) {
        List<ShiftObservation> calm = new DrawnBatches(stretches.get(0), knowledge, BATCH).seen(CALM_BATCHES, random);
        WindowScores scores = new WindowScores(knowledge, calm);
        double[][] pool = calm.stream().map(scores::of).toArray(double[][]::new);
        Simulation without = new Simulation((r, shifted) -> pool[r.nextInt(pool.length)], NULL_RUNS, 1);
        for (Candidate candidate : ShiftEvaluation.candidates(scores.size())) {
            if (stop.getAsBoolean()) {
                return;
            }
            double parameter = without.calibrated(candidate, runLength, seed);
            score(candidate.name(), plays, play -> alarms(candidate, parameter, scores, play));
        }
    }

    private static List<Integer> alarms(Candidate candidate, double parameter, WindowScores scores, Play play) {
        Watch watch = new Watch(candidate.at().apply(parameter));
        double[] level = new double[scores.size()];
        double[] sum = new double[scores.size()];
        int warming = 0;
        List<Integer> alarms = new ArrayList<>();
        for (int i = 0; i < play.batches.size(); i++) {
            double[] vector = scores.of(play.batches.get(i).seen());
            if (warming > 0) {
                warming--;
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += vector[k] / WARM;
                    level[k] = warming == 0 ? sum[k] : level[k];
                }
                continue;
            }
            for (int k = 0; k < vector.length; k++) {
                vector[k] -= level[k];
            }
            if (watch.alarms(vector)) {
                alarms.add(i);
                warming = WARM;
                Arrays.fill(sum, 0);
            }
        }
        return alarms;
    }

    private List<Integer> watched(Play play, double threshold, boolean regimes) {
        ShiftWatch watch = new ShiftWatch(knowledge, threshold);
        List<Integer> alarms = new ArrayList<>();
        double[] state = {};
        for (int i = 0; i < play.batches.size(); i++) {
            ShiftWatch.Update update = watch.update(state, play.batches.get(i));
            state = update.state();
            boolean opened = update.alert()
                    .filter(alert -> alert.signal().change() == ShiftMonitor.Change.OPENED)
                    .isPresent();
            if (regimes ? update.regime().isPresent() : opened) {
                alarms.add(i);
            }
        }
        return alarms;
    }

    private void score(String name, List<Play> plays, Function<Play, List<Integer>> alarms) {
        DetectionScore total = DetectionScore.NONE;
        for (Play play : plays) {
            total = total.plus(DetectionScore.of(alarms.apply(play), play.changes, play.batches.size(), HORIZON));
        }
        table.row(
                name,
                ShiftEvaluation.number(total.recall()),
                ShiftEvaluation.number(total.precision()),
                ShiftEvaluation.number(total.f1()),
                ShiftEvaluation.number(total.meanDelay()),
                ShiftEvaluation.number(total.betweenFalseAlarms()));
        json.addObject()
                .put("detector", name)
                .put("recall", total.recall())
                .put("precision", total.precision())
                .put("f1", total.f1())
                .put("delay", total.meanDelay())
                .put("batchesPerFalseAlarm", total.betweenFalseAlarms());
    }
}
