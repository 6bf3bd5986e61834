// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.embedded.Interrupt;
import io.acclimate.jobs.embedded.RunDirectory;
import io.acclimate.jobs.kafka.EmbeddedKafka;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicAdmin;
import io.acclimate.jobs.report.PlayedRun;
import io.acclimate.jobs.training.EventRecipe;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.jobs.training.SourceTraining;
import io.acclimate.jobs.training.TrainingRecipe;
import io.acclimate.operators.model.ModelPackage;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** One demo, from the first epoch of training to the report. */
final class DemoRun {

    private static final int PARTITIONS = 4;
    private static final double MICROS = 1e6;
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(2);
    private static final Map<String, String> DEFAULTS = Map.of(
            "parallelism.default", "2",
            "adapt.idle-timeout", "5 s",
            // Recordings are played in order, so no reading needs to wait for an earlier one.
            "window.out-of-order", "0 s");

    private final TrainingRecipe recipe;
    private final Path directory;
    private final Path readyModel;
    private final Map<String, String> overrides;
    private final int seconds;
    private final boolean stay;
    private final PrintWriter out;
    private final InstantSource clock = InstantSource.system();

    DemoRun(
            TrainingRecipe recipe,
            Path directory,
            Path readyModel,
            Map<String, String> overrides,
            int seconds,
            boolean stay,
            PrintWriter out) {
        this.recipe = recipe;
        this.directory = directory;
        this.readyModel = readyModel;
        this.overrides = overrides;
        this.seconds = seconds;
        this.stay = stay;
        this.out = out;
    }

    int run() throws Exception {
        RunDirectory.empty(directory, "demo");
        try (Interrupt interrupt = Interrupt.listen()) {
            Path modelDirectory = readyModel == null ? directory.resolve("model") : readyModel;
            ModelPackage model = readyModel == null
                    ? new SourceTraining(recipe, this::print).run(modelDirectory, interrupt::requested)
                    : ModelPackage.load(readyModel);
            print("preparing the streams");
            DemoStreams streams = recipe instanceof EventRecipe cameras
                    ? new EventStreams(cameras.source(), clock)
                    : new SensorStreams((Recipe) recipe, clock);
            return stream(interrupt, modelDirectory, model, streams);
        } catch (CancellationException e) {
            print(e.getMessage());
            return 1;
        }
    }

    private int stream(Interrupt interrupt, Path modelDirectory, ModelPackage model, DemoStreams streams)
            throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
            List<Recording> timelines = streams.timelines();
            JobConfiguration configuration = configuration(kafka, modelDirectory, timelines.size());
            TopicAdmin.createMissing(
                    kafka.bootstrapServers(), configuration.topics().all(), PARTITIONS, 1);
            try (EmbeddedJob job = EmbeddedJob.start(configuration, model, directory, CHECKPOINT_INTERVAL)) {
                introduce(kafka, job, configuration, timelines.size());
                return play(interrupt, job, configuration, model, streams, timelines);
            }
        }
    }

    private JobConfiguration configuration(EmbeddedKafka kafka, Path model, int streams) {
        Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
        values.put("kafka.bootstrap-servers", kafka.bootstrapServers());
        values.put("model.path", model.toAbsolutePath().toString());
        values.put("alerts.fleet-streams", String.valueOf(streams));
        values.putAll(overrides);
        return JobConfiguration.load(Optional.empty(), values);
    }

    private void introduce(EmbeddedKafka kafka, EmbeddedJob job, JobConfiguration configuration, int streams)
            throws Exception {
        print("");
        print("%d streams of %s".formatted(streams, recipe.name()));
        print("Kafka          %s, topics %s.*"
                .formatted(kafka.bootstrapServers(), configuration.topics().prefix()));
        print("Flink          %s".formatted(job.webInterface()));
        print("to look inside ./acclimate tail predictions --bootstrap-servers %s".formatted(kafka.bootstrapServers()));
        print("");
    }

    private int play(
            Interrupt interrupt,
            EmbeddedJob job,
            JobConfiguration configuration,
            ModelPackage model,
            DemoStreams streams,
            List<Recording> timelines)
            throws Exception {
        PlayedRun played = new PlayedRun(
                "Acclimate on " + recipe.name(), model.id(), streams.classNames(), timelines, streams.segmentNames());
        CompletableFuture<Long> expected =
                CompletableFuture.supplyAsync(() -> streams.expectedWindows(configuration, model.spec()));
        try (DemoWatch watch = new DemoWatch(played, configuration, job, interrupt, out, clock)) {
            CompletableFuture<Void> player =
                    CompletableFuture.runAsync(() -> send(configuration, streams, timelines, interrupt));
            boolean complete = watch.follow(player, expected);
            if (complete && stay) {
                watch.report(directory, facts(configuration));
                print("all windows are in; Ctrl-C ends and writes the report again");
                watch.idle();
            }
            Optional<String> failure = job.failure();
            String savepoint = failure.isPresent() ? "" : job.stop();
            watch.report(directory, facts(configuration));
            print(failure.map(cause -> "the job failed: " + cause).orElse("stopped with savepoint " + savepoint));
            return failure.isEmpty() && (complete || interrupt.requested()) ? 0 : 1;
        }
    }

    private void send(
            JobConfiguration configuration, DemoStreams streams, List<Recording> timelines, Interrupt interrupt) {
        long longest = 0;
        for (Recording timeline : timelines) {
            long[] times = timeline.timestampsMicros();
            longest = Math.max(longest, times[times.length - 1] - times[0]);
        }
        double speed = seconds == 0 ? Double.POSITIVE_INFINITY : Math.max(1e-9, longest / MICROS / seconds);
        try (RecordProducer producer = new RecordProducer(configuration.kafka().bootstrapServers())) {
            streams.play(configuration, producer, speed, interrupt::requested);
        }
    }

    private Map<String, String> facts(JobConfiguration configuration) {
        Map<String, String> facts = new LinkedHashMap<>();
        var settings = configuration.adaptationSettings();
        facts.put("method", settings.method());
        facts.put("scope", settings.scope().name().toLowerCase(Locale.ROOT));
        facts.put("statistics", settings.statistics().name().toLowerCase(Locale.ROOT));
        facts.put("statistics momentum", String.valueOf(settings.statisticsMomentum()));
        facts.put("learning rate", String.valueOf(settings.learningRate()));
        facts.put("batch size", String.valueOf(settings.batchSize()));
        facts.put("Java", System.getProperty("java.version"));
        facts.put(
                "machine",
                "%s, %d processors"
                        .formatted(
                                System.getProperty("os.arch"),
                                Runtime.getRuntime().availableProcessors()));
        return facts;
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }
}
