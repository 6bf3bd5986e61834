// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.evaluate.TestData;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftObservation;
import io.acclimate.operators.shift.ShiftWatch;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The job's shift watch and all detectors on test data, through the frozen model of a package: false alarms on clean windows in
 * random order, delays by domain and severity, and diagnoses. A stream shows batches of clean windows drawn at random, then
 * batches of a domain; the change between them is known.
 */
final class PackageEvaluation {

    private static final int CALM_BATCHES = 20_000;
    private static final int SHIFTED_BATCHES = 200;
    private static final int DIAGNOSED = 3;

    private final TestData data;
    private final ShiftKnowledge knowledge;
    private final AdaptationEngine engine;
    private final int batchSize;
    private final double runLength;
    private final int samples;
    private final Consumer<String> print;
    private final BooleanSupplier stop;

    PackageEvaluation(
            TestData data,
            ShiftKnowledge knowledge,
            AdaptationEngine engine,
            int batchSize,
            double runLength,
            int samples,
            Consumer<String> print,
            BooleanSupplier stop) {
        this.data = data;
        this.knowledge = knowledge;
        this.engine = engine;
        this.batchSize = batchSize;
        this.runLength = runLength;
        this.samples = samples;
        this.print = print;
        this.stop = stop;
    }

    /** Measures with {@code runs} streams for every delay. */
    void run(int runs, long seed, ObjectNode json) {
        DrawnBatches clean = drawn(data.domains().get(0), TestData.CLEAN);
        List<ShiftObservation> calm = clean.seen(CALM_BATCHES, new SplittableRandom(seed));
        print.accept(String.format(
                Locale.ROOT,
                "%s, clean windows in random order, batches of %d, %d charts",
                data.name(),
                batchSize,
                knowledge.charts()));
        new FleetCalibration(knowledge, calm, batchSize).run(seed, print, json.withArray("/fleets"), stop);
        print.accept("");
        DomainDelays delays = new DomainDelays(knowledge, calm, runLength, batchSize, runs, seed, stop);
        DiagnosedStreams diagnosed = new DiagnosedStreams(
                new ShiftWatch(knowledge, FalseAlarmBudget.threshold(1, 1, knowledge.charts(), runLength)), clean);
        diagnosed.withoutDomain(DIAGNOSED * data.domains().size(), seed);
        for (String domain : data.domains()) {
            List<DrawnBatches> severities = new ArrayList<>();
            for (int severity = 1; severity <= TestData.FULL; severity++) {
                if (stop.getAsBoolean()) {
                    return;
                }
                severities.add(drawn(domain, severity));
                List<ShiftObservation> shifted =
                        severities.get(severity - 1).seen(SHIFTED_BATCHES, new SplittableRandom(seed + severity));
                delays.add(domain, severity, shifted, seed + severity);
            }
            diagnosed.domain(severities, DIAGNOSED, seed);
        }
        publish(delays, diagnosed, json);
    }

    private DrawnBatches drawn(String domain, int severity) {
        return new DrawnBatches(new FrozenRows(engine, data.load(domain, severity, samples)), knowledge, batchSize);
    }

    private void publish(DomainDelays delays, DiagnosedStreams diagnosed, ObjectNode json) {
        print.accept(delays.text());
        print.accept("");
        print.accept(diagnosed.kinds().text());
        print.accept("");
        print.accept(diagnosed.courses().text());
        delays.write(json.withArray("/delays"));
        diagnosed.kinds().write(json.putObject("kinds"));
        diagnosed.courses().write(json.putObject("courses"));
    }
}
