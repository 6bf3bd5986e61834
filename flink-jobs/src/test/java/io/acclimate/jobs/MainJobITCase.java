// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole job, Kafka to Kafka on RocksDB, over a bounded input with poison in it. */
class MainJobITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    private static final int CHANNELS = 6;
    private static final List<Recording> LIVE = TestFleet.live(1);
    private static final String VICTIM = LIVE.get(0).streamId();
    private static final Map<String, byte[]> POISON = Map.of(
            "NOT_SINGLE_OBJECT", "no Avro at all".getBytes(StandardCharsets.UTF_8),
            "UNKNOWN_SCHEMA", new byte[] {(byte) 0xc3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9},
            "WRONG_CHANNELS", packet(VICTIM, CHANNELS - 1, 0),
            "NON_FINITE_VALUE", packet(VICTIM, CHANNELS, Float.NaN),
            "BAD_STREAM_ID", packet("s".repeat(10_000), CHANNELS, 0));

    private static Installation installation;
    private static Map<String, List<BareLoop.Batch>> expected;
    private static Map<String, List<Prediction>> predictions;

    @BeforeAll
    static void runOverInputWithPoisonInTheMiddle() throws Exception {
        installation = new Installation(KAFKA.bootstrapServers(), "main", directory);
        installation.play(halves(true));
        try (RecordProducer producer = new RecordProducer(KAFKA.bootstrapServers())) {
            POISON.values()
                    .forEach(value ->
                            producer.send(installation.topics().sensors(), VICTIM, value, Installation.SENT_MILLIS));
            producer.flush();
        }
        installation.play(halves(false));
        installation.runToEnd();
        predictions = installation.predictions(1);
        expected = new BareLoop(TestModel.load(), installation.configuration(), Installation.SENT_MILLIS).batches(LIVE);
    }

    private static List<Recording> halves(boolean first) {
        return LIVE.stream()
                .map(recording -> {
                    long middle = recording.timestampsMicros()[recording.readings() / 2];
                    return first ? recording.slice(0, middle) : recording.slice(middle, Long.MAX_VALUE);
                })
                .toList();
    }

    private static byte[] packet(String streamId, int channels, float value) {
        List<Float> values = new ArrayList<>(Collections.nCopies(channels, 0f));
        values.set(channels - 1, value);
        return RecordCodec.of(SensorPacket.class, SchemaStore.builtIn())
                .encode(new SensorPacket(streamId, List.of(0L), channels, values));
    }

    @Test
    void everyWindowHasTheOnePredictionOfTheGuardedEngineInABareLoop() {
        assertThat(expected).hasSize(LIVE.size());
        Installation.assertEqual(predictions, BareLoop.predictions(expected));
    }

    @Test
    void aStreamsPredictionsComeInTimeOrderWithModelIdAndProbabilities() {
        String id = TestModel.load().id();
        predictions.values().forEach(stream -> {
            assertThat(stream)
                    .extracting(Prediction::getWindowEndMicros)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(stream).allSatisfy(prediction -> {
                assertThat(prediction.getModelId()).isEqualTo(id);
                assertThat(prediction.getProbabilities().stream()
                                .mapToDouble(Float::doubleValue)
                                .sum())
                        .isEqualTo(1, Offset.offset(1e-5));
            });
        });
    }

    @Test
    void latencyIsTheTimeSinceTheRecordThatCompletedTheWindow() throws Exception {
        assertThat(installation.read(Prediction.class, installation.topics().predictions(), 1))
                .allSatisfy(prediction -> {
                    assertThat(prediction.getArrivalMillis()).isEqualTo(Installation.SENT_MILLIS);
                    assertThat(prediction.getLatencyMillis()).isPositive();
                });
    }

    @Test
    void theAdaptationLogHasOneEntryPerBatchBesidesSnapshots() throws Exception {
        Map<String, List<AdaptationLogEntry>> log = installation.log();
        assertThat(log.keySet()).isEqualTo(expected.keySet());
        log.forEach((streamId, all) -> {
            List<AdaptationLogEntry> entries = all.stream()
                    .filter(entry -> entry.getAction() != AdaptationAction.SNAPSHOT)
                    .toList();
            List<BareLoop.Batch> batches = expected.get(streamId);
            assertThat(entries).hasSameSizeAs(batches);
            for (int i = 0; i < entries.size(); i++) {
                assertIsOf(entries.get(i), batches.get(i), i + 1L);
            }
        });
    }

    private static void assertIsOf(AdaptationLogEntry entry, BareLoop.Batch expected, long step) {
        List<Prediction> batch = expected.predictions();
        assertThat(entry.getStep()).isEqualTo(step);
        assertThat(entry.getWindows()).isEqualTo(batch.size());
        assertThat(entry.getWindowStartMicros()).isEqualTo(batch.get(0).getWindowStartMicros());
        assertThat(entry.getWindowEndMicros())
                .isEqualTo(batch.get(batch.size() - 1).getWindowEndMicros());
        assertThat(entry.getAction()).isEqualTo(expected.action());
        assertThat(entry.getModelId()).isEqualTo(batch.get(0).getModelId());
    }

    @Test
    void poisonBecomesDeadLettersThatSayWhereItLies() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> input =
                installation.records(installation.topics().sensors(), 1);
        List<DeadLetter> letters =
                installation.read(DeadLetter.class, installation.topics().deadLetters(), POISON.size());
        assertThat(letters).extracting(DeadLetter::getErrorClass).containsExactlyInAnyOrderElementsOf(POISON.keySet());
        assertThat(letters).allSatisfy(letter -> {
            ConsumerRecord<byte[], byte[]> origin = input.stream()
                    .filter(record ->
                            record.partition() == letter.getPartition() && record.offset() == letter.getOffset())
                    .findFirst()
                    .orElseThrow();
            assertThat(letter.getTopic()).isEqualTo(installation.topics().sensors());
            assertThat(letter.getTimestampMillis()).isEqualTo(Installation.SENT_MILLIS);
            assertThat(origin.value()).isEqualTo(POISON.get(letter.getErrorClass()));
            assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(origin.value()));
            assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(origin.key()));
        });
    }
}
