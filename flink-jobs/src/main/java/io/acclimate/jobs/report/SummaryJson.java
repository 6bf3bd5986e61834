// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A run's summary as a JSON tree; the order of the fields is fixed. */
final class SummaryJson {

    private SummaryJson() {}

    static void write(RunSnapshot run, ObjectNode json) {
        json.put("title", run.title());
        json.put("modelId", run.modelId());
        for (GroupResult group : run.groups()) {
            write(group, json.withArray("/groups").addObject());
        }
        for (StreamResult stream : run.streams()) {
            stream.segments()
                    .forEach(segment ->
                            write(stream, segment, json.withArray("/segments").addObject()));
        }
        for (RunSnapshot.ClassResult result : run.classes()) {
            write(result.accuracy(), json.withArray("/classes").addObject().put("name", result.name()));
        }
        totals(run, json.putObject("totals"));
    }

    private static void write(GroupResult group, ObjectNode json) {
        json.put("shift", group.group().kindName());
        json.put("profile", group.group().profileName());
        json.put("streams", group.streams());
        write(group.before(), json.putObject("before"));
        write(group.during(), json.putObject("during"));
        write(group.after(), json.putObject("after"));
        number("recovered", group.recovered(), json);
        write(group.alerts(), json.putObject("alerts"));
    }

    private static void write(StreamResult stream, StreamResult.Segment segment, ObjectNode json) {
        json.put("stream", stream.streamId());
        json.put("segment", segment.name());
        json.put("fromMicros", segment.fromMicros());
        write(segment.accuracy(), json);
    }

    private static void write(Accuracy accuracy, ObjectNode json) {
        json.put("windows", accuracy.windows());
        number("frozen", accuracy.frozen(), json);
        number("adapted", accuracy.adapted(), json);
    }

    private static void write(AlertCounts alerts, ObjectNode json) {
        json.put("shifts", alerts.reached());
        json.put("found", alerts.found());
        json.put("alreadyOpen", alerts.alreadyOpen());
        json.put("missed", alerts.missed());
        json.put("falseAlarms", alerts.falseAlarms());
        number("medianDelaySeconds", alerts.medianDelaySeconds(), json);
    }

    private static void totals(RunSnapshot run, ObjectNode json) {
        RunSnapshot.Counts counts = run.counts();
        json.put("windows", counts.windows());
        json.put("duplicates", counts.duplicates());
        json.put("foreign", counts.foreign());
        json.put("deadLetters", counts.deadLetters());
        json.put("alertsOpened", counts.alertsOpened());
        json.put("alertsResolved", counts.alertsResolved());
        write(run.overall(), json.putObject("scored"));
        write(run.alerts(), json.putObject("alerts"));
        json.putObject("adaptation")
                .put("steps", run.adaptation().steps())
                .put("skipped", run.adaptation().skipped())
                .put("restored", run.adaptation().restored())
                .put("samplesUsed", run.adaptation().samplesUsed());
        write(run.latency(), json.putObject("latencyMillis"));
        json.put("windowsPerSecond", run.throughput().meanPerSecond());
        json.put("elapsedMillis", run.elapsed().toMillis());
    }

    private static void write(LatencySummary latency, ObjectNode json) {
        json.put("count", latency.count());
        boolean known = latency.count() > 0;
        json.put("p50", known ? latency.p50Millis() : null);
        json.put("p95", known ? latency.p95Millis() : null);
        json.put("p99", known ? latency.p99Millis() : null);
        json.put("max", known ? latency.maxMillis() : null);
    }

    private static void number(String name, double value, ObjectNode json) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }
}
