// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.kafka.TopicReader;
import io.acclimate.jobs.kafka.Topics;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.schemas.UndecodableException;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One committed record of a run.
 *
 * @param group records of a group come in one order
 * @param identity what no other record of the group should have
 * @param content all fields, without those that no two runs share
 */
record Output(String group, String identity, SpecificRecord content) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What is committed of a run, by topic without prefix, in the order of each partition. */
    static Map<String, List<Output>> read(String brokers, Topics topics) throws IOException {
        Map<String, List<Output>> read = new LinkedHashMap<>();
        read.put("predictions", read(brokers, topics.predictions(), Prediction.class, Output::of));
        read.put("adaptation log", read(brokers, topics.adaptationLog(), AdaptationLogEntry.class, Output::of));
        read.put("alerts", read(brokers, topics.alerts(), ShiftAlert.class, Output::of));
        read.put("dead letters", read(brokers, topics.deadLetters(), DeadLetter.class, Output::of));
        return read;
    }

    private static <T extends SpecificRecord> List<Output> read(
            String brokers, String topic, Class<T> type, Function<T, Output> output) throws IOException {
        RecordCodec<T> codec = RecordCodec.of(type, SchemaStore.builtIn());
        List<Output> outputs = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(brokers, topic)) {
            for (ConsumerRecord<byte[], byte[]> record : reader.readAll(0, PATIENCE)) {
                outputs.add(output.apply(codec.decode(record.value())));
            }
        } catch (UndecodableException e) {
            throw new IOException(
                    "topic %s holds what the job cannot have written: %s".formatted(topic, e.getMessage()), e);
        }
        return outputs;
    }

    private static Output of(Prediction prediction) {
        prediction.setLatencyMillis(0);
        return new Output(prediction.getStreamId(), "window ending at " + prediction.getWindowEndMicros(), prediction);
    }

    private static Output of(AdaptationLogEntry entry) {
        entry.setStepMillis(0);
        return new Output(
                entry.getStreamId(),
                "%s of step %d, snapshot %s".formatted(entry.getAction(), entry.getStep(), entry.getSnapshotId()),
                entry);
    }

    private static Output of(ShiftAlert alert) {
        return new Output(alert.getStreamId(), alert.getAlertId() + " " + alert.getStatus(), alert);
    }

    private static Output of(DeadLetter letter) {
        // Runs read topics of their own.
        letter.setTopic("");
        return new Output(
                "%s of %s in partition %d"
                        .formatted(letter.getErrorClass(), letter.getStreamId(), letter.getPartition()),
                "%s at offset %d".formatted(letter.getErrorClass(), letter.getOffset()),
                letter);
    }
}
