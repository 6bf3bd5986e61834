// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All state of the adapt operator, keyed by stream:
 *
 * <ul>
 *   <li>{@code stream-state}, value: what the stream has learned; bounded by the method and the parameter scope.
 *   <li>{@code pending-windows}, list: windows that wait for their batch to close; at most a batch of them.
 * </ul>
 */
final class AdaptStateManager {

    private static final ValueStateDescriptor<StreamState> STREAM_STATE =
            new ValueStateDescriptor<>("stream-state", StreamState.TYPE);
    private static final ListStateDescriptor<Sample> PENDING =
            new ListStateDescriptor<>("pending-windows", Sample.TYPE);

    private final KeyedStateBackend<String> backend;
    private final ValueState<StreamState> streamState;
    private final ListState<Sample> pending;

    AdaptStateManager(KeyedStateBackend<String> backend) throws Exception {
        this.backend = backend;
        this.streamState =
                backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, STREAM_STATE);
        this.pending = backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, PENDING);
    }

    Optional<StreamState> streamState(String streamId) throws Exception {
        backend.setCurrentKey(streamId);
        return Optional.ofNullable(streamState.value());
    }

    void write(StreamCache.Evicted stream) throws Exception {
        backend.setCurrentKey(stream.streamId());
        streamState.update(stream.state());
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

    List<String> streamsWithPending() {
        try (var keys = backend.getKeys(PENDING.getName(), VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }
}
