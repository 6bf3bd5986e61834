// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicReader;
import io.acclimate.jobs.kafka.Topics;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.DelayedLabel;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Duration;
import java.util.Optional;

/** Sends labels and waits for what the job says of them on its adaptation log. */
public final class LabelClient {

    private static final Duration POLL = Duration.ofMillis(200);

    private final RecordCodec<DelayedLabel> labels = RecordCodec.of(DelayedLabel.class, SchemaStore.builtIn());
    private final RecordCodec<AdaptationLogEntry> log = RecordCodec.of(AdaptationLogEntry.class, SchemaStore.builtIn());
    private final String bootstrap;
    private final Topics topics;

    /** A client of the job that has these topics. */
    public LabelClient(String bootstrap, Topics topics) {
        this.bootstrap = bootstrap;
        this.topics = topics;
    }

    /**
     * Sends a label.
     *
     * @param timeout how long to wait for the job
     * @return the log's entry on it; empty if none came in time
     * @throws io.acclimate.jobs.kafka.KafkaAccessException with a sentence if Kafka cannot be used
     */
    public Optional<AdaptationLogEntry> send(DelayedLabel label, Duration timeout) {
        try (TopicReader reader = TopicReader.fromEnd(bootstrap, topics.adaptationLog());
                RecordProducer producer = new RecordProducer(bootstrap)) {
            producer.send(topics.labels(), label.getStreamId(), labels.encode(label), label.getLabelledMillis());
            producer.flush();
            return await(reader, label, timeout);
        }
    }

    private Optional<AdaptationLogEntry> await(TopicReader reader, DelayedLabel label, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                Optional<AdaptationLogEntry> answer = decoded(record).filter(entry -> answers(entry, label));
                if (answer.isPresent()) {
                    return answer;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean answers(AdaptationLogEntry entry, DelayedLabel label) {
        return entry.getAction() == AdaptationAction.LABELLED
                && entry.getStreamId().equals(label.getStreamId())
                && entry.getWindowEndMicros() == label.getWindowEndMicros();
    }

    private Optional<AdaptationLogEntry> decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(log.decode(record.value()));
        } catch (UndecodableException e) {
            // Not written by a job that knows labels.
            return Optional.empty();
        }
    }
}
