// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.EventRecording;
import io.acclimate.jobs.demo.EventPlayer;
import io.acclimate.jobs.kafka.EmbeddedKafka;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicAdmin;
import io.acclimate.jobs.kafka.Topics;
import io.acclimate.jobs.training.EventRecipe;
import io.acclimate.jobs.training.SourceTraining;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.train.TrainSettings;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures the job on event cameras, whose packets lie in an embedded broker before the first job starts, and the engine
 * alone on the same windows.
 */
final class EventPipeline implements AutoCloseable {

    static final long WINDOW_MICROS = 50_000;
    static final List<Integer> WIDTHS = List.of(16, 32, 64);

    private static final int PARTITIONS = 4;
    private static final int SLACK_WINDOWS = 2;
    private static final TrainSettings TRAINING = new TrainSettings(2, 2, 32, 2e-3, 1, 0);
    private static final Duration SOURCE_LENGTH = Duration.ofMillis(2_400);
    private static final Duration SCENE = Duration.ofMillis(1_200);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Path directory;
    private final int batchSize;
    private final Duration checkpoints;
    private final String filters;
    private final EmbeddedKafka kafka;
    private final ModelPackage model;
    private final CameraFleet fleet;
    private int runs;

    /**
     * Starts a broker, trains a model and writes the cameras' packets.
     *
     * @param windows windows per camera
     * @param eventsPerSecond of each camera
     * @param downsampling side of the squares of pixels that the network sees as one
     * @param filters as {@code events.filters}; may be empty
     */
    EventPipeline(
            Path directory,
            int cameras,
            int windows,
            int batchSize,
            double eventsPerSecond,
            int downsampling,
            String filters,
            Duration checkpoints)
            throws IOException {
        this.directory = directory;
        this.batchSize = batchSize;
        this.checkpoints = checkpoints;
        this.filters = filters;
        Duration length = Duration.ofNanos(1000 * WINDOW_MICROS * (windows + SLACK_WINDOWS))
                .plus(SCENE);
        MagnifiedCameras source = new MagnifiedCameras(SOURCE_LENGTH, length, eventsPerSecond);
        this.model = train(source, downsampling);
        this.kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        JobConfiguration configuration = configuration("source", cameras);
        List<EventRecording> live = live(source, cameras);
        this.fleet = new CameraFleet(
                live, batchSize, configuration.eventFilters(model.spec()), configuration.eventWindowSpec(model.spec()));
        send(configuration.topics(), live);
    }

    private ModelPackage train(MagnifiedCameras source, int downsampling) throws IOException {
        ModelSpec.Events events = new ModelSpec.Events(
                source.width(),
                source.height(),
                downsampling,
                List.of("log-histogram"),
                1,
                WINDOW_MICROS,
                "time",
                WINDOW_MICROS,
                WINDOW_MICROS,
                0);
        EventRecipe recipe = new EventRecipe(source, WIDTHS, events, TRAINING, 0);
        return new SourceTraining(recipe, line -> {}).run(directory.resolve("model"), () -> false);
    }

    private static List<EventRecording> live(MagnifiedCameras source, int cameras) {
        List<EventRecording> live = new ArrayList<>();
        for (EventRecording recording : source.live(cameras)) {
            live.add(recording.named(Fleet.streamId(live.size())));
        }
        if (live.size() < cameras) {
            throw new IllegalArgumentException("there are %d cameras at most".formatted(live.size()));
        }
        return live;
    }

    private JobConfiguration configuration(String method, int streamsPerPass) {
        Map<String, String> values =
                PipelineRun.options("run-" + runs, kafka.bootstrapServers(), directory.resolve("model"), 1);
        values.put("adapt.method", method);
        values.put("adapt.batch-size", String.valueOf(batchSize));
        values.put("execution.streams-per-pass", String.valueOf(streamsPerPass));
        // Otherwise every run ends in ten seconds of waiting for the last window.
        values.put("window.idle-timeout", "2 s");
        if (!filters.isEmpty()) {
            values.put("events.filters", filters);
        }
        return JobConfiguration.load(Optional.empty(), values);
    }

    private void send(Topics topics, List<EventRecording> live) {
        TopicAdmin.createMissing(kafka.bootstrapServers(), topics.all(), PARTITIONS, 1);
        try (RecordProducer producer = new RecordProducer(kafka.bootstrapServers())) {
            new EventPlayer(producer, topics.events(), InstantSource.system())
                    .play(live, Double.POSITIVE_INFINITY, () -> false);
        }
    }

    /** Runs the job with the cheapest method, so that the JIT compiler knows all of it before anything counts. */
    void warmUp() throws Exception {
        run("source");
    }

    private double run(String method) throws Exception {
        return new PipelineRun(configuration(method, fleet.streams()), model, directory.resolve("run-" + runs++))
                .windowsPerSecond(fleet.windows(), checkpoints);
    }

    /** Runs the engine alone, and the job. */
    EventMeasurement measure(String method) throws Exception {
        JobConfiguration configuration = configuration(method, fleet.streams());
        BareLoop engine = new BareLoop(model, configuration, fleet, 1, fleet.streams());
        BareLoop.Rate alone = engine.measure();
        long started = PROCESS.getProcessCpuTime();
        double windowsPerSecond = run(method);
        double jobMillis = (PROCESS.getProcessCpuTime() - started) / NANOS_PER_MILLI / fleet.windows();
        return new EventMeasurement(
                method,
                windowsPerSecond,
                fleet.eventsPerWindow(),
                jobMillis,
                alone.millis(),
                fleet.tensorMillis(EventTensor.of(model.spec())));
    }

    @Override
    public void close() {
        kafka.close();
    }
}
