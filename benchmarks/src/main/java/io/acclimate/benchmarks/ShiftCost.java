// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.state.StreamState;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What watching for shifts costs: the CPU time of one thread in the adapt step and in the charts, regimes and diagnoses after it,
 * on the same batches in one run, and in those of batches of which an alert tells; their ratio does not depend on how fast and how busy the machine is. The frozen model's look
 * is part of the step: guard and alerts need it whatever the charts are.
 */
@Command(
        name = "shift-cost",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the time of shift detection against that of the adapt step, in one run.")
public final class ShiftCost implements Callable<Integer> {

    private static final double RUN_LENGTH = 1e6;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Spec
    private CommandSpec spec;

    @Option(names = "--method", defaultValue = "rmt", description = "Adaptation method (default: ${DEFAULT-VALUE}).")
    private String method;

    @Option(names = "--streams", defaultValue = "8", description = "Streams in a pass (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(names = "--batch-size", defaultValue = "64", description = "Windows per batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(names = "--rounds", defaultValue = "40", description = "Measured rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description = "Rounds before that are not counted (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    private double stepMillis;
    private double watchMillis;
    private double alertMillis;
    private double quietMillis;
    private int alerts;
    private int bytes;

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ShiftCost()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Devices.threads(PipelineRun.LIBTORCH_THREADS);
        try (WorkDirectory directory = WorkDirectory.make()) {
            ModelPackage model = SourceModel.train(directory.path());
            JobConfiguration configuration = JobConfiguration.load(
                    Optional.empty(),
                    Map.of(
                            "model.path", directory.path().toString(),
                            "adapt.method", method,
                            "adapt.batch-size", Integer.toString(batchSize)));
            Fleet fleet = new Fleet(
                    streams, (warmUp + rounds) * batchSize, batchSize, configuration.windowSpec(model.spec()));
            try (LoadedModel loaded = LoadedModel.on(Devices.of("cpu"), model)) {
                measure(new AdaptationEngine(loaded, configuration.adaptationSettings()), fleet, model);
            }
        }
        print();
        return 0;
    }

    private void measure(AdaptationEngine engine, Fleet fleet, ModelPackage model) {
        ShiftKnowledge knowledge = SourceView.shiftKnowledge(model.knowledge());
        ShiftWatch watch = new ShiftWatch(knowledge, FalseAlarmBudget.threshold(1, 1, knowledge.charts(), RUN_LENGTH));
        bytes = watch.length() * Double.BYTES;
        List<Optional<StreamState>> states = new ArrayList<>();
        for (int stream = 0; stream < streams; stream++) {
            states.add(Optional.empty());
        }
        for (int round = 0; round < warmUp + rounds; round++) {
            List<StreamBatch> group = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                var samples = fleet.batch(stream, round);
                group.add(new StreamBatch(samples.get(0).streamId(), states.get(stream), samples));
            }
            long started = THREADS.getCurrentThreadCpuTime();
            List<BatchResult> results = engine.step(group);
            long stepped = THREADS.getCurrentThreadCpuTime();
            for (int stream = 0; stream < streams; stream++) {
                states.set(stream, Optional.of(watched(watch, knowledge, results.get(stream), group.get(stream))));
            }
            long watched = THREADS.getCurrentThreadCpuTime();
            stepMillis += round < warmUp ? 0 : (stepped - started) / NANOS_PER_MILLI / rounds;
            watchMillis += round < warmUp ? 0 : (watched - stepped) / NANOS_PER_MILLI / rounds;
        }
    }

    private StreamState watched(ShiftWatch watch, ShiftKnowledge knowledge, BatchResult result, StreamBatch batch) {
        long started = THREADS.getCurrentThreadCpuTime();
        ShiftWatch.Update update = watch.update(
                result.state().shift(),
                result.watched(
                        knowledge,
                        result.probabilities(),
                        batch.samples().get(batchSize - 1).endMicros()));
        double millis = (THREADS.getCurrentThreadCpuTime() - started) / NANOS_PER_MILLI;
        if (update.alert().isPresent()) {
            alerts++;
            alertMillis += millis;
        } else {
            quietMillis += millis;
        }
        return result.state().withShift(update.state());
    }

    private void print() {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s, %d streams of %d windows per round, %d rounds, %s%n"
                                + "mean CPU time per round: step %.1f ms, watching for shifts %.2f ms (%.2f %%); %d bytes"
                                + " per stream%n"
                                + "in all rounds %d alerts: %.3f ms for a batch with one, %.3f ms for one without%n",
                        method,
                        streams,
                        batchSize,
                        rounds,
                        SourceModel.DESCRIPTION,
                        stepMillis,
                        watchMillis,
                        100 * watchMillis / stepMillis,
                        bytes,
                        alerts,
                        alertMillis / Math.max(1, alerts),
                        quietMillis / ((warmUp + rounds) * streams - alerts));
        spec.commandLine().getOut().flush();
    }
}
