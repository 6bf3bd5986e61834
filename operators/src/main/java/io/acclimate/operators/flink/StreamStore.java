// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Optional;

/** Reads and writes what streams have learned, through the write-back cache. */
final class StreamStore {

    private final AdaptStateManager state;
    private final StreamCache<StreamState> cache;
    private final AdaptMetrics metrics;

    StreamStore(AdaptStateManager state, StreamCache<StreamState> cache, AdaptMetrics metrics) {
        this.state = state;
        this.cache = cache;
        this.metrics = metrics;
    }

    Optional<StreamState> get(String streamId) throws Exception {
        Optional<StreamState> cached = cache.get(streamId);
        metrics.markCache(cached.isPresent());
        if (cached.isPresent()) {
            return cached;
        }
        Optional<StreamState> stored = state.streamState(streamId);
        if (stored.isPresent()) {
            write(cache.putClean(streamId, stored.get()));
        }
        return stored;
    }

    void put(String streamId, StreamState changed) throws Exception {
        write(cache.putDirty(streamId, changed));
    }

    private void write(List<StreamCache.Evicted<StreamState>> evicted) throws Exception {
        for (StreamCache.Evicted<StreamState> stream : evicted) {
            metrics.markEviction();
            state.write(stream);
        }
    }

    /** Writes every changed stream, so that keyed state lacks nothing. */
    void flush() throws Exception {
        for (StreamCache.Evicted<StreamState> stream : cache.takeDirty()) {
            state.write(stream);
        }
    }

    /** Every stream of this subtask that has learned something. */
    List<String> streams() throws Exception {
        flush();
        return state.streams();
    }
}
