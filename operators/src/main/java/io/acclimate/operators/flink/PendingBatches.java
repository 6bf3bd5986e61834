// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which streams have windows that wait for their batch to close. The windows themselves lie in keyed state; this index of
 * one small entry per such stream is rebuilt from them on restore. Whether a batch closes depends on the stream's own
 * windows alone, so a replay forms the same batches.
 */
final class PendingBatches {

    private final BatchingSettings settings;
    private final Map<String, Entry> byArrival = new LinkedHashMap<>();

    private record Entry(int count, long firstEndMicros, long lastEndMicros, long arrivedMillis) {}

    PendingBatches(BatchingSettings settings) {
        this.settings = settings;
    }

    /** Whether a window that ends at {@code endMicros} closes the stream's batch before it joins one. */
    boolean closesBefore(String streamId, long endMicros) {
        Entry entry = byArrival.get(streamId);
        return entry != null
                && (endMicros - entry.firstEndMicros > settings.maxLatencyMicros() || endMicros <= entry.lastEndMicros);
    }

    /** Adds a window; says whether the batch is full now. */
    boolean add(String streamId, long endMicros, long nowMillis) {
        Entry entry = byArrival.remove(streamId);
        Entry grown = entry == null
                ? new Entry(1, endMicros, endMicros, nowMillis)
                : new Entry(entry.count + 1, entry.firstEndMicros, endMicros, nowMillis);
        byArrival.put(streamId, grown);
        return grown.count >= settings.batchSize();
    }

    void remove(String streamId) {
        byArrival.remove(streamId);
    }

    boolean isEmpty() {
        return byArrival.isEmpty();
    }

    List<String> streams() {
        return List.copyOf(byArrival.keySet());
    }

    /** Streams whose last window came at least the idle timeout ago. */
    List<String> idle(long nowMillis) {
        List<String> idle = new ArrayList<>();
        Iterator<Map.Entry<String, Entry>> oldestFirst = byArrival.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<String, Entry> entry = oldestFirst.next();
            if (entry.getValue().arrivedMillis + settings.idleTimeoutMillis() > nowMillis) {
                break;
            }
            idle.add(entry.getKey());
        }
        return idle;
    }
}
