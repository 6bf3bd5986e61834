// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.jobs.embedded.Interrupt;
import io.acclimate.jobs.evaluate.shift.ShiftEvaluation;
import io.acclimate.jobs.training.Recipes;
import io.acclimate.operators.adapt.AdaptationMethods;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/** {@code acclimate evaluate}: holds adaptation methods against labelled test data. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the error of adaptation methods on labelled test data, by the published protocols.")
public final class EvaluateCommand implements Callable<Integer> {

    private static final int RECURRING_BATCH = 64;
    private static final String ALL = "all";

    /** Where options that the user does not set come from. */
    private enum Settings {
        PUBLISHED,
        JOB
    }

    /** With or without the guard. */
    private enum GuardChoice {
        OFF(false),
        ON(true),
        BOTH(false, true);

        private final List<Boolean> guarded;

        GuardChoice(Boolean... guarded) {
            this.guarded = List.of(guarded);
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            split = ",",
            description = "Methods, separated by commas, or all; source is the frozen model.")
    private List<String> methods;

    @Option(
            names = "--shift",
            description =
                    "Measures shift detection instead: without --data on simulated scores, on SKAB's series, or,"
                            + " with --model, on test data, where --method measures what recalled snapshots and fresh starts are worth.")
    private boolean shift;

    @Option(
            names = "--run-length",
            paramLabel = "N",
            defaultValue = "500",
            description = "With --shift: steps to a false alarm on average, at which detectors are compared"
                    + " (default: ${DEFAULT-VALUE}).")
    private double runLength;

    @Option(
            names = "--setting",
            paramLabel = "SETTING",
            description =
                    "reset, continual, recorded, gradual, mixed, correlated, mixed-correlated, recurring, label-shift or"
                            + " wreck;"
                            + " see docs/evaluation.md.")
    private String setting;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Corrupted images (labels.npy and arrays), or recordings of HAPT, gas drift, N-MNIST or DVS128"
                            + " objects.")
    private Path data;

    @Mixin
    private Recipes recipes;

    @Option(names = "--model", paramLabel = "DIR", description = "Model package.")
    private Path model;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = "1",
            description = "Seeds of stream and method, one run for each (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Samples per batch (default: 200 for images, else 64; recurring 64).")
    private Integer batchSize;

    @Option(names = "--samples", paramLabel = "N", description = "Most samples per domain (default: all).")
    private int samples = Integer.MAX_VALUE;

    @Option(
            names = "--dirichlet",
            paramLabel = "D",
            defaultValue = "0.1",
            description =
                    "How correlated classes are in correlated, mixed-correlated and recurring: concentration of the"
                            + " Dirichlet distribution, 0 sorts by class (default: ${DEFAULT-VALUE}).")
    private double dirichlet;

    @Option(
            names = "--visits",
            paramLabel = "N",
            defaultValue = "20",
            description = "How often recurring shows every domain (default: ${DEFAULT-VALUE}).")
    private int visits;

    @Option(
            names = "--imbalance",
            paramLabel = "R",
            defaultValue = "500000",
            description = "How much more probable the frequent class of label-shift is (default: ${DEFAULT-VALUE}).")
    private double imbalance;

    @Option(
            names = "--wreck-samples",
            paramLabel = "N",
            defaultValue = "10000",
            description =
                    "Samples of every wrecking stream of wreck, before the clean data (default: ${DEFAULT-VALUE}).")
    private int wreckSamples;

    @Option(
            names = "--guard",
            paramLabel = "WHEN",
            description = "Runs every method without the job's guard (off), with it (on), or both"
                    + " (default: off; wreck: both).")
    private GuardChoice guard;

    @Mixin
    private LabelArguments labels;

    @Option(
            names = "--settings",
            paramLabel = "WHOSE",
            defaultValue = "published",
            description = "Settings of the methods: published, or job for the defaults of docs/options.md"
                    + " (default: ${DEFAULT-VALUE}).")
    private Settings settings;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Sets one option of docs/options.md; wins over both.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON, too.")
    private Path json;

    @Override
    public Integer call() throws Exception {
        if (shift) {
            return evaluateShift();
        }
        require(methods, "--method");
        require(setting, "--setting");
        require(data, "--data");
        require(model, "--model");
        Setting chosen = Setting.of(setting);
        StreamOptions options = new StreamOptions(samples, dirichlet, visits, imbalance, wreckSamples);
        ModelPackage source = ModelPackage.load(model);
        TestData test = TestFolders.open(data, recipes, source.spec(), overrides);
        int batch = batchSize != null ? batchSize : chosen == Setting.RECURRING ? RECURRING_BATCH : test.batchSize();
        MethodConfigurations configurations =
                new MethodConfigurations(settings == Settings.PUBLISHED, overrides, model, batch);
        List<MethodVariant> variants = variants(chosen, fitting(configurations, source));
        int channels = source.spec().inputShape().get(0);
        TestStreams streams = new TestStreams(test, options, new WreckingInputs(test, options, channels, batch));
        List<EvaluationReport.MethodResult> results = new ArrayList<>();
        try (Interrupt interrupt = Interrupt.listen()) {
            MethodRuns runs = new MethodRuns(configurations, streams, source, interrupt::requested, this::print);
            for (MethodVariant variant : variants) {
                results.add(new EvaluationReport.MethodResult(
                        variant.method(),
                        variant.guarded(),
                        variant.labels(),
                        configurations.described(variant.method()),
                        runs.of(variant, chosen, seeds)));
            }
        } catch (CancellationException stopped) {
            spec.commandLine().getErr().println("stopped; methods that were not finished are left out");
        }
        if (results.isEmpty()) {
            return 1;
        }
        publish(new EvaluationReport(
                test.name(),
                streams.names(chosen),
                chosen,
                options,
                batch,
                source.id(),
                source.spec().architecture(),
                configurations.of(results.get(0).method(), seeds.get(0)).get(ModelOptions.THREADS),
                results));
        return results.size() == variants.size() ? 0 : 1;
    }

    /** The methods that were asked for; of all of them those that the model fits. */
    private List<String> fitting(MethodConfigurations configurations, ModelPackage source) {
        boolean all = methods.equals(List.of(ALL));
        List<String> fitting = new ArrayList<>();
        try (LoadedModel loaded = LoadedModel.on(Devices.of("cpu"), source)) {
            for (String method : all ? AdaptationMethods.NAMES : methods) {
                JobConfiguration configuration = configurations.of(method, seeds.get(0));
                try {
                    AdaptationMethods.of(configuration.adaptationSettings(), loaded);
                    fitting.add(method);
                } catch (IllegalArgumentException unfit) {
                    if (!all) {
                        throw unfit;
                    }
                    spec.commandLine().getErr().println(method + " is left out: " + unfit.getMessage());
                }
            }
        }
        return fitting;
    }

    /** The frozen model changes nothing that a guard could object to; after wrecking streams all are compared with it. */
    private List<MethodVariant> variants(Setting chosen, List<String> fitting) {
        GuardChoice choice = guard != null ? guard : chosen == Setting.WRECK ? GuardChoice.BOTH : GuardChoice.OFF;
        Set<MethodVariant> variants = new LinkedHashSet<>();
        if (chosen == Setting.WRECK) {
            variants.add(new MethodVariant(AdaptationMethods.SOURCE, false));
        }
        for (String method : fitting) {
            List<Boolean> guarded = method.equals(AdaptationMethods.SOURCE) ? List.of(false) : choice.guarded;
            guarded.forEach(
                    with -> labels.plans().forEach(plan -> variants.add(new MethodVariant(method, with, plan))));
        }
        return List.copyOf(variants);
    }

    private void require(Object given, String option) {
        if (given == null) {
            throw new ParameterException(spec.commandLine(), "give " + option + ", or --shift; see --help");
        }
    }

    private int evaluateShift() throws IOException {
        try (Interrupt interrupt = Interrupt.listen()) {
            if (data != null && !ShiftEvaluation.isSeries(data)) {
                require(model, "--model");
            }
            new ShiftMode(runLength, seeds.get(0), overrides, this::print, interrupt::requested)
                    .run(data, model, methods, batchSize, samples, json);
            return interrupt.requested() ? 1 : 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void publish(EvaluationReport report) throws IOException {
        print("");
        boolean wreck = report.setting() == Setting.WRECK;
        print((wreck ? new WreckTable(report).text() : new EvaluationTable(report).text()).stripTrailing());
        if (json != null) {
            EvaluationJson.write(report, json);
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
