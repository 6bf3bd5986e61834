// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.jobs.data.RecordingException;
import io.acclimate.jobs.evaluate.shift.ShiftEvaluation;
import io.acclimate.jobs.training.Recipes;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.shift.ShiftKnowledge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What {@code evaluate --shift} runs on: simulated scores, labelled series, or test data of a model. */
final class ShiftMode {

    private static final int BATCH = 64;
    private static final int RETURNING = 4;
    private static final int RUNS = 15;
    private static final int SHORTEST_RUN = 20;

    private final ShiftEvaluation evaluation;
    private final Map<String, String> overrides;

    /** {@code overrides} are options of the job, which win. */
    ShiftMode(
            double runLength, long seed, Map<String, String> overrides, Consumer<String> print, BooleanSupplier stop) {
        if (runLength < SHORTEST_RUN) {
            throw new IllegalArgumentException(
                    "--run-length must be at least %d, not %s".formatted(SHORTEST_RUN, runLength));
        }
        this.overrides = overrides;
        evaluation = new ShiftEvaluation(runLength, seed, print, stop);
    }

    /** Runs on the folder, or on simulated scores if it is null; {@code batchSize} and {@code json} may be null, too. */
    void run(Path data, Path model, List<String> methods, Integer batchSize, int samples, Path json)
            throws IOException {
        if (data == null) {
            evaluation.synthetic();
        } else if (ShiftEvaluation.isSeries(data)) {
            evaluation.series(data);
        } else {
            onModel(data, model, methods, batchSize == null ? BATCH : batchSize, samples);
        }
        if (json != null) {
            evaluation.write(json);
        }
    }

    private void onModel(Path data, Path model, List<String> methods, int batch, int samples) throws IOException {
        ModelPackage source = ModelPackage.load(model);
        TestData test = TestFolders.open(data, new Recipes(), source.spec(), overrides);
        if (!test.graded() && methods != null) {
            throw new RecordingException(
                    test.name() + " has no inputs from before its shifts; --shift with --method needs such");
        }
        for (String method : methods == null ? List.of(EvaluationReport.FROZEN) : methods) {
            Map<String, String> options = new HashMap<>(Map.of(
                    "model.path", model.toString(),
                    "model.threads", Integer.toString(Runtime.getRuntime().availableProcessors()),
                    "adapt.batch-size", Integer.toString(batch),
                    "adapt.method", method));
            options.putAll(overrides);
            JobConfiguration configuration = JobConfiguration.load(Optional.empty(), options);
            onModel(configuration, source, test, methods != null, batch, samples);
        }
    }

    /** Detection through the frozen model; or, for a method that adapts, what is worth doing in another state. */
    private void onModel(
            JobConfiguration configuration,
            ModelPackage source,
            TestData test,
            boolean regimes,
            int batch,
            int samples) {
        Devices.threads(configuration.get(ModelOptions.THREADS));
        try (LoadedModel loaded = LoadedModel.on(Devices.of(configuration.get(ModelOptions.DEVICE)), source)) {
            AdaptationEngine engine = new AdaptationEngine(loaded, configuration.adaptationSettings());
            ShiftKnowledge knowledge = SourceView.shiftKnowledge(source.knowledge());
            if (regimes) {
                List<String> domains = test.domains().stream().limit(RETURNING).toList();
                evaluation.regimes(test, source, knowledge, engine, batch, domains, samples);
                return;
            }
            if (test.graded()) {
                evaluation.data(test, knowledge, engine, batch, RUNS, samples);
            }
            if (test.stretches(1).size() > 1) {
                evaluation.changePoints(test, knowledge, engine, samples);
            }
        }
    }
}
