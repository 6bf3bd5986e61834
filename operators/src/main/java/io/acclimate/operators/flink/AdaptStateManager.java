// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.labels.RememberedWindows;
import io.acclimate.state.AdaptDescriptors;
import io.acclimate.state.ControlLedger;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;
import io.acclimate.state.RememberedWindow;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
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
 *   <li>{@code labels}, value, and {@code label-head}, value: what it knows of labels and what they have taught it; bounds
 *       in {@link LabelMemory}, the head by classes and features. Registered once a label is to be read or written.
 *   <li>{@code label-windows}, map by end: windows that a label may still come for; at most {@code labels.remember} and
 *       {@link LabelMemory#MOST_ASKED}.
 * </ul>
 *
 * <p>Broadcast, the same in every subtask: {@code control}, the {@link ControlLedger}, one value with bounds of its own, and
 * {@code model}, the id of the model package that all streams belong to.
 *
 * <p>Names and types stand in {@link AdaptDescriptors}, which the savepoint tools read, too.
 */
final class AdaptStateManager {

    private final KeyedStateBackend<String> backend;
    private final ValueState<StreamState> streamState;
    private final ListState<Sample> pending;
    private final MapState<Long, StreamSnapshot> snapshots;
    private final BroadcastState<Integer, ControlLedger> control;
    private final BroadcastState<Integer, String> model;

    AdaptStateManager(KeyedStateBackend<String> backend, OperatorStateStore operatorState) throws Exception {
        this.backend = backend;
        this.streamState = backend.getPartitionedState(
                VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, AdaptDescriptors.STREAM_STATE);
        this.pending = backend.getPartitionedState(
                VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, AdaptDescriptors.PENDING);
        this.snapshots = backend.getPartitionedState(
                VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, AdaptDescriptors.SNAPSHOTS);
        this.control = operatorState.getBroadcastState(AdaptDescriptors.CONTROL);
        this.model = operatorState.getBroadcastState(AdaptDescriptors.MODEL);
    }

    Optional<StreamState> streamState(String streamId) throws Exception {
        backend.setCurrentKey(streamId);
        return Optional.ofNullable(streamState.value());
    }

    void write(StreamCache.Evicted<StreamState> stream) throws Exception {
        backend.setCurrentKey(stream.streamId());
        streamState.update(stream.state());
    }

    /** Every stream of this subtask that has been written. */
    List<String> streams() {
        try (var keys = backend.getKeys(AdaptDescriptors.STREAM_STATE.getName(), VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }

    void appendPending(String streamId, List<Sample> samples) throws Exception {
        backend.setCurrentKey(streamId);
        pending.addAll(samples);
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

    void clearPending(String streamId) throws Exception {
        backend.setCurrentKey(streamId);
        pending.clear();
    }

    List<String> streamsWithPending() {
        try (var keys = backend.getKeys(AdaptDescriptors.PENDING.getName(), VoidNamespace.INSTANCE)) {
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

    Optional<LabelMemory> labels(String streamId) throws Exception {
        return Optional.ofNullable(of(streamId, AdaptDescriptors.LABELS).value());
    }

    Optional<LabelHead> labelHead(String streamId) throws Exception {
        return Optional.ofNullable(of(streamId, AdaptDescriptors.LABEL_HEAD).value());
    }

    void keepLabels(String streamId, LabelMemory memory, LabelHead head) throws Exception {
        of(streamId, AdaptDescriptors.LABELS).update(memory);
        of(streamId, AdaptDescriptors.LABEL_HEAD).update(head.isNone() ? null : head);
    }

    /** Remembered windows of a stream; for use before another stream's state is looked at. */
    RememberedWindows labelWindows(String streamId) throws Exception {
        MapState<Long, RememberedWindow> windows = of(streamId, AdaptDescriptors.LABEL_WINDOWS);
        return new RememberedWindows() {
            @Override
            public Optional<RememberedWindow> find(long endMicros) throws Exception {
                return Optional.ofNullable(windows.get(endMicros));
            }

            @Override
            public void put(RememberedWindow window) throws Exception {
                windows.put(window.endMicros(), window);
            }

            @Override
            public void remove(long endMicros) throws Exception {
                windows.remove(endMicros);
            }
        };
    }

    /** Forgets everything about a stream's labels. */
    void forgetLabels(String streamId) throws Exception {
        of(streamId, AdaptDescriptors.LABELS).clear();
        of(streamId, AdaptDescriptors.LABEL_HEAD).clear();
        of(streamId, AdaptDescriptors.LABEL_WINDOWS).clear();
    }

    private <S extends State> S of(String streamId, StateDescriptor<S, ?> descriptor) throws Exception {
        backend.setCurrentKey(streamId);
        return backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    }

    ControlLedger ledger() throws Exception {
        ControlLedger found = control.get(AdaptDescriptors.THE_ONE);
        return found == null ? ControlLedger.EMPTY : found;
    }

    void keepLedger(ControlLedger ledger) throws Exception {
        control.put(AdaptDescriptors.THE_ONE, ledger);
    }

    /** The model package that all streams belong to; empty before the first start, or before it was kept. */
    Optional<String> modelId() throws Exception {
        return Optional.ofNullable(model.get(AdaptDescriptors.THE_ONE));
    }

    void keepModelId(String id) throws Exception {
        model.put(AdaptDescriptors.THE_ONE, id);
    }
}
