// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.config.AlertOptions;
import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.flink.SafetySettings;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.guard.GuardedStream;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftWatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs methods, with or without the guard, over the streams of an evaluation.
 *
 * @param configurations options of each method
 * @param streams the streams
 * @param source model package
 * @param stop asked before every batch
 * @param print takes a line for every finished visit
 */
record MethodRuns(
        MethodConfigurations configurations,
        TestStreams streams,
        ModelPackage source,
        BooleanSupplier stop,
        Consumer<String> print) {

    /** One run for each seed. */
    List<RunResult> of(MethodVariant variant, Setting setting, List<Long> seeds) throws Exception {
        List<RunResult> runs = new ArrayList<>();
        for (long seed : seeds) {
            JobConfiguration configuration = configurations.of(variant.method(), seed);
            Devices.threads(configuration.get(ModelOptions.THREADS));
            try (LoadedModel loaded = LoadedModel.on(Devices.of(configuration.get(ModelOptions.DEVICE)), source)) {
                AdaptationEngine engine = new AdaptationEngine(loaded, configuration.adaptationSettings());
                MethodRun run = new MethodRun(
                        () -> stream(engine, variant, configuration),
                        () -> RevealedLabels.of(variant.labels(), configuration.labelSettings(), source, seed),
                        configurations.batchSize(),
                        stop,
                        done -> progress(variant, seed, done));
                runs.add(run.over(streams.segments(setting, seed), variant.method(), seed));
            }
        }
        return runs;
    }

    private GuardedStream stream(AdaptationEngine engine, MethodVariant variant, JobConfiguration configuration) {
        SafetySettings safety = configuration.safetySettings();
        Optional<Guard> guard = variant.guarded()
                ? Optional.of(new Guard(safety.guard(), SourceView.shiftReference(source.knowledge()), source))
                : Optional.empty();
        return new GuardedStream(
                MethodRun.STREAM, engine, guard, safety.snapshots().interval(), watch(configuration));
    }

    /** A watch that the engine can follow, if it is to. */
    private Optional<ShiftWatch> watch(JobConfiguration configuration) {
        if (configuration.get(AlertOptions.FOLLOW) == 1) {
            return Optional.empty();
        }
        ShiftKnowledge knowledge = SourceView.shiftKnowledge(source.knowledge());
        return Optional.of(new ShiftWatch(knowledge, configuration.alertThreshold(source.spec(), knowledge.charts())));
    }

    private void progress(MethodVariant variant, long seed, DomainResult done) {
        print.accept("%s  seed %d  %s  severity %d  visit %d  error %.2f %%"
                .formatted(variant.label(), seed, done.domain(), done.severity(), done.visit(), 100 * done.error()));
    }
}
