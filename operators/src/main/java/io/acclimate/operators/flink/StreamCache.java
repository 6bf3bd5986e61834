// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Write-back cache of what lies in state per stream: least recently used streams leave first when the bytes exceed the bound, and only
 * those that changed since they were last written need to be written. It never holds what a checkpoint lacks, because
 * the operator writes all changed streams before it snapshots.
 *
 * @param <V> what it keeps of a stream
 */
final class StreamCache<V> {

    private final long maxBytes;
    private final ToLongFunction<V> sizes;
    private final Map<String, V> streams = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> dirty = new HashSet<>();
    private long bytes;

    /** A stream that left the cache and must be written. */
    record Evicted<V>(String streamId, V state) {}

    /**
     * An empty cache.
     *
     * @param maxBytes bound; a single stream may exceed it
     * @param sizes bytes of what is kept of a stream; of the same object always as many
     */
    StreamCache(long maxBytes, ToLongFunction<V> sizes) {
        this.maxBytes = maxBytes;
        this.sizes = sizes;
    }

    Optional<V> get(String streamId) {
        return Optional.ofNullable(streams.get(streamId));
    }

    /** Keeps a stream as it is in state. */
    List<Evicted<V>> putClean(String streamId, V state) {
        return put(streamId, state);
    }

    /** Keeps a stream that has changed. */
    List<Evicted<V>> putDirty(String streamId, V state) {
        dirty.add(streamId);
        return put(streamId, state);
    }

    private List<Evicted<V>> put(String streamId, V state) {
        V old = streams.put(streamId, state);
        bytes += sizes.applyAsLong(state) - (old == null ? 0 : sizes.applyAsLong(old));
        List<Evicted<V>> evicted = new ArrayList<>();
        Iterator<Map.Entry<String, V>> eldestFirst = streams.entrySet().iterator();
        while (bytes > maxBytes && streams.size() > 1) {
            Map.Entry<String, V> eldest = eldestFirst.next();
            bytes -= sizes.applyAsLong(eldest.getValue());
            if (dirty.remove(eldest.getKey())) {
                evicted.add(new Evicted<>(eldest.getKey(), eldest.getValue()));
            }
            eldestFirst.remove();
        }
        return evicted;
    }

    /** Forgets a stream, whether it has changed or not. */
    void remove(String streamId) {
        V old = streams.remove(streamId);
        bytes -= old == null ? 0 : sizes.applyAsLong(old);
        dirty.remove(streamId);
    }

    /** All changed streams; they count as written from now on. */
    List<Evicted<V>> takeDirty() {
        List<Evicted<V>> changed = new ArrayList<>(dirty.size());
        for (Map.Entry<String, V> entry : streams.entrySet()) {
            if (dirty.contains(entry.getKey())) {
                changed.add(new Evicted<>(entry.getKey(), entry.getValue()));
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
