// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.evaluate.TestData;
import io.acclimate.jobs.report.TextTable;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.ShiftKnowledge;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** {@code acclimate evaluate --shift}: holds shift detectors against known change points, beside a dummy. */
public final class ShiftEvaluation {

    private static final double[] SHIFTS = {0.5, 1, 2, 3};
    private static final int SIZE = 4;
    private static final int CALM = 50;
    private static final int RUNS = 300;
    private static final int[] FLEETS = {100, 1_000, 10_000};
    private static final int FLEET_STEPS = 2_000_000;
    private static final double FLEET_ALARMS = 40;
    private static final int HORIZON = 30;

    private final double runLength;
    private final long seed;
    private final Consumer<String> print;
    private final BooleanSupplier stop;
    private final ObjectNode json = new ObjectMapper().createObjectNode();

    /**
     * An evaluation.
     *
     * @param runLength steps to a false alarm at which detectors are compared
     * @param seed of everything random
     * @param print takes lines of text
     * @param stop asked between parts
     */
    public ShiftEvaluation(double runLength, long seed, Consumer<String> print, BooleanSupplier stop) {
        this.runLength = runLength;
        this.seed = seed;
        this.print = print;
        this.stop = stop;
    }

    /** Whether a folder holds series with labelled change points instead of a model's inputs. */
    public static boolean isSeries(Path folder) {
        return SkabFolder.isOne(folder);
    }

    /** Independent Gaussian scores: delays at equal run length, and false alarms of fleets against their budget. */
    public void synthetic() {
        print.accept(String.format(
                Locale.ROOT,
                "median delay in steps, %d independent Gaussian scores of which one shifts, run length %.0f, %d runs",
                SIZE,
                runLength,
                RUNS));
        TextTable table = new TextTable(1);
        table.row("detector", "0.5 sigma", "1 sigma", "2 sigma", "3 sigma", "parameter");
        table.rule();
        for (Candidate candidate : candidates(SIZE)) {
            if (stop.getAsBoolean()) {
                return;
            }
            delays(table, candidate);
        }
        String dummy = String.format(Locale.ROOT, "%.0f", (runLength + 1) / 2);
        table.row("alarm every " + Math.round(runLength), dummy, dummy, dummy, dummy, "");
        print.accept(table.text().stripTrailing());
        print.accept("");
        for (int streams : FLEETS) {
            fleet(streams);
        }
    }

    /** All detectors, and the combination of the job. */
    static List<Candidate> candidates(int size) {
        List<Candidate> all = new ArrayList<>(Candidate.all(size));
        all.add(Candidate.combination(size));
        return all;
    }

    private void delays(TextTable table, Candidate candidate) {
        double parameter = Simulation.gaussian(SIZE, 0).calibrated(candidate, runLength, seed);
        String[] cells = new String[SHIFTS.length + 2];
        cells[0] = candidate.name();
        ObjectNode row = json.withArray("/synthetic").addObject();
        row.put("detector", candidate.name());
        row.put("runLength", runLength);
        row.put("parameter", parameter);
        for (int i = 0; i < SHIFTS.length; i++) {
            double delay = Simulation.gaussian(SIZE, SHIFTS[i])
                    .delay(candidate, parameter, CALM, RUNS, seed + 1)
                    .median();
            cells[1 + i] = String.format(Locale.ROOT, "%.0f", delay);
            row.put("delayAt" + SHIFTS[i], delay);
        }
        cells[cells.length - 1] = String.format(Locale.ROOT, "%.4g", parameter);
        table.row(cells);
    }

    /** The combination on a fleet whose streams share a budget: measured false alarms over those of the budget. */
    private void fleet(int streams) {
        int steps = FLEET_STEPS / streams;
        double chart = FLEET_STEPS / FLEET_ALARMS * Candidate.charts(SIZE);
        SplittableRandom random = new SplittableRandom(seed);
        int alarms = 0;
        Watch watch = new Watch(Candidate.combination(SIZE).at().apply(chart));
        for (int stream = 0; stream < streams; stream++) {
            watch.restart();
            for (int i = 0; i < steps; i++) {
                double[] scores = random.doubles(SIZE).toArray();
                for (int k = 0; k < SIZE; k++) {
                    scores[k] = random.nextGaussian();
                }
                alarms += watch.alarms(scores) ? 1 : 0;
            }
        }
        print.accept(String.format(
                Locale.ROOT,
                "%,d streams of %,d batches: %d false alarms, budget %.0f (ratio %.2f)",
                streams,
                steps,
                alarms,
                FLEET_ALARMS,
                alarms / FLEET_ALARMS));
        json.withArray("/fleets")
                .addObject()
                .put("streams", streams)
                .put("batches", steps)
                .put("falseAlarms", alarms)
                .put("budget", FLEET_ALARMS);
    }

