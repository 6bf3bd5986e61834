// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.report.TextTable;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** An evaluation as text: a row for each domain, a column for each method, then means, speed and memory. */
final class EvaluationTable {

    private static final double MEBIBYTE = 1 << 20;

    private final EvaluationReport report;

    EvaluationTable(EvaluationReport report) {
        this.report = report;
    }

    String text() {
        TextTable table = new TextTable(1);
        row(table, "error %", EvaluationReport.MethodResult::label);
        table.rule();
        for (String domain : report.domains()) {
            row(table, domain, method -> percent(method.domainError(domain)));
        }
        table.rule();
        if (report.setting() == Setting.GRADUAL) {
            row(table, "mean at severity 5", method -> percent(method.fullSeverityError()));
            row(table, "mean of all severities", method -> percent(method.meanError()));
        } else {
            row(table, "mean", method -> percent(method.meanError()));
        }
        if (report.methods().get(0).runs().size() > 1) {
            row(table, "deviation over seeds", method -> percent(method.spread()));
        }
        frozen().ifPresent(frozen ->
                row(table, "worst loss to source", method -> percent(method.worstLoss(frozen, report.domains()))));
        visits(table);
        if (report.methods().stream().anyMatch(EvaluationReport.MethodResult::guarded)) {
            row(table, "guard stepped in, batches", EvaluationTable::interventions);
        }
        row(table, "samples/s", method -> String.format(Locale.ROOT, "%.0f", method.rate()));
        row(table, "peak memory MiB", method -> memory(method.peakBytes()));
        return heading(report) + table.text();
    }

    private static String interventions(EvaluationReport.MethodResult method) {
        return method.guarded() ? String.format(Locale.ROOT, "%.0f", method.interventions()) : "-";
    }

    private Optional<EvaluationReport.MethodResult> frozen() {
        return report.methods().stream()
                .filter(EvaluationReport.MethodResult::frozen)
                .filter(method -> report.methods().size() > 1)
                .findFirst();
    }

    private void visits(TextTable table) {
        if (report.setting() != Setting.RECURRING) {
            return;
        }
        int last = report.options().visits();
        row(table, "mean of visit 1", method -> percent(visit(method, 1)));
        if (last > 1) {
            row(table, "mean of visit " + last, method -> percent(visit(method, last)));
        }
    }

    private static double visit(EvaluationReport.MethodResult method, int number) {
        return method.runs().stream()
                .mapToDouble(run -> run.visitErrors().get(number))
                .average()
                .orElse(Double.NaN);
    }

    static String heading(EvaluationReport report) {
        List<RunResult> runs = report.methods().get(0).runs();
        return String.format(
                Locale.ROOT,
                "%s, %s, %d domains, %,d samples, batch %d, %s, model %s, seeds %s, %d threads%n",
                report.data(),
                report.setting().label(),
                report.domains().size(),
                runs.get(0).samples(),
                report.batchSize(),
                report.architecture(),
                report.modelId().substring(0, 12),
                String.join(
                        ",", runs.stream().map(run -> Long.toString(run.seed())).toList()),
                report.threads());
    }

    private void row(TextTable table, String name, Function<EvaluationReport.MethodResult, String> cell) {
        String[] cells = new String[1 + report.methods().size()];
        cells[0] = name;
        for (int i = 1; i < cells.length; i++) {
            cells[i] = cell.apply(report.methods().get(i - 1));
        }
        table.row(cells);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }

    private static String memory(long bytes) {
        return bytes < 0 ? "-" : String.format(Locale.ROOT, "%.0f", bytes / MEBIBYTE);
    }
}
