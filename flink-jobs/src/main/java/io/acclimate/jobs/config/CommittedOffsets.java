// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the consumer group stands when the job starts, as numbers; the oldest record of partitions that it never read.
 *
 * <p>The connector's own initializer leaves the look-up to the reader. What a savepoint then holds of a partition that no
 * record was read from is a mark, and a restored job looks the group up once more: taken back to that savepoint it would skip
 * all that was read of the partition since.
 */
// The connector knows no other way than Kafka's deprecated type to say what becomes of offsets that are gone.
@SuppressWarnings("deprecation")
final class CommittedOffsets implements OffsetsInitializer {

    private static final long serialVersionUID = 1L;

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        Map<TopicPartition, Long> offsets = new HashMap<>(retriever.beginningOffsets(partitions));
        offsets.putAll(retriever.committedOffsets(partitions));
        return offsets;
    }

    @Override
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.EARLIEST;
    }
}
