// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.evaluate.LabelledInputs;
import io.acclimate.jobs.evaluate.TestData;
import io.acclimate.jobs.report.TextTable;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What it is worth to go on with a stored snapshot when an earlier state of the stream returns: domains in turn, several
 * times over, once with recall and once without, and the errors in the first batches of every visit after the first.
 */
final class RecallEvaluation {

    private static final int VISITS = 3;
    private static final int BATCHES = 24;
    private static final int FIRST = 5;
    private static final String STREAM = "evaluation";

    private final AdaptationEngine engine;
    private final ShiftKnowledge knowledge;
    private final double threshold;
    private final int batchSize;
    private final BooleanSupplier stop;

    RecallEvaluation(
            AdaptationEngine engine, ShiftKnowledge knowledge, double threshold, int batchSize, BooleanSupplier stop) {
        this.engine = engine;
        this.knowledge = knowledge;
        this.threshold = threshold;
        this.batchSize = batchSize;
        this.stop = stop;
    }

    /** Wrong answers of some windows, and how often a snapshot was recalled. */
    private static final class Tally {
        private final Map<String, int[]> firstBatches = new HashMap<>();
        private int wrong;
        private int seen;
        private int recalls;

        double error(String domain) {
            int[] counts = firstBatches.get(domain);
            return (double) counts[0] / counts[1];
        }
    }

    void run(TestData data, List<String> domains, int samples, long seed, Consumer<String> print) {
        Map<String, LabelledInputs> inputs = new HashMap<>();
        domains.forEach(domain -> inputs.put(domain, data.load(domain, TestData.FULL, samples)));
        Tally without = stream(domains, inputs, seed, false);
        Tally with = stream(domains, inputs, seed, true);
        TextTable table = new TextTable(1);
        table.row("error % after the return", "without recall", "with recall");
        table.rule();
        for (String domain : domains) {
            table.row(domain, percent(without.error(domain)), percent(with.error(domain)));
        }
        table.rule();
        table.row(
                "all batches",
                percent((double) without.wrong / without.seen),
                percent((double) with.wrong / with.seen));
        print.accept(String.format(
                Locale.ROOT,
                "%s, first %d batches of %d of visits 2 to %d, %d batches per visit, %d recalls in %d returns",
                data.name(),
                FIRST,
                batchSize,
                VISITS,
                BATCHES,
                with.recalls,
                domains.size() * (VISITS - 1)));
        print.accept(table.text().stripTrailing());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }

    private Tally stream(List<String> domains, Map<String, LabelledInputs> inputs, long seed, boolean recall) {
        Tally tally = new Tally();
        SplittableRandom random = new SplittableRandom(seed);
        ShiftWatch watch = new ShiftWatch(knowledge, threshold);
        Map<Long, StreamState> snapshots = new HashMap<>();
        Optional<StreamState> state = Optional.empty();
        long instant = 0;
        for (int visit = 0; visit < VISITS; visit++) {
            for (String domain : domains) {
                for (int b = 0; b < BATCHES && !stop.getAsBoolean(); b++) {
                    int[] rows =
                            random.ints(batchSize, 0, inputs.get(domain).size()).toArray();
                    BatchResult result = step(inputs.get(domain), rows, state, instant);
                    instant += batchSize;
                    count(tally, domain, inputs.get(domain), rows, result, visit > 0 && b < FIRST);
                    state = Optional.of(after(watch, result, instant, snapshots, recall, tally));
                }
            }
        }
        return tally;
    }

    private BatchResult step(LabelledInputs inputs, int[] rows, Optional<StreamState> state, long instant) {
        List<Sample> windows = new ArrayList<>();
        for (int n = 0; n < rows.length; n++) {
            windows.add(new Sample(STREAM, instant + n, instant + n + 1, 0, inputs.input(rows[n])));
        }
        return engine.step(List.of(new StreamBatch(STREAM, state, windows))).get(0);
    }

    private static void count(
            Tally tally, String domain, LabelledInputs inputs, int[] rows, BatchResult result, boolean afterReturn) {
        int wrong = 0;
        for (int n = 0; n < rows.length; n++) {
            float[] row = result.probabilities()[n];
            wrong += Predictions.mostProbable(row, 0, row.length) == inputs.label(rows[n]) ? 0 : 1;
        }
        tally.wrong += wrong;
        tally.seen += rows.length;
        if (afterReturn) {
            int[] counts = tally.firstBatches.computeIfAbsent(domain, key -> new int[2]);
            counts[0] += wrong;
            counts[1] += rows.length;
        }
    }

    /** The state that the next batch starts from, as the job's review of a step leaves it. */
    private StreamState after(
            ShiftWatch watch,
            BatchResult result,
            long endMicros,
            Map<Long, StreamState> snapshots,
            boolean recall,
            Tally tally) {
        ShiftWatch.Update update =
                watch.update(result.state().shift(), result.watched(knowledge, result.probabilities(), endMicros));
        StreamState next = result.state().withShift(update.state());
        if (recall && update.settled()) {
            long number = snapshots.size() + 1L;
            snapshots.put(number, next);
            return next.withShift(watch.withSnapshot(next.shift(), number));
        }
        StreamState kept = update.regime()
                .filter(ShiftWatch.RegimeChange::returned)
                .map(change -> snapshots.get(change.snapshot()))
                .orElse(null);
        if (!recall || kept == null) {
            return next;
        }
        tally.recalls++;
        return next.withVectors(kept.vectors(), kept.updates());
    }
}
