// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.TopicReader;
import io.acclimate.jobs.rest.FlinkRest;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;

import org.apache.kafka.clients.consumer.ConsumerRecords;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole job once over the input that lies in Kafka. A reader of committed records counts the predictions; the time of
 * each is when the job made it, which is finer than the time of its transaction.
 */
final class PipelineRun {

    /** Threads that one operation of libtorch uses, in the job as in the bare loop. */
    static final int LIBTORCH_THREADS = 1;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

    private final JobConfiguration configuration;
    private final ModelPackage model;
    private final Path directory;

    /** A run whose checkpoints go to {@code directory}. */
    PipelineRun(JobConfiguration configuration, ModelPackage model, Path directory) {
        this.configuration = configuration;
        this.model = model;
        this.directory = directory;
    }

    /**
     * Options of a run that reads its topics from the start, on the processor.
     *
     * @param name of the run, by which Kafka knows it
     * @param model folder of the model package
     */
    static Map<String, String> options(String name, String bootstrapServers, Path model, int slots) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kafka.bootstrap-servers", bootstrapServers);
        values.put("kafka.starting-offsets", "earliest");
        values.put("kafka.group-id", name);
        values.put("kafka.transactional-id-prefix", name);
        values.put("model.path", model.toString());
        values.put("model.device", "cpu");
        values.put("model.threads", String.valueOf(LIBTORCH_THREADS));
        values.put("parallelism.default", String.valueOf(slots));
        return values;
    }

    /**
     * A run that is over.
     *
     * @param windowsPerSecond predictions per second of the steady part
     * @param cpuMillis CPU time of the adapt operator's threads per window of the steady part
     * @param checkpointSeconds that the slowest checkpoint took
     * @param stopSeconds from the order to stop to the complete savepoint
     * @param savepoint where it lies
     */
    record Stopped(
            double windowsPerSecond,
            double cpuMillis,
            double checkpointSeconds,
            double stopSeconds,
            String savepoint) {}

    /** As {@link #untilStopped}; predictions per second of the steady part. */
    double windowsPerSecond(int windows, Duration checkpoints) throws Exception {
        return untilStopped(windows, checkpoints).windowsPerSecond();
    }

    /**
     * Starts the job, waits for {@code windows} predictions and stops it.
     *
     * @param checkpoints time between two checkpoints
     */
    Stopped untilStopped(int windows, Duration checkpoints) throws Exception {
        try (TopicReader reader = TopicReader.fromEnd(
                        configuration.kafka().bootstrapServers(),
                        configuration.topics().predictions());
                EmbeddedJob job = EmbeddedJob.start(configuration, model, directory, checkpoints)) {
            List<byte[]> predictions = new ArrayList<>(windows);
            long lastProgress = System.nanoTime();
            TaskClock clock = new TaskClock();
            while (predictions.size() < windows) {
                ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
                records.forEach(record -> predictions.add(record.value()));
                clock.look();
                if (records.isEmpty()) {
                    check(job, predictions.size(), windows, lastProgress);
                } else {
                    lastProgress = System.nanoTime();
                }
            }
            double checkpointSeconds = slowestCheckpointSeconds(job);
            long order = System.nanoTime();
            String savepoint = job.stop();
            double seconds = (System.nanoTime() - order) / NANOS_PER_SECOND;
            long[] made = made(predictions);
            return new Stopped(
                    SteadyRate.perSecond(made),
                    SteadyRate.cpuMillis(made, clock),
                    checkpointSeconds,
                    seconds,
                    savepoint);
        }
    }

    private static double slowestCheckpointSeconds(EmbeddedJob job) throws Exception {
        FlinkRest rest = new FlinkRest(job.webInterface(), ANSWER);
        return rest.slowestCheckpointMillis(job.id().toString()) / 1000.0;
    }

    /** Decoded only now, so that reading along costs the job as little as can be. */
    private static long[] made(List<byte[]> predictions) throws UndecodableException {
        RecordCodec<Prediction> codec = RecordCodec.of(Prediction.class, SchemaStore.builtIn());
        long[] millis = new long[predictions.size()];
        for (int i = 0; i < millis.length; i++) {
            Prediction prediction = codec.decode(predictions.get(i));
            millis[i] = prediction.getArrivalMillis() + prediction.getLatencyMillis();
        }
        Arrays.sort(millis);
        return millis;
    }

    private static void check(EmbeddedJob job, int count, int windows, long lastProgress) throws Exception {
        var failure = job.failure();
        if (failure.isPresent()) {
            throw new IllegalStateException("the job failed: " + failure.get());
        }
        if (System.nanoTime() - lastProgress > PATIENCE_NANOS) {
            throw new IllegalStateException(
                    "no prediction came for two minutes; there are %d of %d".formatted(count, windows));
        }
    }
}
