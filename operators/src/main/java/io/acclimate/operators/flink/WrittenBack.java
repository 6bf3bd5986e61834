// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.StreamCache.Evicted;

import org.apache.flink.api.common.state.ValueState;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A value per stream that stays in memory and is written to keyed state on checkpoint and on eviction only.
 *
 * @param <V> the value
 * @param <S> as it lies in state
 */
final class WrittenBack<V, S> {

    /** Bytes that a stream costs besides its value, so that their number is bounded, too. */
    private static final int OVERHEAD = 512;

    private final ValueState<S> state;
    private final Consumer<String> keys;
    private final StreamCache<V> cache;
    private final Function<V, S> stored;

    /**
     * Values of which none is in memory yet.
     *
     * @param keys sets the key of {@code state}
     * @param maxBytes bound on the memory of all; a single one may exceed it
     * @param sizes bytes of a value; of the same object always as many
     * @param stored what is written for a value
     */
    WrittenBack(
            ValueState<S> state, Consumer<String> keys, long maxBytes, ToLongFunction<V> sizes, Function<V, S> stored) {
        this.state = state;
        this.keys = keys;
        this.cache = new StreamCache<>(maxBytes, value -> sizes.applyAsLong(value) + OVERHEAD);
        this.stored = stored;
    }

    /**
     * The value of the stream that is the present key.
     *
     * @param read makes it of what lies in state, which is null for a new stream
     */
    V get(String streamId, Function<S, V> read) throws IOException {
        Optional<V> cached = cache.get(streamId);
        return cached.isPresent() ? cached.get() : read.apply(state.value());
    }

    /** Keeps the value of the stream that is the present key. */
    void put(String streamId, V value) throws IOException {
        List<Evicted<V>> evicted = cache.putDirty(streamId, value);
        if (!evicted.isEmpty()) {
            write(evicted);
            keys.accept(streamId);
        }
    }

    /** Writes what has changed, so that keyed state lacks nothing; another key is the present one then. */
    void flush() throws IOException {
        write(cache.takeDirty());
    }

    private void write(List<Evicted<V>> streams) throws IOException {
        for (Evicted<V> stream : streams) {
            keys.accept(stream.streamId());
            state.update(stored.apply(stream.state()));
        }
    }
}
