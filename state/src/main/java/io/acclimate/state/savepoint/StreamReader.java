// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import io.acclimate.state.AdaptDescriptors;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;
import io.acclimate.state.RememberedWindow;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.util.Collector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Reads stream by stream what the adapt operator keeps. */
final class StreamReader extends KeyedStateReaderFunction<String, SavedStream> {

    private static final long serialVersionUID = 1L;

    private transient ValueState<StreamState> learned;
    private transient ListState<Sample> pending;
    private transient MapState<Long, StreamSnapshot> snapshots;
    private transient ValueState<LabelMemory> labels;
    private transient ValueState<LabelHead> labelHead;
    private transient MapState<Long, RememberedWindow> labelWindows;

    @Override
    public void open(OpenContext context) {
        learned = getRuntimeContext().getState(AdaptDescriptors.STREAM_STATE);
        pending = getRuntimeContext().getListState(AdaptDescriptors.PENDING);
        snapshots = getRuntimeContext().getMapState(AdaptDescriptors.SNAPSHOTS);
        labels = getRuntimeContext().getState(AdaptDescriptors.LABELS);
        labelHead = getRuntimeContext().getState(AdaptDescriptors.LABEL_HEAD);
        labelWindows = getRuntimeContext().getMapState(AdaptDescriptors.LABEL_WINDOWS);
    }

    @Override
    public void readKey(String streamId, Context context, Collector<SavedStream> out) throws Exception {
        List<Sample> waiting = new ArrayList<>();
        Iterable<Sample> stored = pending.get();
        if (stored != null) {
            stored.forEach(waiting::add);
        }
        NavigableMap<Long, StreamSnapshot> copies = new TreeMap<>();
        for (Map.Entry<Long, StreamSnapshot> entry : snapshots.entries()) {
            copies.put(entry.getKey(), entry.getValue());
        }
        out.collect(new SavedStream(streamId, Optional.ofNullable(learned.value()), waiting, copies, labels()));
    }

    private SavedLabels labels() throws Exception {
        List<RememberedWindow> windows = new ArrayList<>();
        Iterable<RememberedWindow> stored = labelWindows.values();
        if (stored != null) {
            stored.forEach(windows::add);
        }
        return new SavedLabels(Optional.ofNullable(labels.value()), Optional.ofNullable(labelHead.value()), windows);
    }
}
