// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.StreamCache.Evicted;
import io.acclimate.state.Sample;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The windows that wait for their batch, in order of arrival per stream. They stay in memory, within a bound, and are
 * appended to keyed state on checkpoint and on eviction only: most never get there, because their batch closes before.
 */
final class PendingWindows {

    /** Bytes that a window takes on the heap besides its data. */
    private static final int OVERHEAD = 128;

    private static final Held NONE = new Held(0, List.of(), 0);

    private final AdaptStateManager state;
    private final StreamCache<Held> cache;
    private final Map<String, Integer> written = new HashMap<>();

    /**
     * A stream's windows that are in memory.
     *
     * @param earlier how many older ones lie in keyed state only
     * @param windows all that came after those, oldest first
     */
    private record Held(int earlier, List<Sample> windows, long bytes) {

        static Held of(int earlier, List<Sample> windows) {
            return new Held(
                    earlier, windows, windows.stream().mapToLong(Held::bytes).sum());
        }

        Held with(Sample window) {
            List<Sample> more = new ArrayList<>(windows.size() + 1);
            more.addAll(windows);
            more.add(window);
            return new Held(earlier, more, bytes + bytes(window));
        }

        private static long bytes(Sample window) {
            return window.data().length + OVERHEAD;
        }
    }

    /**
     * Takes over what {@code state} has; {@link #restored} must be called for every such stream.
     *
     * @param maxBytes bound on the memory of all windows; those of a single stream may exceed it
     */
    PendingWindows(AdaptStateManager state, long maxBytes) {
        this.state = state;
        this.cache = new StreamCache<>(maxBytes, Held::bytes);
    }

    /** The windows of a stream that waited when the state was written. */
    List<Sample> restored(String streamId) throws Exception {
        List<Sample> windows = state.pending(streamId);
        written.put(streamId, windows.size());
        write(cache.putClean(streamId, Held.of(0, windows)));
        return windows;
    }

    void add(Sample window) throws Exception {
        String streamId = window.streamId();
        write(cache.putDirty(streamId, held(streamId).with(window)));
    }

    private Held held(String streamId) {
        return cache.get(streamId)
                .orElseGet(() -> written.containsKey(streamId) ? Held.of(written.get(streamId), List.of()) : NONE);
    }

    /** All windows of a stream. */
    List<Sample> of(String streamId) throws Exception {
        Held held = held(streamId);
        if (held.earlier == 0) {
            return List.copyOf(held.windows);
        }
        List<Sample> all = new ArrayList<>(state.pending(streamId).subList(0, held.earlier));
        all.addAll(held.windows);
        return all;
    }

    /** All windows of a stream, which waits for none from now on. */
    List<Sample> take(String streamId) throws Exception {
        List<Sample> all = of(streamId);
        cache.remove(streamId);
        if (written.remove(streamId) != null) {
            state.clearPending(streamId);
        }
        return all;
    }

    /** Forgets the first {@code count} of the stream's windows. */
    void forget(String streamId, int count) throws Exception {
        List<Sample> all = take(streamId);
        if (count < all.size()) {
            write(cache.putDirty(streamId, Held.of(0, List.copyOf(all.subList(count, all.size())))));
        }
    }

    /** Writes what came since the last time, so that keyed state lacks nothing. */
    void flush() throws Exception {
        write(cache.takeDirty());
    }

    private void write(List<Evicted<Held>> streams) throws Exception {
        for (Evicted<Held> stream : streams) {
            Held held = stream.state();
            int before = written.getOrDefault(stream.streamId(), 0);
            state.appendPending(stream.streamId(), held.windows.subList(before - held.earlier, held.windows.size()));
            written.put(stream.streamId(), held.earlier + held.windows.size());
        }
    }
}
