// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.jobs.embedded.Interrupt;
import io.acclimate.jobs.evaluate.shift.ShiftEvaluation;
import io.acclimate.jobs.training.Recipes;
import io.acclimate.operators.adapt.AdaptationEngine;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** {@code acclimate evaluate}: holds adaptation methods against labelled test data. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the error of adaptation methods on labelled test data, by the published protocols.")
public final class EvaluateCommand implements Callable<Integer> {

    private static final int RECURRING_BATCH = 64;

    /** Where options that the user does not set come from. */
    private enum Settings {
        PUBLISHED,
        JOB
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            split = ",",
            description = "Methods, separated by commas; source is the frozen model.")
    private List<String> methods;

    @Option(
            names = "--shift",
            description = "Measures shift detection instead: without --data on simulated scores, on SKAB's series, or,"
                    + " with --model, on test data, where --method measures what recalled snapshots are worth.")
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
                    "reset, continual, gradual, mixed, correlated, mixed-correlated, recurring or label-shift; see"
                            + " docs/evaluation.md.")
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
        StreamOptions options = new StreamOptions(samples, dirichlet, visits, imbalance);
        ModelPackage source = ModelPackage.load(model);
        TestData test = TestFolders.open(data, recipes, source.spec());
        int batch = batchSize != null ? batchSize : chosen == Setting.RECURRING ? RECURRING_BATCH : test.batchSize();
        Map<String, JobConfiguration> configurations = new LinkedHashMap<>();
        methods.forEach(method -> configurations.put(method, configuration(method, batch, seeds.get(0))));
        List<EvaluationReport.MethodResult> results = new ArrayList<>();
        try (Interrupt interrupt = Interrupt.listen()) {
            for (String method : configurations.keySet()) {
                results.add(new EvaluationReport.MethodResult(
                        method,
                        described(method),
                        runs(method, batch, chosen, new TestStreams(test, options), source, interrupt)));
            }
        } catch (CancellationException stopped) {
            spec.commandLine().getErr().println("stopped; methods that were not finished are left out");
        }
        if (results.isEmpty()) {
            return 1;
        }
        int threads = configurations.values().iterator().next().get(ModelOptions.THREADS);
        publish(new EvaluationReport(
                test.name(),
                test.domains(),
                chosen,
                options,
                batch,
                source.id(),
                source.spec().architecture(),
                threads,
                results));
        return results.size() == configurations.size() ? 0 : 1;
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
            new ShiftMode(runLength, seeds.get(0), this::print, interrupt::requested)
                    .run(data, model, methods, batchSize, samples, json);
            return interrupt.requested() ? 1 : 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<RunResult> runs(
            String method, int batch, Setting chosen, TestStreams streams, ModelPackage source, Interrupt interrupt) {
        List<RunResult> runs = new ArrayList<>();
        for (long seed : seeds) {
            JobConfiguration configuration = configuration(method, batch, seed);
            Devices.threads(configuration.get(ModelOptions.THREADS));
            try (LoadedModel loaded = LoadedModel.on(Devices.of(configuration.get(ModelOptions.DEVICE)), source)) {
                AdaptationEngine engine = new AdaptationEngine(loaded, configuration.adaptationSettings());
                MethodRun run =
                        new MethodRun(engine, batch, interrupt::requested, done -> progress(method, seed, done));
                runs.add(run.over(streams.segments(chosen, seed), method, seed));
            }
        }
        return runs;
    }

    private JobConfiguration configuration(String method, int batch, long seed) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("model.threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
        options.putAll(methodOptions(method));
        options.put("model.path", model.toString());
        options.put("adapt.method", method);
        options.put("adapt.batch-size", Integer.toString(batch));
        options.put("adapt.seed", Long.toString(seed));
        return JobConfiguration.load(Optional.empty(), options);
    }

    private Map<String, String> methodOptions(String method) {
        Map<String, String> options = new LinkedHashMap<>();
        if (settings == Settings.PUBLISHED && AdaptationMethods.NAMES.contains(method)) {
            options.putAll(PublishedSettings.of(method));
        }
        options.putAll(overrides);
        return options;
    }

    private String described(String method) {
        return methodOptions(method).entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(" "));
    }

    private void progress(String method, long seed, DomainResult done) {
        print("%s  seed %d  %s  severity %d  visit %d  error %.2f %%"
                .formatted(method, seed, done.domain(), done.severity(), done.visit(), 100 * done.error()));
    }

    private void publish(EvaluationReport report) throws IOException {
        print("");
        print(new EvaluationTable(report).text().stripTrailing());
        if (json != null) {
            EvaluationJson.write(report, json);
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
