// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.report.TextTable;
import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.operators.shift.ShiftObservation;

import com.fasterxml.jackson.databind.node.ArrayNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Batches from the change to the alarm, by domain and severity: every detector on the standardized scores of real batches, with
 * the threshold that gives the wanted run length on batches without a shift; the job's monitor, which knows of the stream only
 * what its package and {@value #CALM} batches tell, with the threshold that its budget gives.
 */
final class DomainDelays {

    private static final int CALM = 60;
    private static final int SHIFTED = 60;
    private static final int NULL_RUNS = 40;

    private final ShiftKnowledge knowledge;
    private final WindowScores scores;
    private final List<ShiftObservation> calm;
    private final double runLength;
    private final int batchSize;
    private final int runs;
    private final List<Candidate> candidates;
    private final double[] parameters;
    private final List<Row> rows = new ArrayList<>();

    private record Row(String domain, int severity, double[] delays) {}

    /** Calibrates the detectors on batches without a shift. */
    DomainDelays(
            ShiftKnowledge knowledge,
            List<ShiftObservation> calm,
            double runLength,
            int batchSize,
            int runs,
            long seed,
            BooleanSupplier stop) {
        this.knowledge = knowledge;
        this.calm = calm;
        this.runLength = runLength;
        this.batchSize = batchSize;
        this.runs = runs;
        this.scores = new WindowScores(knowledge, calm);
        this.candidates = ShiftEvaluation.candidates(scores.size());
        this.parameters = new double[candidates.size()];
        Simulation without = simulation(calm, calm);
        Arrays.setAll(
                parameters,
                i -> stop.getAsBoolean() ? Double.NaN : without.calibrated(candidates.get(i), runLength, seed));
    }

    private Simulation simulation(List<ShiftObservation> before, List<ShiftObservation> after) {
        double[][] calmScores = before.stream().map(scores::of).toArray(double[][]::new);
        double[][] shiftedScores =
                after == before ? calmScores : after.stream().map(scores::of).toArray(double[][]::new);
        return new Simulation(
                (random, shifted) -> {
                    double[][] pool = shifted ? shiftedScores : calmScores;
                    return pool[random.nextInt(pool.length)];
                },
                NULL_RUNS,
                SHIFTED);
    }

    /** Measures the delays of a domain at a severity. */
    void add(String domain, int severity, List<ShiftObservation> shifted, long seed) {
        Simulation change = simulation(calm, shifted);
        double[] delays = new double[candidates.size() + 1];
        for (int i = 0; i < candidates.size(); i++) {
            delays[i] = change.delay(candidates.get(i), parameters[i], CALM, runs, seed)
                    .median();
        }
        delays[candidates.size()] = ofTheJob(shifted, seed);
        rows.add(new Row(domain, severity, delays));
    }

    private double ofTheJob(List<ShiftObservation> shifted, long seed) {
        ShiftMonitor monitor =
                new ShiftMonitor(knowledge, FalseAlarmBudget.threshold(1, 1, knowledge.charts(), runLength));
        SplittableRandom random = new SplittableRandom(seed);
        List<Double> delays = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            int alarm = firstAlarm(monitor, shifted, random);
            if (alarm >= CALM) {
                delays.add(alarm == CALM + SHIFTED ? Double.POSITIVE_INFINITY : alarm - CALM + 1.0);
            }
        }
        delays.sort(null);
        return delays.isEmpty() ? Double.NaN : delays.get(delays.size() / 2);
    }

    private int firstAlarm(ShiftMonitor monitor, List<ShiftObservation> shifted, SplittableRandom random) {
        double[] state = {};
        for (int i = 0; i < CALM + SHIFTED; i++) {
            List<ShiftObservation> pool = i < CALM ? calm : shifted;
            ShiftMonitor.Update update = monitor.update(state, pool.get(random.nextInt(pool.size())), batchSize, i + 1);
            if (update.signal().isPresent()) {
                return i;
            }
            state = update.state();
        }
        return CALM + SHIFTED;
    }

    /** All delays, and below them their medians by severity. */
    String text() {
        TextTable table = new TextTable(1);
        List<String> head = new ArrayList<>(List.of("median delay", "severity"));
        candidates.forEach(candidate -> head.add(candidate.name()));
        head.add("the job's");
        table.row(head.toArray(String[]::new)).rule();
        rows.forEach(row -> table.row(cells(row.domain, row.severity, row.delays)));
        table.rule();
        rows.stream()
                .mapToInt(Row::severity)
                .distinct()
                .sorted()
                .forEach(severity -> table.row(cells("median of all", severity, medians(severity))));
        return table.text().stripTrailing();
    }

    private double[] medians(int severity) {
        double[] medians = new double[candidates.size() + 1];
        for (int i = 0; i < medians.length; i++) {
            int column = i;
            double[] sorted = rows.stream()
                    .filter(row -> row.severity == severity)
                    .mapToDouble(row -> row.delays[column])
                    .filter(delay -> !Double.isNaN(delay))
                    .sorted()
                    .toArray();
            medians[i] = sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
        }
        return medians;
    }

    private static String[] cells(String domain, int severity, double[] delays) {
        String[] cells = new String[2 + delays.length];
        cells[0] = domain;
        cells[1] = Integer.toString(severity);
        for (int i = 0; i < delays.length; i++) {
            cells[2 + i] = Double.isNaN(delays[i])
                    ? "-"
                    : Double.isInfinite(delays[i]) ? ">" + SHIFTED : String.format(Locale.ROOT, "%.0f", delays[i]);
        }
        return cells;
    }

    void write(ArrayNode json) {
        for (Row row : rows) {
            var node = json.addObject().put("domain", row.domain).put("severity", row.severity);
            for (int i = 0; i < candidates.size(); i++) {
                node.put(candidates.get(i).name(), row.delays[i]);
            }
            node.put("job", row.delays[candidates.size()]);
        }
    }
}
