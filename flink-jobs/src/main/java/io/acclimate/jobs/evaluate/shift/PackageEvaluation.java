// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.evaluate.TestData;
import io.acclimate.jobs.report.TextTable;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.shift.Diagnosis;
import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.operators.shift.ShiftWatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The job's shift watch on test data, through the frozen model of a package. A stream shows batches of clean windows drawn at
 * random, then batches of a domain; the change between them is known.
 */
final class PackageEvaluation {

    private static final int CALM = 40;
    private static final int SHIFTED = 40;
    private static final int NULL_BATCHES = 20_000;
    private static final double SKEW = 0.7;
    private static final double ALARMS_EXPECTED = 20;

    private final TestData data;
    private final ShiftKnowledge knowledge;
    private final AdaptationEngine engine;
    private final int batchSize;
    private final double runLength;
    private final int runs;
    private final int samples;
    private final Consumer<String> print;
    private final BooleanSupplier stop;
    private final ShiftWatch watch;
    private final TreeMap<String, int[]> confusion = new TreeMap<>();

    PackageEvaluation(
            TestData data,
            ShiftKnowledge knowledge,
            AdaptationEngine engine,
            int batchSize,
            double runLength,
            int runs,
            int samples,
            Consumer<String> print,
            BooleanSupplier stop) {
        this.data = data;
        this.knowledge = knowledge;
        this.engine = engine;
        this.batchSize = batchSize;
        this.runLength = runLength;
        this.runs = runs;
        this.samples = samples;
        this.print = print;
        this.stop = stop;
        this.watch = new ShiftWatch(knowledge, threshold(runLength * knowledge.charts()));
    }

    /** One stream: when it alarmed first, and the last diagnosis. */
    private record Outcome(int firstAlarm, Optional<Diagnosis> diagnosis) {}

    void run(long seed) {
        FrozenRows clean = new FrozenRows(engine, data.load(data.domains().get(0), 0, samples));
        calibration(clean, seed);
        diagnose("none", clean, clean, 0, seed);
        diagnose("label", clean, clean, SKEW, seed + 1);
        TextTable table = new TextTable(1);
        table.row("domain", "severity", "found", "early", "median delay");
        table.rule();
        for (String domain : data.domains()) {
            for (int severity = 1; severity <= TestData.FULL; severity++) {
                if (stop.getAsBoolean()) {
                    return;
                }
                delays(table, domain, severity, clean, seed);
            }
        }
        print.accept(table.text().stripTrailing());
        print.accept("");
        print.accept(confusionTable());
    }

    private static double threshold(double chartRunLength) {
        return FalseAlarmBudget.threshold(1, 1, 1, chartRunLength);
    }

    private void calibration(FrozenRows clean, long seed) {
        double chart = NULL_BATCHES / ALARMS_EXPECTED * knowledge.charts();
        ShiftMonitor monitor = new ShiftMonitor(knowledge, threshold(chart));
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<String, Integer> byChart = new TreeMap<>();
        int alarms = 0;
        double[] state = {};
        for (int i = 0; i < NULL_BATCHES && !stop.getAsBoolean(); i++) {
            ShiftWatch.Batch batch = clean.batch(knowledge, drawn(clean, 0, random), i + 1, seed);
            ShiftMonitor.Update update = monitor.update(state, batch.seen(), batchSize, i + 1);
            boolean opened = update.signal().filter(ShiftMonitor.Signal::opened).isPresent();
            alarms += opened ? 1 : 0;
            update.signal()
                    .filter(ShiftMonitor.Signal::opened)
                    .ifPresent(signal -> byChart.merge(signal.statistic(), 1, Integer::sum));
            state = opened ? new double[0] : update.state();
        }
        print.accept(String.format(
                Locale.ROOT,
                "%s, clean windows in random order: %d false alarms in %,d batches of %d, budget %.0f (ratio %.2f), %d charts%s",
                data.name(),
                alarms,
                NULL_BATCHES,
                batchSize,
                ALARMS_EXPECTED,
                alarms / ALARMS_EXPECTED,
                knowledge.charts(),
                byChart.isEmpty() ? "" : ": " + byChart));
    }

