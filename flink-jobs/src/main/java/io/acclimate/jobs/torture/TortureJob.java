// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.config.ExecutionOptions;
import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.FleetGenerator;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.jobs.training.SourceTraining;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.train.TrainSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The job that is tortured: its model, its input, its options. Batches close by count and at the end of the input only,
 * so that equal input gives equal output.
 */
final class TortureJob {

    /** Seconds of the streams' time per second: about 60 windows per second with six streams. */
    static final double SPEED = 6;

    private static final double SHARED_PASS_TOLERANCE = 1e-5;
    private static final Duration SOURCE_DURATION = Duration.ofMinutes(1);
    private static final int SOURCE_MACHINES = 4;

    private final TortureSettings settings;

    TortureJob(TortureSettings settings) {
        this.settings = settings;
    }

    /** The package that the settings name, or one that is trained on the spot, in seconds. */
    Path model(Consumer<String> progress, BooleanSupplier stop) throws IOException {
        if (settings.model().isPresent()) {
            return settings.model().get();
        }
        Path directory = settings.directory().resolve("model");
        Recipe recipe = new Recipe(
                new FleetGenerator(
                        settings.seed(), SOURCE_MACHINES, SOURCE_MACHINES, 1, SOURCE_DURATION, SOURCE_DURATION),
                "sensor-resnet",
                List.of(16, 32, 32),
                new ModelSpec.Window(128, 64, 10_000),
                new TrainSettings(3, 3, 16, 5e-3, 1, 0));
        new SourceTraining(recipe, progress).run(directory, stop);
        return directory;
    }

    /** What is played. */
    List<Recording> fleet() {
        Duration length = Duration.ofMillis(Math.round(settings.slices() * settings.seconds() * SPEED * 1000));
        return new FleetGenerator(settings.seed() + 1, 1, 1, settings.machines(), SOURCE_DURATION, length).live();
    }

    /**
     * Options of one run.
     *
     * @param name of the run: prefix of its topics and transactions
     * @param directory for its checkpoints
     */
    JobConfiguration configuration(String name, Path model, ProcessCluster cluster, Path directory) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("kafka.bootstrap-servers", cluster.brokers());
        options.put("kafka.topic-prefix", name);
        options.put("kafka.group-id", name);
        options.put("kafka.transactional-id-prefix", name);
        options.put("kafka.starting-offsets", "earliest");
        options.put("model.path", model.toAbsolutePath().toString());
        options.put("model.device", "cpu");
        options.put("model.threads", "1");
        options.put("adapt.batch-size", "8");
        options.put("adapt.max-batch-latency", "1 d");
        options.put("adapt.idle-timeout", "1 h");
        options.put("alerts.fleet-streams", String.valueOf(settings.machines()));
        options.put("execution.streams-per-pass", "1");
        options.put("execution.target", "remote");
        options.put("rest.address", cluster.webInterface().getHost());
        options.put("rest.port", String.valueOf(cluster.webInterface().getPort()));
        options.put("parallelism.default", String.valueOf(settings.parallelism()));
        options.put("state.backend.type", "rocksdb");
        options.put("execution.checkpointing.interval", "1 s");
        options.put("execution.checkpointing.incremental", "true");
        options.put(
                "execution.checkpointing.dir",
                directory.resolve("checkpoints").toUri().toString());
        options.put("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
        options.put("restart-strategy.type", "fixed-delay");
        options.put("restart-strategy.fixed-delay.attempts", String.valueOf(Integer.MAX_VALUE));
        options.put("restart-strategy.fixed-delay.delay", "500 ms");
        options.put("pipeline.object-reuse", "true");
        options.putAll(settings.overrides());
        return JobConfiguration.load(Optional.empty(), options);
    }

    /** By how much the numbers of two runs may differ: streams that share a pass agree to rounding only. */
    static double tolerance(JobConfiguration configuration) {
        return configuration.get(ExecutionOptions.STREAMS_PER_PASS) == 1 ? 0 : SHARED_PASS_TOLERANCE;
    }
}
