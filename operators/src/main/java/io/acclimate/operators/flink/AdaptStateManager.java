// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.state.ControlLedger;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All state of the adapt operator. Keyed by stream:
 *
 * <ul>
 *   <li>{@code stream-state}, value: what the stream has learned; bounded by the method and the parameter scope.
 *   <li>{@code pending-windows}, list: windows that wait for their batch to close; at most a batch of them.
 *   <li>{@code snapshots}, map by number: copies to go back to; at most {@link SnapshotSettings#perStream()}.
 * </ul>
 *
 * <p>Broadcast, the same in every subtask: {@code control}, the {@link ControlLedger}, one value with bounds of its own.
 */
final class AdaptStateManager {

    private static final ValueStateDescriptor<StreamState> STREAM_STATE =
            new ValueStateDescriptor<>("stream-state", StreamState.TYPE);
    private static final ListStateDescriptor<Sample> PENDING =
            new ListStateDescriptor<>("pending-windows", Sample.TYPE);
    private static final MapStateDescriptor<Long, StreamSnapshot> SNAPSHOTS =
            new MapStateDescriptor<>("snapshots", Types.LONG, StreamSnapshot.TYPE);
    private static final MapStateDescriptor<Integer, ControlLedger> CONTROL =
            new MapStateDescriptor<>("control", Types.INT, ControlLedger.TYPE);
    private static final int THE_LEDGER = 0;

    private final KeyedStateBackend<String> backend;
    private final ValueState<StreamState> streamState;
    private final ListState<Sample> pending;
    private final MapState<Long, StreamSnapshot> snapshots;
    private final BroadcastState<Integer, ControlLedger> control;

    AdaptStateManager(KeyedStateBackend<String> backend, OperatorStateStore operatorState) throws Exception {
        this.backend = backend;
        this.streamState =
                backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, STREAM_STATE);
        this.pending = backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, PENDING);
        this.snapshots =
                backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, SNAPSHOTS);
        this.control = operatorState.getBroadcastState(CONTROL);
    }

    Optional<StreamState> streamState(String streamId) throws Exception {
        backend.setCurrentKey(streamId);
        return Optional.ofNullable(streamState.value());
    }

    void write(StreamCache.Evicted stream) throws Exception {
        backend.setCurrentKey(stream.streamId());
        streamState.update(stream.state());
    }

    /** Every stream of this subtask that has been written. */
    List<String> streams() {
        try (var keys = backend.getKeys(STREAM_STATE.getName(), VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }

    void addPending(String streamId, Sample sample) throws Exception {
        backend.setCurrentKey(streamId);
        pending.add(sample);
    }

    List<Sample> pending(String streamId) throws Exception {
        backend.setCurrentKey(streamId);
        List<Sample> samples = new ArrayList<>();
        Iterable<Sample> stored = pending.get();
        if (stored != null) {
            stored.forEach(samples::add);
        }
        return samples;
    }

    List<Sample> takePending(String streamId) throws Exception {
        List<Sample> samples = pending(streamId);
        pending.clear();
        return samples;
    }

    /** Forgets the first {@code count} of the stream's windows. */
    void forgetPending(String streamId, int count) throws Exception {
        List<Sample> samples = pending(streamId);
        pending.update(samples.subList(count, samples.size()));
    }

    List<String> streamsWithPending() {
        try (var keys = backend.getKeys(PENDING.getName(), VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }

    /** A stream's snapshots by number, oldest first. */
    NavigableMap<Long, StreamSnapshot> snapshots(String streamId) throws Exception {
        backend.setCurrentKey(streamId);
        NavigableMap<Long, StreamSnapshot> found = new TreeMap<>();
        Iterable<Map.Entry<Long, StreamSnapshot>> stored = snapshots.entries();
        if (stored != null) {
            stored.forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    void putSnapshot(String streamId, long number, StreamSnapshot snapshot) throws Exception {
        backend.setCurrentKey(streamId);
        snapshots.put(number, snapshot);
    }

    void removeSnapshot(String streamId, long number) throws Exception {
        backend.setCurrentKey(streamId);
        snapshots.remove(number);
    }

    ControlLedger ledger() throws Exception {
        ControlLedger found = control.get(THE_LEDGER);
        return found == null ? ControlLedger.EMPTY : found;
    }

    void keepLedger(ControlLedger ledger) throws Exception {
        control.put(THE_LEDGER, ledger);
    }
}
