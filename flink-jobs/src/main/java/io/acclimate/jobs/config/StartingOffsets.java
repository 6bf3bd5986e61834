// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Where a job that starts without checkpoint begins to read. */
public enum StartingOffsets {
    /** At the oldest record. */
    EARLIEST {
        @Override
        public OffsetsInitializer initializer() {
            return OffsetsInitializer.earliest();
        }
    },
    /** After the newest record. */
    LATEST {
        @Override
        public OffsetsInitializer initializer() {
            return OffsetsInitializer.latest();
        }
    },
    /** Where the consumer group stands; at the oldest record of partitions that it never read. */
    COMMITTED {
        // The connector offers no other way than Kafka's deprecated type to say what partitions without offset do.
        @SuppressWarnings("deprecation")
        @Override
        public OffsetsInitializer initializer() {
            return OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
        }
    };

    /** The same in the words of the Kafka connector. */
    public abstract OffsetsInitializer initializer();
}
