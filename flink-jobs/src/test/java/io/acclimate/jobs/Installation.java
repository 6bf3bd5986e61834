// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.jobs.demo.RecordingPlayer;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.KafkaAccessException;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicAdmin;
import io.acclimate.jobs.kafka.TopicReader;
import io.acclimate.jobs.kafka.Topics;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One installation of the job: its own topics, transactions and directory on a shared broker. Streams adapt one per pass, and
 * batches close by count and at the end of the input only, so that equal input gives equal output.
 */
public final class Installation {

    /** Timestamp of all input records, so that equal input gives equal records. */
    public static final long SENT_MILLIS = 1_700_000_000_000L;

    /** Stands for the one field of a prediction that no two runs share. */
    static final long NO_LATENCY = -1;

    /** Windows of one stream that close a batch. */
    static final int BATCH = 4;

    private static final int PARTITIONS = 4;
    private static final int PACKET_READINGS = 100;

    private final String brokers;
    private final Topics topics;
    private final Path directory;

    /**
     * An installation with empty topics.
     *
     * @param name prefix of its topics, unique on the brokers
     * @param directory for checkpoints and savepoints
     */
    public Installation(String brokers, String name, Path directory) {
        this.brokers = brokers;
        this.topics = new Topics(name);
        this.directory = directory.resolve(name);
        TopicAdmin.createMissing(brokers, topics.all(), PARTITIONS, 1);
        awaitLeaders();
    }

    /**
     * A producer whose first batch meets a partition without leader may see its second one taken, and never get the first one
     * in; only a leader knows an end offset.
     */
    private void awaitLeaders() {
        records(topics.sensors(), 0);
    }

    /** Its topics. */
    public Topics topics() {
        return topics;
    }

