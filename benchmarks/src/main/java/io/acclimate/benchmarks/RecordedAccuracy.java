// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.data.ShiftProfile;
import io.acclimate.jobs.data.StandardShifts;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.jobs.training.SourceTraining;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;

import ai.djl.Device;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Accuracy of the frozen and the adapted model on real recordings of people (HAPT), as they are and with faults of the
 * sensor on top. The engine runs alone, on the batches that the job would form with the same options.
 *
 * <p>Recovered is the share of the lost accuracy that adaptation wins back, all three accuracies on the same windows, those
 * from the shift's start on: (adapted - frozen) / (frozen without the shift - frozen).
 */
@Command(name = "RecordedAccuracy", mixinStandardHelpOptions = true)
public final class RecordedAccuracy implements Callable<Integer> {

    private static final long SHIFT_SEED = 7;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder of HAPT recordings.")
    private Path data;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "Model package; trained there if absent.")
    private Path model;

    @Option(names = "--validation", description = "Uses the validation users, on whom the defaults were chosen.")
    private boolean validation;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Sets one option of the job.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RecordedAccuracy()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Recipe recipe = Recipe.of(data);
        ModelPackage trained = Files.isDirectory(model)
                ? ModelPackage.load(model)
                : new SourceTraining(recipe, System.out::println).run(model, () -> false);
        overrides.put("model.path", model.toString());
        JobConfiguration configuration = JobConfiguration.load(Optional.empty(), overrides);
        Devices.threads(1);
        try (LoadedModel loaded = LoadedModel.on(Device.cpu(), trained)) {
            StreamEvaluation evaluation = new StreamEvaluation(
                    new AdaptationEngine(loaded, configuration.adaptationSettings()),
                    configuration.windowSpec(trained.spec()),
                    configuration.adaptationSettings().batchSize());
            List<Recording> healthy =
                    validation ? recipe.source().validation() : recipe.source().live();
            unshifted(evaluation, healthy);
            for (ShiftKind kind : StandardShifts.KINDS) {
                for (ShiftProfile profile : ShiftProfile.values()) {
                    shifted(evaluation, healthy, kind, profile);
                }
            }
        }
        return 0;
    }

    private static void unshifted(StreamEvaluation evaluation, List<Recording> healthy) {
        StreamEvaluation.Score total = StreamEvaluation.Score.NONE;
        double worst = Double.POSITIVE_INFINITY;
        for (Recording recording : healthy) {
            StreamEvaluation.Score score = evaluation.run(recording, Long.MIN_VALUE, Long.MAX_VALUE);
            worst = Math.min(worst, score.adapted() - score.frozen());
            total = total.plus(score);
        }
        System.out.printf(
                Locale.ROOT,
                "unshifted: frozen %.1f %%, adapted %.1f %%, %d windows of %d streams; worst single stream %+.1f points%n%n",
                100 * total.frozen(),
                100 * total.adapted(),
                total.windows(),
                healthy.size(),
                100 * worst);
        System.out.println("shift        profile    without  frozen  adapted  recovered");
    }

    private static void shifted(
            StreamEvaluation evaluation, List<Recording> healthy, ShiftKind kind, ShiftProfile profile) {
        StreamEvaluation.Score without = StreamEvaluation.Score.NONE;
        StreamEvaluation.Score with = StreamEvaluation.Score.NONE;
        for (Recording recording : healthy) {
            Recording faulty = StandardShifts.apply(recording, kind, profile, SHIFT_SEED);
            long from = faulty.shifts().get(0).startMicros();
            long to = faulty.shifts().get(0).endMicros();
            without = without.plus(evaluation.run(recording, from, to));
            with = with.plus(evaluation.run(faulty, from, to));
        }
        System.out.printf(
                Locale.ROOT,
                "%-12s %-10s %6.1f  %6.1f   %6.1f     %4.0f %%%n",
                kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                profile.name().toLowerCase(Locale.ROOT),
                100 * without.frozen(),
                100 * with.frozen(),
                100 * with.adapted(),
                100 * (with.adapted() - with.frozen()) / (without.frozen() - with.frozen()));
    }
}