    /** SKAB: change points against all detectors and the dummy. */
    public void series(Path folder) {
        List<SkabFolder.Series> all = new SkabFolder(folder).series();
        int steps = all.stream().mapToInt(series -> series.scores().length).sum();
        int changes = all.stream().mapToInt(series -> series.changes().length).sum();
        print.accept(String.format(
                Locale.ROOT,
                "SKAB, %d files, %,d rows after the first %d of each, %d change points, window %d s, run length %.0f on"
                        + " independent Gaussian scores",
                all.size(),
                steps,
                SkabFolder.TRAINING,
                changes,
                HORIZON,
                runLength));
        TextTable table = new TextTable(1);
        table.row("detector", "NAB", "recall", "precision", "F1", "delay s", "rows per false alarm", "F1 of rows");
        table.rule();
        int size = all.get(0).scores()[0].length;
        for (Candidate candidate : candidates(size)) {
            if (stop.getAsBoolean()) {
                return;
            }
            double parameter = Simulation.gaussian(size, 0).calibrated(candidate, runLength, seed);
            score(
                    table,
                    candidate.name(),
                    all,
                    series -> Watch.alarms(candidate.at().apply(parameter), series.scores()));
        }
        SeriesMonitor job = new SeriesMonitor(runLength);
        score(table, "the job's, batches of " + SeriesMonitor.BATCH, all, job::alarms);
        for (int every : new int[] {HORIZON, 10 * HORIZON}) {
            score(table, "alarm every " + every, all, series -> IntStream.range(0, series.scores().length)
                    .filter(i -> i % every == 0)
                    .boxed()
                    .toList());
        }
        print.accept(table.text().stripTrailing());
    }

    /** Finds the alarms of a series. */
    @FunctionalInterface
    private interface Alarms {
        List<Integer> of(SkabFolder.Series series);
    }

    private void score(TextTable table, String name, List<SkabFolder.Series> all, Alarms alarms) {
        NabScore nab = new NabScore(HORIZON);
        DetectionScore total = DetectionScore.NONE;
        DetectionScore rows = DetectionScore.NONE;
        for (SkabFolder.Series series : all) {
            List<Integer> found = alarms.of(series);
            nab.add(found, series.changes());
            total = total.plus(DetectionScore.of(found, series.changes(), series.scores().length, HORIZON));
            rows = rows.plus(flagged(found, series.anomalous()));
        }
        table.row(
                name,
                number(nab.value()),
                number(total.recall()),
                number(total.precision()),
                number(total.f1()),
                number(total.meanDelay()),
                number(total.betweenFalseAlarms()),
                number(rows.f1()));
        json.withArray("/series")
                .addObject()
                .put("detector", name)
                .put("nab", nab.value())
                .put("recall", total.recall())
                .put("precision", total.precision())
                .put("f1", total.f1())
                .put("f1OfRows", rows.f1());
    }

    /** Rows counted one by one: those within a window after an alarm are called anomalous. */
    private static DetectionScore flagged(List<Integer> alarms, boolean[] anomalous) {
        boolean[] called = new boolean[anomalous.length];
        for (int alarm : alarms) {
            for (int i = alarm; i < Math.min(called.length, alarm + HORIZON); i++) {
                called[i] = true;
            }
        }
        int found = 0;
        int falsely = 0;
        int wanted = 0;
        for (int i = 0; i < called.length; i++) {
            wanted += anomalous[i] ? 1 : 0;
            found += called[i] && anomalous[i] ? 1 : 0;
            falsely += called[i] && !anomalous[i] ? 1 : 0;
        }
        return new DetectionScore(called.length, wanted, found, falsely, 0);
    }

    static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
    }

    /** The job's shift watch on a package's test data. */
    public void data(
            TestData data, ShiftKnowledge knowledge, AdaptationEngine engine, int batchSize, int runs, int samples) {
        new PackageEvaluation(data, knowledge, engine, batchSize, runLength, samples, print, stop)
                .run(runs, seed, json);
    }

    /** All detectors and the job's watch on the changes that the data bring themselves. */
    public void changePoints(TestData data, ShiftKnowledge knowledge, AdaptationEngine engine, int samples) {
        List<FrozenRows> stretches = data.stretches(samples).stream()
                .map(inputs -> new FrozenRows(engine, inputs))
                .toList();
        new ChangePointEvaluation(knowledge, stretches, runLength, json.withArray("/changePoints"))
                .run(data.name(), seed, print, stop);
    }

    /** What recalling a snapshot, or starting again, is worth when a stream comes into the data's first domains, or those named. */
    public void regimes(
            TestData data,
            ModelPackage model,
            ShiftKnowledge knowledge,
            AdaptationEngine engine,
            int batchSize,
            List<String> domains,
            int samples) {
        double threshold = FalseAlarmBudget.threshold(1, 1, knowledge.charts(), runLength);
        new RegimeEvaluation(engine, model, knowledge, threshold, batchSize, stop)
                .run(data, domains, samples, seed, print);
    }

    /** Writes what was found as JSON. */
    public void write(Path file) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.writeString(file, json.toPrettyString() + "\n");
    }
}
