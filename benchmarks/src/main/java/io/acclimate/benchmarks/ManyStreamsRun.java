// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.demo.RecordingPlayer;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.EmbeddedKafka;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicAdmin;
import io.acclimate.jobs.kafka.TopicReader;
import io.acclimate.operators.model.ModelPackage;

import org.apache.kafka.clients.consumer.ConsumerRecords;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One fleet through the job, a savepoint of it, and a start from that. */
final class ManyStreamsRun implements AutoCloseable {

    private static final int PARTITIONS = 4;
    private static final int PACKET_READINGS = 100;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path directory;
    private final int streams;
    private final int batchSize;
    private final String method;
    private final Duration checkpoints;
    private final Map<String, String> options;
    private final ModelPackage model;
    private final EmbeddedKafka kafka;
    private final Fleet fleet;

    /**
     * What was measured.
     *
     * @param windowsPerSecond of the steady part of the run
     * @param checkpointSeconds that the slowest checkpoint took
     * @param savepointSeconds from the order to stop to the complete savepoint of all streams
     * @param savepointBytes size of the savepoint
     * @param parts what it is made of
     * @param restoreSeconds from the start with the savepoint to the first committed prediction
     */
    record Figures(
            int streams,
            double windowsPerSecond,
            double checkpointSeconds,
            double savepointSeconds,
            long savepointBytes,
            SavedParts parts,
            double restoreSeconds) {}

    /**
     * Starts a broker, trains a model and writes the fleet's readings.
     *
     * @param checkpoints time between two checkpoints
     * @param options more of the job
     */
    ManyStreamsRun(
            Path directory,
            int streams,
            int windows,
            int batchSize,
            String method,
            Duration checkpoints,
            Map<String, String> options)
            throws IOException {
        this.directory = directory;
        this.streams = streams;
        this.batchSize = batchSize;
        this.method = method;
        this.checkpoints = checkpoints;
        this.options = options;
        this.model = SourceModel.train(directory.resolve("model"));
        this.kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        JobConfiguration configuration = configuration(Map.of());
        int perStream = Math.max(windows / streams, 2 * batchSize);
        this.fleet = new Fleet(streams, perStream, batchSize, configuration.windowSpec(model.spec()));
        TopicAdmin.createMissing(
                kafka.bootstrapServers(), configuration.topics().all(), PARTITIONS, 1);
        send(configuration, fleet.recordings());
    }

    private JobConfiguration configuration(Map<String, String> more) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kafka.bootstrap-servers", kafka.bootstrapServers());
        values.put("kafka.starting-offsets", "earliest");
        values.put("model.path", directory.resolve("model").toString());
        values.put("model.device", "cpu");
        values.put("model.threads", String.valueOf(PipelineRun.LIBTORCH_THREADS));
        values.put("adapt.method", method);
        values.put("adapt.batch-size", String.valueOf(batchSize));
        values.put("adapt.idle-timeout", "1 h");
        values.put("alerts.fleet-streams", String.valueOf(streams));
        values.put("parallelism.default", "1");
        values.putAll(options);
        values.putAll(more);
        return JobConfiguration.load(Optional.empty(), values);
    }

    private void send(JobConfiguration configuration, List<Recording> recordings) {
        try (RecordProducer producer = new RecordProducer(kafka.bootstrapServers())) {
            new RecordingPlayer(producer, configuration.topics().sensors(), PACKET_READINGS, InstantSource.system())
                    .play(recordings, Double.POSITIVE_INFINITY, () -> false);
        }
    }

    Figures figures() throws Exception {
        PipelineRun run = new PipelineRun(configuration(Map.of()), model, directory.resolve("run"));
        PipelineRun.Stopped stopped = run.untilStopped(fleet.windows(), checkpoints);
        Path savepoint = Path.of(URI.create(stopped.savepoint()));
        long bytes = bytes(savepoint);
        return new Figures(
                streams,
                stopped.windowsPerSecond(),
                stopped.checkpointSeconds(),
                stopped.stopSeconds(),
                bytes,
                SavedParts.of(savepoint.toString(), bytes),
                secondsToFirstPrediction(stopped.savepoint()));
    }

    /** A device that the savepoint does not know sends what the others have sent. */
    private double secondsToFirstPrediction(String savepoint) throws Exception {
        JobConfiguration configuration = configuration(Map.of("execution.state-recovery.path", savepoint));
        send(configuration, List.of(fleet.recordings().get(0).named("late")));
        long started = System.nanoTime();
        try (TopicReader reader = TopicReader.fromEnd(
                        kafka.bootstrapServers(), configuration.topics().predictions());
                EmbeddedJob job =
                        EmbeddedJob.start(configuration, model, directory.resolve("restored"), Duration.ofSeconds(1))) {
            ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
            while (records.isEmpty()) {
                records = reader.poll(POLL);
                Optional<String> failure = job.failure();
                if (failure.isPresent()) {
                    throw new IllegalStateException("the job failed: " + failure.get());
                }
            }
            return (System.nanoTime() - started) / NANOS_PER_SECOND;
        }
    }

    private static long bytes(Path savepoint) throws IOException {
        try (Stream<Path> files = Files.walk(savepoint)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