    /** Options of a run that ends with its input; {@code more}, key after value, win. */
    public Map<String, String> options(String... more) {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "kafka.bootstrap-servers", brokers,
                "kafka.topic-prefix", topics.prefix(),
                "kafka.group-id", topics.prefix(),
                "kafka.transactional-id-prefix", topics.prefix(),
                "kafka.bounded", "true",
                "model.path", TestModel.directory().toString(),
                "model.device", "cpu",
                "adapt.batch-size", String.valueOf(BATCH)));
        options.put("adapt.max-batch-latency", "1 d");
        options.put("adapt.idle-timeout", "1 h");
        options.put("execution.streams-per-pass", "1");
        options.put("execution.checkpointing.interval", "300 ms");
        options.put("parallelism.default", "2");
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    /** The same, checked. */
    public JobConfiguration configuration(String... more) {
        return JobConfiguration.load(Optional.empty(), options(more));
    }

    /** The same, as arguments of {@code acclimate run}. */
    public List<String> runArguments(String... more) {
        return Stream.concat(
                        Stream.of("run", "--dir", directory.toString()),
                        options(more).entrySet().stream()
                                .flatMap(option -> Stream.of("-D", option.getKey() + "=" + option.getValue())))
                .toList();
    }

    /** Starts the job in this JVM. */
    public EmbeddedJob start(String... more) throws Exception {
        return EmbeddedJob.start(configuration(more), TestModel.load(), directory, Duration.ofSeconds(1));
    }

    /** Runs the job in this JVM until it has read its input. */
    public void runToEnd(String... more) throws Exception {
        EmbeddedJob job = start(more);
        try {
            awaitEnd(job);
        } finally {
            job.close();
        }
    }

    /** Recordings whose windows fill whole batches. */
    public List<Recording> wholeBatches(int minutes) {
        return TestFleet.wholeBatches(
                minutes, BATCH, configuration().windowSpec(TestModel.load().spec()));
    }

    /** How many windows, and so predictions, recordings give. */
    public int windows(List<Recording> recordings) {
        WindowSpec spec = configuration().windowSpec(TestModel.load().spec());
        return recordings.stream()
                .mapToInt(recording -> RecordingWindows.windows(recording, spec).size())
                .sum();
    }

    /** Runs the job in this JVM until so many predictions are committed, and stops it; returns its savepoint. */
    public String runUntil(int predictions, String... more) throws Exception {
        return stopAfter(predictions, start(more));
    }

    /** The same until predictions of so many streams are committed, so that its savepoint knows them all. */
    public String runUntilStreams(int streams, String... more) throws Exception {
        EmbeddedJob job = start(more);
        Patience.until(
                "%d streams are predicted".formatted(streams),
                () -> predictions(1).size() == streams);
        return stopAfter(streams, job);
    }

    /** Stops a running job when so many predictions are committed; returns its savepoint. */
    public String stopAfter(int predictions, EmbeddedJob job) throws Exception {
        try (job) {
            awaitPredictions(predictions, job);
            return Path.of(URI.create(job.stop())).toString();
        }
    }

    private void awaitPredictions(int predictions, EmbeddedJob job) throws Exception {
        try {
            records(topics.predictions(), predictions);
        } catch (KafkaAccessException e) {
            throw new AssertionError("the job is %s %s".formatted(job.status(), job.failure()), e);
        }
    }

    /**
     * The same from a savepoint. A bounded Kafka source that was restored does not end (FLINK-31006), so the job is stopped
     * when it has predicted what it should.
     */
    public String runFrom(String savepoint, int predictions, String... more) throws Exception {
        List<String> options =
                new ArrayList<>(List.of("kafka.bounded", "false", "execution.state-recovery.path", savepoint));
        options.addAll(List.of(more));
        return runUntil(predictions, options.toArray(String[]::new));
    }

    /** Returns when {@code job} has read its input. */
    public static void awaitEnd(EmbeddedJob job) throws Exception {
        Patience.until("the job ends", () -> job.status().isGloballyTerminalState());
        assertThat(job.failure()).isEmpty();
        assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
    }

    /** Sends recordings as their devices would. */
    public void play(List<Recording> recordings) {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(SENT_MILLIS));
        try (RecordProducer producer = new RecordProducer(brokers)) {
            new RecordingPlayer(producer, topics.sensors(), PACKET_READINGS, clock)
                    .play(recordings, Double.POSITIVE_INFINITY, () -> false);
        }
    }

    /** All committed records of a topic, at least that many. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic, int atLeast) {
        try (TopicReader reader = TopicReader.fromBeginning(brokers, topic)) {
            return reader.readAll(atLeast, Patience.DEADLINE);
        }
    }

    /** The same, decoded. */
    public <T extends SpecificRecord> List<T> read(Class<T> type, String topic, int atLeast)
            throws UndecodableException {
        RecordCodec<T> codec = RecordCodec.of(type, SchemaStore.builtIn());
        List<T> decoded = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic, atLeast)) {
            decoded.add(codec.decode(record.value()));
        }
        return decoded;
    }

    /** Committed predictions by stream, in their order in Kafka, without latency. */
    public Map<String, List<Prediction>> predictions(int atLeast) throws UndecodableException {
        Map<String, List<Prediction>> byStream = new TreeMap<>();
        for (Prediction prediction : read(Prediction.class, topics.predictions(), atLeast)) {
            prediction.setLatencyMillis(NO_LATENCY);
            byStream.computeIfAbsent(prediction.getStreamId(), stream -> new ArrayList<>())
                    .add(prediction);
        }
        return byStream;
    }

    /** Committed entries of the adaptation log by stream, in their order in Kafka, without durations. */
    public Map<String, List<AdaptationLogEntry>> log() throws UndecodableException {
        Map<String, List<AdaptationLogEntry>> byStream = new TreeMap<>();
        for (AdaptationLogEntry entry : read(AdaptationLogEntry.class, topics.adaptationLog(), 0)) {
            entry.setStepMillis(0);
            byStream.computeIfAbsent(entry.getStreamId(), stream -> new ArrayList<>())
                    .add(entry);
        }
        return byStream;
    }

    /** Compares stream by stream, and shows no more than the first difference. */
    public static <T> void assertEqual(Map<String, List<T>> actual, Map<String, List<T>> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((streamId, records) -> {
            List<T> found = actual.get(streamId);
            for (int i = 0; i < Math.min(found.size(), records.size()); i++) {
                assertThat(found.get(i)).as("%s, record %d", streamId, i).isEqualTo(records.get(i));
            }
            assertThat(found.size()).as("records of %s", streamId).isEqualTo(records.size());
        });
    }

    /** Complete checkpoints and savepoints of this installation that are there now. */
    public Set<Path> checkpoints() throws IOException {
        if (Files.notExists(directory)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("_metadata")).collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            // A running job removed a checkpoint meanwhile.
            return Set.of();
        }
    }

    /** Number of records in lists by stream. */
    public static int count(Map<String, ? extends List<?>> byStream) {
        return byStream.values().stream().mapToInt(List::size).sum();
    }
}