    private int[] drawn(FrozenRows rows, double skew, SplittableRandom random) {
        int favourite = random.nextInt(data.classes());
        int[] ofClass = IntStream.range(0, rows.size())
                .filter(row -> rows.label(row) == (skew > 0 ? 0 : favourite))
                .toArray();
        int[] chosen = new int[batchSize];
        Arrays.setAll(
                chosen,
                n -> skew > 0 && random.nextDouble() < skew
                        ? ofClass[random.nextInt(ofClass.length)]
                        : random.nextInt(rows.size()));
        return chosen;
    }

    private void delays(TextTable table, String domain, int severity, FrozenRows clean, long seed) {
        FrozenRows shifted = new FrozenRows(engine, data.load(domain, severity, samples));
        List<Integer> delays = new ArrayList<>();
        int early = 0;
        for (int run = 0; run < runs; run++) {
            Outcome outcome = stream(clean, shifted, 0, seed + 100 * run + severity);
            if (outcome.firstAlarm >= CALM) {
                delays.add(outcome.firstAlarm - CALM + 1);
            }
            early += outcome.firstAlarm >= 0 && outcome.firstAlarm < CALM ? 1 : 0;
            if (severity == TestData.FULL) {
                count("covariate", outcome);
            }
        }
        if (severity == TestData.FULL) {
            diagnose("both", clean, shifted, SKEW, seed + 2);
        }
        delays.sort(null);
        String median = delays.isEmpty() ? "-" : Integer.toString(delays.get(delays.size() / 2));
        table.row(
                domain,
                Integer.toString(severity),
                "%d of %d".formatted(delays.size(), runs),
                Integer.toString(early),
                median);
    }

    private void diagnose(String truth, FrozenRows clean, FrozenRows shifted, double skew, long seed) {
        for (int run = 0; run < runs; run++) {
            count(truth, stream(clean, shifted, skew, seed + 1000 * run));
        }
    }

    private void count(String truth, Outcome outcome) {
        int column = outcome.diagnosis.map(found -> 1 + found.kind().ordinal()).orElse(0);
        confusion.computeIfAbsent(truth, key -> new int[1 + Diagnosis.Kind.values().length])[column]++;
    }

    private Outcome stream(FrozenRows clean, FrozenRows shifted, double skew, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Optional<Diagnosis> diagnosis = Optional.empty();
        int first = -1;
        double[] state = {};
        for (int i = 0; i < CALM + SHIFTED; i++) {
            int[] rows = i < CALM ? drawn(clean, 0, random) : drawn(shifted, skew, random);
            ShiftWatch.Batch batch = (i < CALM ? clean : shifted).batch(knowledge, rows, i + 1, seed);
            ShiftWatch.Update update = watch.update(state, batch);
            state = update.state();
            first = first < 0 && update.alert().isPresent() ? i : first;
            diagnosis = update.alert().map(ShiftWatch.Alert::diagnosis).or(keep(diagnosis));
        }
        return new Outcome(first, diagnosis);
    }

    private static Supplier<Optional<Diagnosis>> keep(Optional<Diagnosis> diagnosis) {
        return () -> diagnosis;
    }

    private String confusionTable() {
        TextTable table = new TextTable(1);
        table.row("what moved", "no alarm", "unknown", "covariate", "label", "both");
        table.rule();
        confusion.forEach((truth, counts) -> {
            String[] cells = new String[1 + counts.length];
            cells[0] = truth;
            for (int i = 0; i < counts.length; i++) {
                cells[1 + i] = Integer.toString(counts[i]);
            }
            table.row(cells);
        });
        return table.text().stripTrailing();
    }
}
