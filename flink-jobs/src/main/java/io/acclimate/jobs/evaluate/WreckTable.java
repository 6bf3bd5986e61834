// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.report.TextTable;

import java.util.List;
import java.util.Locale;

/** What is left of accuracy after wrecking streams as text: a row for each method, a column for each stream. */
final class WreckTable {

    private final EvaluationReport report;

    WreckTable(EvaluationReport report) {
        this.report = report;
    }

    String text() {
        TextTable table = new TextTable(1);
        table.row(cells("accuracy % on clean data after", report.domains(), "worst loss", "guard"));
        table.rule();
        EvaluationReport.MethodResult frozen = report.methods().stream()
                .filter(EvaluationReport.MethodResult::frozen)
                .findFirst()
                .orElseThrow();
        for (EvaluationReport.MethodResult method : report.methods()) {
            List<String> accuracies = report.domains().stream()
                    .map(domain -> percent(1 - method.domainError(domain)))
                    .toList();
            String loss = method == frozen ? "" : percent(method.worstLoss(frozen, report.domains()));
            String guard = method.guarded() ? String.format(Locale.ROOT, "%.0f", method.interventions()) : "";
            table.row(cells(method.label(), accuracies, loss, guard));
        }
        return EvaluationTable.heading(report)
                + String.format(
                        Locale.ROOT,
                        "%,d samples of each stream before the clean data; worst loss: points under source; guard: batches in"
                                + " which it stepped in%n",
                        report.options().wreckSamples())
                + table.text();
    }

    private static String[] cells(String first, List<String> middle, String... last) {
        String[] cells = new String[1 + middle.size() + last.length];
        cells[0] = first;
        for (int i = 0; i < middle.size(); i++) {
            cells[1 + i] = middle.get(i);
        }
        System.arraycopy(last, 0, cells, 1 + middle.size(), last.length);
        return cells;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }
}
