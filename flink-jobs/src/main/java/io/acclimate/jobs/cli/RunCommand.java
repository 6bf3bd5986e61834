// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.cli;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.LabelOptions;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.jobs.embedded.Checkpoints;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.embedded.Interrupt;
import io.acclimate.jobs.kafka.TopicAdmin;
import io.acclimate.jobs.savepoint.RunFile;
import io.acclimate.operators.flink.OnModelChange;
import io.acclimate.operators.model.ModelPackage;

import org.apache.flink.api.common.JobStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** {@code acclimate run}: the main job against the user's brokers, on a Flink cluster inside this JVM. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the job against your Kafka brokers on a Flink cluster inside this process.")
public final class RunCommand implements Callable<Integer> {

    private static final Duration REACH_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(200);
    private static final int PARTITIONS = 4;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file of options; see docs/options.md.")
    private Path config;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Sets one option; wins over the file.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "runs/job",
            description = "Where checkpoints and savepoints go (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--from",
            paramLabel = "PATH",
            description = "Savepoint or checkpoint to go on from; 'latest' for the newest one under --dir.")
    private String from;

    @Option(
            names = "--on-model-change",
            paramLabel = "HOW",
            description = "What becomes of streams of another model package: refuse (default), reset or reproject; sets"
                    + " model.on-change.")
    private OnModelChange onModelChange;

    @Option(
            names = "--old-model",
            paramLabel = "DIR",
            description = "The package that they were adapted from; sets model.old-path.")
    private Path oldModel;

    @Option(names = "--create-topics", description = "Makes the topics that are missing.")
    private boolean createTopics;

    @Override
    public Integer call() throws Exception {
        if (from != null) {
            Path start = from.equals("latest") ? Checkpoints.latest(directory) : Path.of(from);
            overrides.put(
                    "execution.state-recovery.path",
                    start.toAbsolutePath().toUri().toString());
        }
        if (onModelChange != null) {
            overrides.put("model.on-change", onModelChange.name().toLowerCase(Locale.ROOT));
        }
        if (oldModel != null) {
            overrides.put("model.old-path", oldModel.toString());
        }
        JobConfiguration configuration = JobConfiguration.load(Optional.ofNullable(config), overrides);
        ModelPackage model = ModelPackage.load(Path.of(configuration.get(ModelOptions.PATH)));
        checkTopics(configuration);
        try (Interrupt interrupt = Interrupt.listen();
                EmbeddedJob job = EmbeddedJob.start(configuration, model, directory, CHECKPOINT_INTERVAL)) {
            print("model %s, web interface %s".formatted(model.id(), job.webInterface()));
            print("running; Ctrl-C stops with a savepoint");
            reachable(job).write(directory);
            try {
                return await(job, interrupt);
            } finally {
                RunFile.delete(directory);
            }
        }
    }

    /** So that 'savepoint rollback' finds this run, and can start it again. */
    private RunFile reachable(EmbeddedJob job) throws Exception {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        return new RunFile(job.webInterface(), job.id().toHexString(), arguments);
    }

    private void checkTopics(JobConfiguration configuration) {
        String brokers = configuration.kafka().bootstrapServers();
        TopicAdmin.reachable(brokers, REACH_TIMEOUT);
        List<String> topics = new ArrayList<>(configuration.topics().all());
        if (!configuration.get(LabelOptions.ENABLED)) {
            topics.remove(configuration.topics().labelRequests());
        }
        if (createTopics) {
            TopicAdmin.createMissing(brokers, topics, PARTITIONS, 1);
        }
        List<String> missing = TopicAdmin.describeMissing(brokers, topics);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the brokers at %s have no topics %s; make them, or give --create-topics"
                    .formatted(brokers, String.join(", ", missing)));
        }
    }

    private int await(EmbeddedJob job, Interrupt interrupt) throws Exception {
        while (!interrupt.requested()) {
            JobStatus status = job.status();
            if (status.isGloballyTerminalState()) {
                job.failure().ifPresent(sentence -> spec.commandLine().getErr().println("the job failed: " + sentence));
                print("the job is " + status.name().toLowerCase(Locale.ROOT));
                return status == JobStatus.FINISHED ? 0 : 1;
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
        return stop(job);
    }

    private int stop(EmbeddedJob job) {
        try {
            print("stopped with savepoint " + job.stop());
            return 0;
        } catch (Exception e) {
            // Whatever kept the savepoint from completing, such as brokers that are gone, the last checkpoint stands.
            spec.commandLine()
                    .getErr()
                    .println("no savepoint could be taken (%s); '--from latest' goes on from the last checkpoint"
                            .formatted(EmbeddedJob.rootCause(e)));
            return 1;
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
