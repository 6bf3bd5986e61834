// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.Sample;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What guard and snapshots cost: two adapt operators, one with and one without, get the same batches by turns in one run;
 * the ratio of the CPU times of their threads does not depend on how fast and how busy the machine is. In every round each stream gets one batch,
 * and a checkpoint is taken; which operator comes first alternates.
 */
@Command(
        name = "guard-cost",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the adapt operator's time with and without guard and snapshots, in one run.")
public final class GuardCost implements Callable<Integer> {

    private static final String NO_SNAPSHOTS = "1000000";

    @Spec
    private CommandSpec spec;

    @Option(names = "--method", defaultValue = "rmt", description = "Adaptation method (default: ${DEFAULT-VALUE}).")
    private String method;

    @Option(names = "--streams", defaultValue = "8", description = "Streams (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(
            names = "--streams-per-pass",
            defaultValue = "8",
            description = "Streams that share a pass (default: ${DEFAULT-VALUE}).")
    private int streamsPerPass;

    @Option(names = "--batch-size", defaultValue = "64", description = "Windows per batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--rounds",
            defaultValue = "40",
            description = "Measured rounds, at least 2 (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description = "Rounds before that are not counted (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--snapshot-interval",
            defaultValue = "10",
            description = "Batches between two snapshots (default: ${DEFAULT-VALUE}, as in the job).")
    private int interval;

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new GuardCost());
    }

    @Override
    public Integer call() throws Exception {
        try (WorkDirectory directory = WorkDirectory.make()) {
            String path = directory.path().toString();
            ModelPackage model = SourceModel.train(directory.path());
            JobConfiguration with = configuration(path, true);
            Fleet fleet = new Fleet(streams, (warmUp + rounds) * batchSize, batchSize, with.windowSpec(model.spec()));
            List<Double> on = new ArrayList<>();
            List<Double> off = new ArrayList<>();
            try (OperatorLoop guarded = new OperatorLoop(model, path, with, streamsPerPass);
                    OperatorLoop bare = new OperatorLoop(model, path, configuration(path, false), streamsPerPass)) {
                for (int round = 0; round < warmUp + rounds; round++) {
                    List<Sample> samples = samples(fleet, round);
                    boolean guardedFirst = round % 2 == 0;
                    double first = (guardedFirst ? guarded : bare).millis(samples);
                    double second = (guardedFirst ? bare : guarded).millis(samples);
                    if (round >= warmUp) {
                        on.add(guardedFirst ? first : second);
                        off.add(guardedFirst ? second : first);
                    }
                }
            }
            print(on, off);
        }
        return 0;
    }

    private JobConfiguration configuration(String path, boolean guarded) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("model.path", path);
        options.put("adapt.method", method);
        options.put("adapt.batch-size", Integer.toString(batchSize));
        options.put("guard.enabled", Boolean.toString(guarded));
        options.put("guard.snapshot-interval", guarded ? Integer.toString(interval) : NO_SNAPSHOTS);
        return JobConfiguration.load(Optional.empty(), options);
    }

    private List<Sample> samples(Fleet fleet, int round) {
        List<Sample> samples = new ArrayList<>(streams * batchSize);
        for (int stream = 0; stream < streams; stream++) {
            samples.addAll(fleet.batch(stream, round));
        }
        return samples;
    }

    private void print(List<Double> on, List<Double> off) {
        double without = mean(off);
        List<Double> extra = new ArrayList<>();
        for (int round = 0; round < on.size(); round++) {
            extra.add((on.get(round) - off.get(round)) / without);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s, %d streams of %d windows per round, %d rounds, %d streams per pass, %s%n"
                                + "mean CPU time of the operator's thread per round: guard and snapshots %.1f ms, without %.1f ms,"
                                + " ratio %.3f (standard error %.3f)%n",
                        method,
                        streams,
                        batchSize,
                        rounds,
                        streamsPerPass,
                        SourceModel.DESCRIPTION,
                        mean(on),
                        without,
                        1 + mean(extra),
                        standardError(extra));
        spec.commandLine().getOut().flush();
    }

    /** Not the median, which would leave out the rounds in which snapshots are taken. */
    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double standardError(List<Double> values) {
        double mean = mean(values);
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (values.size() - 1) / values.size());
    }
}
