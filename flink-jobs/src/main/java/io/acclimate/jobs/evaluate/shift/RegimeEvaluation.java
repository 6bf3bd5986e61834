// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.evaluate.LabelledInputs;
import io.acclimate.jobs.evaluate.TestData;
import io.acclimate.jobs.report.TextTable;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.guard.FreshStart;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What it is worth to go on with a stored snapshot when an earlier state of the stream returns, and to start again where nothing that was
 * learned fits: domains in turn, several times over, with either, with both and with none, and the errors in the first batches of every
 * visit.
 */
final class RegimeEvaluation {

    private static final int VISITS = 3;
    private static final int BATCHES = 24;
    private static final int FIRST = 5;
    private static final String STREAM = "evaluation";
    private static final String FIRST_VISITS = "first batches of visit 1";
    private static final String ALL = "all batches";

    private final AdaptationEngine engine;
    private final FreshStart freshStart;
    private final ShiftKnowledge knowledge;
    private final double threshold;
    private final int batchSize;
    private final BooleanSupplier stop;

    RegimeEvaluation(
            AdaptationEngine engine,
            ModelPackage model,
            ShiftKnowledge knowledge,
            double threshold,
            int batchSize,
            BooleanSupplier stop) {
        this.engine = engine;
        this.freshStart = new FreshStart(model, engine.initialVectors());
        this.knowledge = knowledge;
        this.threshold = threshold;
        this.batchSize = batchSize;
        this.stop = stop;
    }

    /** What is done when the stream comes into another state. */
    private enum Reaction {
        NONE("none"),
        RECALL("recall"),
        RESET("reset"),
        BOTH("both");

        private final String title;

        Reaction(String title) {
            this.title = title;
        }

        boolean recalls() {
            return this == RECALL || this == BOTH;
        }

        boolean resets() {
            return this == RESET || this == BOTH;
        }
    }

    /** Wrong answers of some windows, and how often a snapshot was recalled or the stream began again. */
    private static final class Tally {
        private final Map<String, int[]> wrongOf = new HashMap<>();
        private int recalls;
        private int resets;

        void add(String row, int wrong, int seen) {
            int[] counts = wrongOf.computeIfAbsent(row, key -> new int[2]);
            counts[0] += wrong;
            counts[1] += seen;
        }

        String percent(String row) {
            int[] counts = wrongOf.getOrDefault(row, new int[2]);
            return counts[1] == 0 ? "" : String.format(Locale.ROOT, "%.2f", 100.0 * counts[0] / counts[1]);
        }
    }

    void run(TestData data, List<String> domains, int samples, long seed, Consumer<String> print) {
        Map<String, LabelledInputs> inputs = new HashMap<>();
        domains.forEach(domain -> inputs.put(domain, data.load(domain, TestData.FULL, samples)));
        Map<Reaction, Tally> tallies = new EnumMap<>(Reaction.class);
        for (Reaction reaction : Reaction.values()) {
            tallies.put(reaction, stream(domains, inputs, seed, reaction));
        }
        print.accept(String.format(
                Locale.ROOT,
                "%s, first %d batches of %d of visits 2 to %d, %d batches per visit",
                data.name(),
                FIRST,
                batchSize,
                VISITS,
                BATCHES));
        print.accept(table(domains, tallies).text().stripTrailing());
    }

    private static TextTable table(List<String> domains, Map<Reaction, Tally> tallies) {
        TextTable table = new TextTable(1);
        row(table, "error % after the return", tallies, (reaction, tally) -> reaction.title);
        table.rule();
        domains.forEach(domain -> row(table, domain, tallies, (reaction, tally) -> tally.percent(domain)));
        table.rule();
        row(table, FIRST_VISITS, tallies, (reaction, tally) -> tally.percent(FIRST_VISITS));
        row(table, ALL, tallies, (reaction, tally) -> tally.percent(ALL));
        row(table, "snapshots recalled", tallies, (reaction, tally) -> String.valueOf(tally.recalls));
        row(table, "started again", tallies, (reaction, tally) -> String.valueOf(tally.resets));
        return table;
    }

    private static void row(
            TextTable table, String title, Map<Reaction, Tally> tallies, BiFunction<Reaction, Tally, String> cell) {
        List<String> cells = new ArrayList<>(List.of(title));
        tallies.forEach((reaction, tally) -> cells.add(cell.apply(reaction, tally)));
        table.row(cells.toArray(new String[0]));
    }

    private Tally stream(List<String> domains, Map<String, LabelledInputs> inputs, long seed, Reaction reaction) {
        Tally tally = new Tally();
        SplittableRandom random = new SplittableRandom(seed);
        ShiftWatch watch = new ShiftWatch(knowledge, threshold);
        Map<Long, StreamState> snapshots = new HashMap<>();
        Optional<StreamState> state = Optional.empty();
        long instant = 0;
        for (int visit = 0; visit < VISITS; visit++) {
            for (String domain : domains) {
                String first = visit == 0 ? FIRST_VISITS : domain;
                for (int b = 0; b < BATCHES && !stop.getAsBoolean(); b++) {
                    int[] rows =
                            random.ints(batchSize, 0, inputs.get(domain).size()).toArray();
                    BatchResult result = step(inputs.get(domain), rows, state, instant);
                    instant += batchSize;
                    int wrong = wrong(inputs.get(domain), rows, result);
                    tally.add(ALL, wrong, rows.length);
                    if (b < FIRST) {
                        tally.add(first, wrong, rows.length);
                    }
                    state = Optional.of(after(watch, result, instant, snapshots, reaction, tally));
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

    private static int wrong(LabelledInputs inputs, int[] rows, BatchResult result) {
        int[] predicted = result.adaptedClasses();
        int wrong = 0;
        for (int n = 0; n < rows.length; n++) {
            wrong += predicted[n] == inputs.label(rows[n]) ? 0 : 1;
        }
        return wrong;
    }

    /** The state that the next batch starts from, as the job's review of a step leaves it. */
    private StreamState after(
            ShiftWatch watch,
            BatchResult result,
            long endMicros,
            Map<Long, StreamState> snapshots,
            Reaction reaction,
            Tally tally) {
        ShiftWatch.Update update =
                watch.update(result.state().shift(), result.watched(knowledge, result.probabilities(), endMicros));
        StreamState next = result.state().withShift(update.state());
        if (reaction.recalls() && update.settled()) {
            long number = snapshots.size() + 1L;
            snapshots.put(number, next);
            return next.withShift(watch.withSnapshot(next.shift(), number));
        }
        if (update.regime().isEmpty()) {
            return next;
        }
        StreamState kept = reaction.recalls() && update.regime().get().returned()
                ? snapshots.get(update.regime().get().snapshot())
                : null;
        if (kept != null) {
            tally.recalls++;
            return next.withVectors(kept.vectors(), kept.updates());
        }
        Optional<StreamState> fresh = reaction.resets() ? freshStart.of(next, result) : Optional.empty();
        tally.resets += fresh.isPresent() ? 1 : 0;
        return fresh.orElse(next);
    }
}
