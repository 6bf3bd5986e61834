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
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The job in one process with its broker, predicting windows as they come; records are visible as soon as they are sent. */
final class LatencyRun implements AutoCloseable {

    private static final int PARTITIONS = 4;
    private static final int PACKET_READINGS = 100;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final int EXPECTED_PER_SECOND = 1000;
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Path directory;
    private final int streams;
    private final int batchSize;
    private final int streamsPerPass;
    private final String method;
    private final Duration checkpoints;
    private final Map<String, String> options;
    private final ModelPackage model;
    private final EmbeddedKafka kafka;

    private record Received(byte[] value, long millis) {}

    /** What devices had sent before the measurement, at once, and what they send at their pace. */
    private record Halves(List<Recording> before, List<Recording> paced) {}

    /**
     * Starts a broker and trains a model.
     *
     * @param checkpoints time between two checkpoints
     * @param options more of the job
     */
    LatencyRun(
            Path directory,
            int streams,
            int batchSize,
            int streamsPerPass,
            String method,
            Duration checkpoints,
            Map<String, String> options)
            throws IOException {
        this.directory = directory;
        this.streams = streams;
        this.batchSize = batchSize;
        this.streamsPerPass = streamsPerPass;
        this.method = method;
        this.checkpoints = checkpoints;
        this.options = options;
        this.model = SourceModel.train(directory.resolve("model"));
        this.kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    }

