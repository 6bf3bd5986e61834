// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/** The state backends that the operators must work on. */
enum Backend {
    HASHMAP,
    ROCKSDB;

    /** Without incremental checkpoints: a harness has no coordinator to complete them. */
    StateBackend create() {
        return this == HASHMAP ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend(false);
    }

    Backend other() {
        return this == HASHMAP ? ROCKSDB : HASHMAP;
    }
}
