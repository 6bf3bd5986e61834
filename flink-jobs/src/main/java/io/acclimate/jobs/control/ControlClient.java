// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicReader;
import io.acclimate.jobs.kafka.Topics;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.ControlCommand;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Sends control commands and waits for what the job answers on its adaptation log. */
public final class ControlClient {

    /** One key for all commands keeps them in one partition, and so in order. */
    private static final String KEY = "control";

    private static final Duration POLL = Duration.ofMillis(200);

    private final RecordCodec<ControlCommand> commands = RecordCodec.of(ControlCommand.class, SchemaStore.builtIn());
    private final RecordCodec<AdaptationLogEntry> log = RecordCodec.of(AdaptationLogEntry.class, SchemaStore.builtIn());
    private final String bootstrap;
    private final Topics topics;

    /** A client of the job that has these topics. */
    public ControlClient(String bootstrap, Topics topics) {
        this.bootstrap = bootstrap;
        this.topics = topics;
    }

    /**
     * Sends a command.
     *
     * @param timeout how long to wait for the job
     * @param lines gets a line for every stream that the command changed
     * @return what the job answered; empty if not all of it came in time
     * @throws io.acclimate.jobs.kafka.KafkaAccessException with a sentence if Kafka cannot be used
     */
    public Optional<Acknowledgement> send(ControlCommand command, Duration timeout, Consumer<String> lines) {
        try (TopicReader reader = TopicReader.fromEnd(bootstrap, topics.adaptationLog());
                RecordProducer producer = new RecordProducer(bootstrap)) {
            producer.send(topics.control(), KEY, commands.encode(command), command.getIssuedMillis());
            producer.flush();
            return await(reader, command.getCommandId(), timeout, lines);
        }
    }

    private Optional<Acknowledgement> await(TopicReader reader, String id, Duration timeout, Consumer<String> lines) {
        Map<Integer, AdaptationLogEntry> answers = new TreeMap<>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                decoded(record).filter(entry -> id.equals(entry.getCommandId())).ifPresent(entry -> {
                    if (entry.getAction() == AdaptationAction.ACKNOWLEDGED) {
                        answers.put(entry.getSubtask(), entry);
                    } else {
                        lines.accept(line(entry));
                    }
                });
            }
            Optional<Acknowledgement> all = all(answers);
            if (all.isPresent()) {
                return all;
            }
        }
        return Optional.empty();
    }

    private static Optional<Acknowledgement> all(Map<Integer, AdaptationLogEntry> answers) {
        if (answers.isEmpty()) {
            return Optional.empty();
        }
        AdaptationLogEntry last = answers.values().iterator().next();
        int streams = answers.values().stream()
                .mapToInt(AdaptationLogEntry::getStreams)
                .sum();
        return answers.size() < last.getParallelism()
                ? Optional.empty()
                : Optional.of(new Acknowledgement(
                        streams, answers.size(), last.getSkipReason() == null ? "" : last.getSkipReason()));
    }

    private Optional<AdaptationLogEntry> decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(log.decode(record.value()));
        } catch (UndecodableException e) {
            // Not written by a job that knows commands.
            return Optional.empty();
        }
    }

    private static String line(AdaptationLogEntry entry) {
        String snapshot = entry.getSnapshotId() == null ? "" : ", snapshot " + entry.getSnapshotId();
        String reason = entry.getSkipReason() == null ? "" : ": " + entry.getSkipReason();
        return "stream %s at step %d: %s%s%s"
                .formatted(
                        entry.getStreamId(),
                        entry.getStep(),
                        entry.getAction().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        snapshot,
                        reason);
    }
}
