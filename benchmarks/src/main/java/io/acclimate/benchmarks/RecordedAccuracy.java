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
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.guard.GuardedStream;
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
 * Accuracy of the frozen model and of the adapted one, without and with the guard, on real recordings: of people (HAPT) as
 * they are and with faults of the sensor on top, of ageing gas sensors from one batch of the data to the next. Engine and
 * guard run alone, on the batches that the job would form with the same options.
 *
 * <p>Recovered is the share of the lost accuracy that adaptation wins back, all three accuracies on the same windows, those
 * from the shift's start on: (adapted - frozen) / (frozen without the shift - frozen).
 */
@Command(name = "RecordedAccuracy", mixinStandardHelpOptions = true)
public final class RecordedAccuracy implements Callable<Integer> {

    private static final long SHIFT_SEED = 7;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder of HAPT or gas drift recordings.")
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

    private StreamEvaluation bare;
    private StreamEvaluation guarded;

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
            AdaptationEngine engine = new AdaptationEngine(loaded, configuration.adaptationSettings());
            Guard guard = new Guard(
                    configuration.safetySettings().guard(), SourceView.shiftReference(trained.knowledge()), trained);
            bare = evaluation(engine, Optional.empty(), configuration, trained);
            guarded = evaluation(engine, Optional.of(guard), configuration, trained);
            List<Recording> recordings =
                    validation ? recipe.source().validation() : recipe.source().live();
            if (recordings.get(0).shifts().isEmpty()) {
                faults(recordings);
            } else {
                ages(recordings.get(0));
            }
        }
        return 0;
    }

    private static StreamEvaluation evaluation(
            AdaptationEngine engine, Optional<Guard> guard, JobConfiguration configuration, ModelPackage model) {
        int interval = configuration.safetySettings().snapshots().interval();
        return new StreamEvaluation(
                streamId -> new GuardedStream(streamId, engine, guard, interval),
                configuration.windowSpec(model.spec()),
                configuration.adaptationSettings().batchSize());
    }

    private void faults(List<Recording> healthy) throws Exception {
        unshifted("unguarded", bare, healthy);
        unshifted("guarded", guarded, healthy);
        System.out.println("\nshift        profile    without  frozen  unguarded  won back  guarded  won back");
        for (ShiftKind kind : StandardShifts.KINDS) {
            for (ShiftProfile profile : ShiftProfile.values()) {
                shifted(healthy, kind, profile);
            }
        }
    }

    private static void unshifted(String name, StreamEvaluation evaluation, List<Recording> healthy) throws Exception {
        StreamEvaluation.Score total = StreamEvaluation.Score.NONE;
        double worst = Double.POSITIVE_INFINITY;
        for (Recording recording : healthy) {
            StreamEvaluation.Score score = evaluation.run(recording, Long.MIN_VALUE, Long.MAX_VALUE);
            worst = Math.min(worst, score.adapted() - score.frozen());
            total = total.plus(score);
        }
        System.out.printf(
                Locale.ROOT,
                "unshifted, %s: frozen %.1f %%, adapted %.1f %%, %d windows of %d streams; worst single stream %+.1f points%n",
                name,
                100 * total.frozen(),
                100 * total.adapted(),
                total.windows(),
                healthy.size(),
                100 * worst);
    }

    private void shifted(List<Recording> healthy, ShiftKind kind, ShiftProfile profile) throws Exception {
        StreamEvaluation.Score without = StreamEvaluation.Score.NONE;
        StreamEvaluation.Score adapted = StreamEvaluation.Score.NONE;
        StreamEvaluation.Score kept = StreamEvaluation.Score.NONE;
        for (Recording recording : healthy) {
            Recording faulty = StandardShifts.apply(recording, kind, profile, SHIFT_SEED);
            long from = faulty.shifts().get(0).startMicros();
            long to = faulty.shifts().get(0).endMicros();
            without = without.plus(bare.run(recording, from, to));
            adapted = adapted.plus(bare.run(faulty, from, to));
            kept = kept.plus(guarded.run(faulty, from, to));
        }
        double lost = without.frozen() - adapted.frozen();
        System.out.printf(
                Locale.ROOT,
                "%-12s %-10s %6.1f  %6.1f     %6.1f    %4.0f %%   %6.1f    %4.0f %%%n",
                kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                profile.name().toLowerCase(Locale.ROOT),
                100 * without.frozen(),
                100 * adapted.frozen(),
                100 * adapted.adapted(),
                100 * (adapted.adapted() - adapted.frozen()) / lost,
                100 * kept.adapted(),
                100 * (kept.adapted() - kept.frozen()) / lost);
    }

    /** A recording that has shifts of its own: accuracy from each to the next. */
    private void ages(Recording recording) throws Exception {
        System.out.println("from shift  frozen  unguarded  guarded");
        for (int i = 0; i < recording.shifts().size(); i++) {
            long from = recording.shifts().get(i).startMicros();
            long to = i + 1 < recording.shifts().size()
                    ? recording.shifts().get(i + 1).startMicros()
                    : Long.MAX_VALUE;
            StreamEvaluation.Score adapted = bare.run(recording, from, to);
            StreamEvaluation.Score kept = guarded.run(recording, from, to);
            System.out.printf(
                    Locale.ROOT,
                    "%10d  %6.1f     %6.1f   %6.1f%n",
                    i + 1,
                    100 * adapted.frozen(),
                    100 * adapted.adapted(),
                    100 * kept.adapted());
        }
    }
}
