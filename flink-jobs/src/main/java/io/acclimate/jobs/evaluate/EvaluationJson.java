// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes an evaluation as JSON; errors are shares from 0 to 1, sizes bytes, times seconds. */
final class EvaluationJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EvaluationJson() {}

    static void write(EvaluationReport report, Path file) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(report)) + "\n");
    }

    private static ObjectNode tree(EvaluationReport report) {
        ObjectNode json = JSON.createObjectNode();
        json.put("data", report.data());
        json.put("setting", report.setting().label());
        json.put("batchSize", report.batchSize());
        json.put("samplesPerDomain", report.options().samples());
        json.put("dirichlet", report.options().dirichlet());
        json.put("visits", report.options().visits());
        json.put("imbalance", report.options().imbalance());
        json.put("wreckSamples", report.options().wreckSamples());
        json.put("modelId", report.modelId());
        json.put("architecture", report.architecture());
        json.put("threads", report.threads());
        for (EvaluationReport.MethodResult method : report.methods()) {
            write(method, report, json.withArray("/methods").addObject());
        }
        return json;
    }

    private static void write(EvaluationReport.MethodResult method, EvaluationReport report, ObjectNode json) {
        json.put("method", method.method());
        json.put("guarded", method.guarded());
        if (!method.labels().none()) {
            json.put("labelsPerHundred", method.labels().perHundred());
            json.put("labelChoice", method.labels().choice().name().toLowerCase(Locale.ROOT));
            json.put("labelDelayBatches", method.labels().delay());
        }
        json.put("settings", method.settings());
        json.put("meanError", method.meanError());
        if (Double.isFinite(method.spread())) {
            json.put("deviationOverSeeds", method.spread());
        }
        if (report.setting() == Setting.GRADUAL) {
            json.put("meanErrorAtSeverity5", method.fullSeverityError());
        }
        json.put("samplesPerSecond", method.rate());
        json.put("peakMemoryBytes", method.peakBytes());
        method.runs().forEach(run -> write(run, json.withArray("/runs").addObject()));
    }

    private static void write(RunResult run, ObjectNode json) {
        json.put("seed", run.seed());
        json.put("meanError", run.meanError());
        json.put("batches", run.steps());
        json.put("batchesWithoutUpdate", run.skipped());
        json.put("batchesWithGuard", run.interventions());
        json.put("seconds", run.seconds());
        for (DomainResult domain : run.domains()) {
            json.withArray("/domains")
                    .addObject()
                    .put("domain", domain.domain())
                    .put("severity", domain.severity())
                    .put("visit", domain.visit())
                    .put("samples", domain.samples())
                    .put("wrong", domain.wrong())
                    .put("error", domain.error())
                    .put("batchesWithGuard", domain.interventions());
        }
    }
}
