// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import io.acclimate.state.AdaptDescriptors;

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Stands for the main job's operators in tests of savepoints: keeps what it is given, and tells what it has. */
final class KeepingOperator extends AbstractStreamOperator<SavedStream>
        implements OneInputStreamOperator<SavedStream, SavedStream> {

    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<String> NOTE = new ValueStateDescriptor<>("note", Types.STRING);

    /** Elements kept since the last {@link #forget()}. */
    static final AtomicInteger KEPT = new AtomicInteger();

    /** What was found in state at the start, by stream. */
    static final Map<String, String> NOTES = new ConcurrentHashMap<>();

    private final boolean adapt;
    private final String modelId;

    /** An operator; one of two kinds of state. */
    KeepingOperator(boolean adapt, String modelId) {
        this.adapt = adapt;
        this.modelId = modelId;
    }

    static void forget() {
        KEPT.set(0);
        NOTES.clear();
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (adapt) {
            getOperatorStateBackend()
                    .getBroadcastState(AdaptDescriptors.CONTROL)
                    .put(0, Examples.LEDGER);
            getOperatorStateBackend().getBroadcastState(AdaptDescriptors.MODEL).put(0, modelId);
            return;
        }
        ValueState<String> note = getPartitionedState(NOTE);
        List<String> keys;
        try (Stream<String> stored =
                this.<String>getKeyedStateBackend().getKeys(NOTE.getName(), VoidNamespace.INSTANCE)) {
            keys = stored.toList();
        }
        for (String key : keys) {
            setCurrentKey(key);
            NOTES.put(key, note.value());
        }
    }

    @Override
    public void processElement(StreamRecord<SavedStream> element) throws Exception {
        SavedStream stream = element.getValue();
        if (adapt) {
            if (stream.learned().isPresent()) {
                getPartitionedState(AdaptDescriptors.STREAM_STATE)
                        .update(stream.learned().get());
            }
            getPartitionedState(AdaptDescriptors.PENDING).addAll(stream.pending());
            var snapshots = getPartitionedState(AdaptDescriptors.SNAPSHOTS);
            snapshots.putAll(new TreeMap<>(stream.snapshots()));
            keep(stream.labels());
        } else {
            getPartitionedState(NOTE).update("windows of " + stream.streamId());
        }
        KEPT.incrementAndGet();
        output.collect(element);
    }

    private void keep(SavedLabels labels) throws Exception {
        if (labels.memory().isPresent()) {
            getPartitionedState(AdaptDescriptors.LABELS).update(labels.memory().get());
            getPartitionedState(AdaptDescriptors.LABEL_HEAD)
                    .update(labels.head().get());
            for (var window : labels.windows()) {
                getPartitionedState(AdaptDescriptors.LABEL_WINDOWS).put(window.endMicros(), window);
            }
        }
    }
}