    private JobConfiguration configuration(String prefix) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kafka.bootstrap-servers", kafka.bootstrapServers());
        values.put("kafka.topic-prefix", prefix);
        values.put("kafka.group-id", prefix);
        values.put("kafka.starting-offsets", "earliest");
        values.put("kafka.delivery", "at-least-once");
        values.put("model.path", directory.resolve("model").toString());
        values.put("model.device", "cpu");
        values.put("model.threads", String.valueOf(PipelineRun.LIBTORCH_THREADS));
        values.put("adapt.method", method);
        values.put("adapt.batch-size", String.valueOf(batchSize));
        values.put("execution.predictions", "at-once");
        values.put("execution.streams-per-pass", String.valueOf(streamsPerPass));
        values.put("parallelism.default", "1");
        values.putAll(options);
        JobConfiguration configuration = JobConfiguration.load(Optional.empty(), values);
        TopicAdmin.createMissing(
                kafka.bootstrapServers(), configuration.topics().all(), PARTITIONS, 1);
        return configuration;
    }

    private Fleet fleet(JobConfiguration configuration, double windows) {
        int perStream = (int) Math.ceil(windows / streams);
        return new Fleet(
                streams, Math.max(perStream, 2 * batchSize), batchSize, configuration.windowSpec(model.spec()));
    }

    /** Runs the job until the JIT compiler knows it; nothing of that counts. */
    void warmUp(Duration about) throws Exception {
        largestLoad("warm-up", about);
    }

    /** Windows per second of the job when all its input lies in Kafka before it starts. */
    double largestLoad(Duration about) throws Exception {
        return largestLoad("largest", about);
    }

    private double largestLoad(String name, Duration about) throws Exception {
        JobConfiguration configuration = configuration(name);
        Fleet fleet = fleet(configuration, (double) EXPECTED_PER_SECOND * about.toSeconds());
        play(configuration, fleet.recordings(), Double.POSITIVE_INFINITY, new AtomicBoolean());
        return new PipelineRun(configuration, model, directory.resolve(name))
                .windowsPerSecond(fleet.windows(), checkpoints);
    }

    private void play(JobConfiguration configuration, List<Recording> recordings, double speed, AtomicBoolean stop) {
        try (RecordProducer producer = new RecordProducer(kafka.bootstrapServers())) {
            new RecordingPlayer(producer, configuration.topics().sensors(), PACKET_READINGS, InstantSource.system())
                    .play(recordings, speed, stop::get);
        }
    }

    /**
     * Latencies of the windows that devices send at their pace. Before that each has sent another part of a batch at once,
     * because devices that run for long do not fill their batches in step.
     *
     * @param settle what comes in this first part of the pace does not count
     * @param time how long latencies count
     */
    Latencies latencies(double windowsPerSecond, Duration settle, Duration time) throws Exception {
        JobConfiguration configuration = configuration("paced");
        WindowSpec spec = configuration.windowSpec(model.spec());
        Fleet fleet = fleet(configuration, windowsPerSecond * settle.plus(time).toSeconds() + streams * batchSize);
        Halves halves = halves(fleet, spec);
        double speed = windowsPerSecond / streams * spec.strideLength() * spec.periodMicros() / MICROS_PER_SECOND;
        AtomicBoolean stop = new AtomicBoolean();
        Thread player = new Thread(() -> play(configuration, halves.paced, speed, stop), "player");
        play(configuration, halves.before, Double.POSITIVE_INFINITY, stop);
        try (TopicReader predictions = TopicReader.fromEnd(
                        kafka.bootstrapServers(), configuration.topics().predictions());
                TopicReader log = TopicReader.fromEnd(
                        kafka.bootstrapServers(), configuration.topics().adaptationLog());
                EmbeddedJob job = EmbeddedJob.start(configuration, model, directory.resolve("paced"), checkpoints)) {
            catchUp(predictions);
            long started = System.currentTimeMillis();
            player.start();
            List<Received> received = receive(predictions, job, player);
            long updates = updates(log);
            job.stop();
            return latencies(received, started + settle.toMillis(), updates);
        } finally {
            stop.set(true);
            player.join();
        }
    }

    private Halves halves(Fleet fleet, WindowSpec spec) {
        List<Recording> before = new ArrayList<>();
        List<Recording> paced = new ArrayList<>();
        for (Recording whole : fleet.recordings()) {
            long points = spec.length() + (1 + (long) before.size() * batchSize / streams) * spec.strideLength();
            long cut = whole.timestampsMicros()[0] + points * spec.periodMicros() + spec.outOfOrderMicros();
            before.add(whole.slice(Long.MIN_VALUE, cut));
            paced.add(whole.slice(cut, Long.MAX_VALUE));
        }
        return new Halves(before, paced);
    }

    /** Reads until the job has been waiting for input. */
    private static void catchUp(TopicReader predictions) {
        boolean any = false;
        while (true) {
            boolean none = predictions.poll(QUIET).isEmpty();
            if (any && none) {
                return;
            }
            any |= !none;
        }
    }

    private static List<Received> receive(TopicReader reader, EmbeddedJob job, Thread player) throws Exception {
        List<Received> received = new ArrayList<>();
        while (true) {
            boolean playing = player.isAlive();
            ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
            long now = System.currentTimeMillis();
            records.forEach(record -> received.add(new Received(record.value(), now)));
            Optional<String> failure = job.failure();
            if (failure.isPresent()) {
                throw new IllegalStateException("the job failed: " + failure.get());
            }
            if (!playing && records.isEmpty()) {
                return received;
            }
        }
    }

    private static long updates(TopicReader reader) throws UndecodableException {
        RecordCodec<AdaptationLogEntry> codec = RecordCodec.of(AdaptationLogEntry.class, SchemaStore.builtIn());
        long updates = 0;
        for (ConsumerRecord<byte[], byte[]> record : reader.readAll(0, Duration.ofMinutes(1))) {
            updates += codec.decode(record.value()).getSamplesUsed() > 0 ? 1 : 0;
        }
        return updates;
    }

    private static Latencies latencies(List<Received> all, long fromMillis, long updates) throws UndecodableException {
        List<Received> received =
                all.stream().filter(one -> one.millis >= fromMillis).toList();
        RecordCodec<Prediction> codec = RecordCodec.of(Prediction.class, SchemaStore.builtIn());
        long[] whole = new long[received.size()];
        long[] inJob = new long[received.size()];
        for (int i = 0; i < whole.length; i++) {
            Prediction prediction = codec.decode(received.get(i).value);
            whole[i] = received.get(i).millis - prediction.getArrivalMillis();
            inJob[i] = prediction.getLatencyMillis();
        }
        double seconds = (received.get(whole.length - 1).millis - fromMillis) / 1000.0;
        return Latencies.of(whole, inJob, whole.length / seconds, updates);
    }

    @Override
    public void close() {
        kafka.close();
    }
}
