// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Write-back cache of stream state: least recently used streams leave first when the bytes exceed the bound, and only
 * those that changed since they were last written need to be written. It never holds what a checkpoint lacks, because
 * the operator writes all changed streams before it snapshots.
 */
final class StreamCache {

    private final long maxBytes;
    private final Map<String, StreamState> streams = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> dirty = new HashSet<>();
    private long bytes;

    /** A stream that left the cache and must be written. */
    record Evicted(String streamId, StreamState state) {}

    StreamCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Optional<StreamState> get(String streamId) {
        return Optional.ofNullable(streams.get(streamId));
    }

    /** Keeps a stream as it is in state. */
    List<Evicted> putClean(String streamId, StreamState state) {
        return put(streamId, state);
    }

    /** Keeps a stream that has changed. */
    List<Evicted> putDirty(String streamId, StreamState state) {
        dirty.add(streamId);
        return put(streamId, state);
    }

    private List<Evicted> put(String streamId, StreamState state) {
        StreamState old = streams.put(streamId, state);
        bytes += state.bytes() - (old == null ? 0 : old.bytes());
        List<Evicted> evicted = new ArrayList<>();
        Iterator<Map.Entry<String, StreamState>> eldestFirst =
                streams.entrySet().iterator();
        while (bytes > maxBytes && streams.size() > 1) {
            Map.Entry<String, StreamState> eldest = eldestFirst.next();
            bytes -= eldest.getValue().bytes();
            if (dirty.remove(eldest.getKey())) {
                evicted.add(new Evicted(eldest.getKey(), eldest.getValue()));
            }
            eldestFirst.remove();
        }
        return evicted;
    }

    /** All changed streams; they count as written from now on. */
    List<Evicted> takeDirty() {
        List<Evicted> changed = new ArrayList<>(dirty.size());
        for (Map.Entry<String, StreamState> entry : streams.entrySet()) {
            if (dirty.contains(entry.getKey())) {
                changed.add(new Evicted(entry.getKey(), entry.getValue()));
            }
        }
        dirty.clear();
        return changed;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return streams.size();
    }
}
