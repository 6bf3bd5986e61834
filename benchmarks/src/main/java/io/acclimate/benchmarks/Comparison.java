// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.demo.RecordingPlayer;
import io.acclimate.jobs.kafka.EmbeddedKafka;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicAdmin;
import io.acclimate.jobs.kafka.Topics;
import io.acclimate.operators.model.ModelPackage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Measures the job against the bare loop on one fleet. The fleet's readings lie in an embedded broker before the first job
 * starts, and every job reads them from the beginning.
 */
final class Comparison implements AutoCloseable {

    private static final int PARTITIONS = 4;
    private static final int PACKET_READINGS = 100;

    private final Path directory;
    private final int batchSize;
    private final Duration checkpoints;
    private final Map<String, String> options;
    private final EmbeddedKafka kafka;
    private final ModelPackage model;
    private final Fleet fleet;
    private int runs;

    /**
     * Starts a broker, trains a model and writes the fleet's readings.
     *
     * @param directory for all of that
     * @param streams number of streams
     * @param windows windows per stream
     * @param batchSize windows of an adaptation batch
     * @param checkpoints time between two checkpoints of the job
     * @param options more of the job; the bare loop runs on the same device
     */
    Comparison(
            Path directory, int streams, int windows, int batchSize, Duration checkpoints, Map<String, String> options)
            throws IOException {
        this.directory = directory;
        this.batchSize = batchSize;
        this.checkpoints = checkpoints;
        this.options = options;
        this.model = SourceModel.train(directory.resolve("model"));
        this.kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        JobConfiguration configuration = configuration("source", 1, 1);
        this.fleet = new Fleet(streams, windows, batchSize, configuration.windowSpec(model.spec()));
        send(configuration.topics());
    }

    private JobConfiguration configuration(String method, int slots, int streamsPerPass) {
        Map<String, String> values =
                PipelineRun.options("run-" + runs, kafka.bootstrapServers(), directory.resolve("model"), slots);
        values.put("adapt.method", method);
        values.put("adapt.batch-size", String.valueOf(batchSize));
        values.put("execution.streams-per-pass", String.valueOf(streamsPerPass));
        values.putAll(options);
        return JobConfiguration.load(Optional.empty(), values);
    }

    private void send(Topics topics) {
        TopicAdmin.createMissing(kafka.bootstrapServers(), topics.all(), PARTITIONS, 1);
        try (RecordProducer producer = new RecordProducer(kafka.bootstrapServers())) {
            new RecordingPlayer(producer, topics.sensors(), PACKET_READINGS, InstantSource.system())
                    .play(fleet.recordings(), Double.POSITIVE_INFINITY, () -> false);
        }
    }

    /** Runs the job once and measures nothing, so that the JIT compiler knows it before anything counts. */
    void warmUp(String method, int slots, int streamsPerPass) throws Exception {
        pipeline(configuration(method, slots, streamsPerPass)).windowsPerSecond(fleet.windows(), checkpoints);
    }

    private PipelineRun pipeline(JobConfiguration configuration) {
        return new PipelineRun(configuration, model, directory.resolve("run-" + runs++));
    }

    /** Runs the bare loop, the job, and the bare loop again. */
    Measurement measure(String method, int slots, int streamsPerPass) throws Exception {
        JobConfiguration configuration = configuration(method, slots, streamsPerPass);
        BareLoop bare = new BareLoop(model, configuration, fleet, slots, streamsPerPass);
        BareLoop.Rate before = bare.measure();
        PipelineRun.Stopped whole = pipeline(configuration).untilStopped(fleet.windows(), checkpoints);
        BareLoop.Rate after = bare.measure();
        return new Measurement(
                before.windowsPerSecond(),
                whole.windowsPerSecond(),
                after.windowsPerSecond(),
                (before.millis() + after.millis()) / 2,
                whole.cpuMillis());
    }

    @Override
    public void close() {
        kafka.close();
    }
}
