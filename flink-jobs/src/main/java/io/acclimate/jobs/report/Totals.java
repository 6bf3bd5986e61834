// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The numbers of a whole run in words, each under its name. */
final class Totals {

    private Totals() {}

    static Map<String, String> of(RunSnapshot run) {
        Map<String, String> totals = new LinkedHashMap<>();
        totals.put("windows", windows(run));
        totals.put("accuracy", accuracy(run.overall()));
        totals.put("known shifts", shifts(run.alerts()));
        totals.put("alerts", alerts(run));
        totals.put("adaptation", adaptation(run.adaptation()));
        totals.put("throughput", Wording.rate(run.throughput().meanPerSecond()) + " from the first window to the last");
        totals.put("latency", latency(run.latency()));
        totals.put("elapsed", Wording.clock(run.elapsed()));
        return totals;
    }

    private static String windows(RunSnapshot run) {
        RunSnapshot.Counts counts = run.counts();
        return "%s, scored %s; repeated %s, of other streams %s, dead letters %s"
                .formatted(
                        Wording.count(counts.windows()),
                        Wording.count(run.overall().windows()),
                        Wording.count(counts.duplicates()),
                        Wording.count(counts.foreign()),
                        Wording.count(counts.deadLetters()));
    }

    private static String accuracy(Accuracy overall) {
        return "frozen %s, adapted %s".formatted(Wording.percent(overall.frozen()), Wording.percent(overall.adapted()));
    }

    private static String shifts(AlertCounts alerts) {
        return "found %s of %s, already open %s, missed %s, median delay %s"
                .formatted(
                        Wording.count(alerts.found()),
                        Wording.count(alerts.reached()),
                        Wording.count(alerts.alreadyOpen()),
                        Wording.count(alerts.missed()),
                        Wording.seconds(alerts.medianDelaySeconds()));
    }

    private static String alerts(RunSnapshot run) {
        return "opened %s, resolved %s, false alarms %s"
                .formatted(
                        Wording.count(run.counts().alertsOpened()),
                        Wording.count(run.counts().alertsResolved()),
                        Wording.count(run.alerts().falseAlarms()));
    }

    private static String adaptation(AdaptationCounts adaptation) {
        String reasons = adaptation.reasons().entrySet().stream()
                .map(reason -> Wording.name(reason.getKey()) + ": " + Wording.count(reason.getValue()))
                .collect(Collectors.joining("; "));
        return "steps %s, skipped %s, restored to source %s, windows used %s of %s%s"
                .formatted(
                        Wording.count(adaptation.steps()),
                        Wording.count(adaptation.skipped()),
                        Wording.count(adaptation.restored()),
                        Wording.count(adaptation.samplesUsed()),
                        Wording.count(adaptation.windows()),
                        reasons.isEmpty() ? "" : " (" + reasons + ")");
    }

    private static String latency(LatencySummary latency) {
        return "p50 %s, p95 %s, p99 %s, largest %s"
                .formatted(
                        Wording.millis(latency.p50Millis()),
                        Wording.millis(latency.p95Millis()),
                        Wording.millis(latency.p99Millis()),
                        Wording.millis(latency.maxMillis()));
    }
}
