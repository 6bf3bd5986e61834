// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

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
        @Override
        public OffsetsInitializer initializer() {
            return new CommittedOffsets();
        }
    };

    /** The same in the words of the Kafka connector. */
    public abstract OffsetsInitializer initializer();
}
