// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import io.acclimate.state.AdaptDescriptors;
import io.acclimate.state.ControlLedger;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;
import io.acclimate.state.RememberedWindow;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.state.api.output.SnapshotUtils;
import org.apache.flink.state.api.output.TaggedOperatorSubtaskState;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.io.IOException;

/**
 * Writes all state of the adapt operator, keyed and broadcast, in canonical form. What comes of one stream in several
 * elements is put together.
 */
final class StreamWriter extends AbstractStreamOperator<TaggedOperatorSubtaskState>
        implements OneInputStreamOperator<SavedStream, TaggedOperatorSubtaskState>, BoundedOneInput {

    private static final long serialVersionUID = 1L;
    private static final int FIRST_BYTES = 256;

    private final long checkpointId;
    private final long timestamp;
    private final Path target;
    private final byte[] ledger;
    private final String modelId;

    private transient ValueState<StreamState> learned;
    private transient ListState<Sample> pending;
    private transient MapState<Long, StreamSnapshot> snapshots;
    private transient ValueState<LabelMemory> labels;
    private transient ValueState<LabelHead> labelHead;
    private transient MapState<Long, RememberedWindow> labelWindows;

    /**
     * A writer.
     *
     * @param timestamp of the savepoint, milliseconds since the epoch
     * @param target the savepoint's folder
     * @param ledger standing orders, see {@link #bytes}
     * @param modelId package of all streams, or null
     */
    StreamWriter(long checkpointId, long timestamp, Path target, byte[] ledger, String modelId) {
        this.checkpointId = checkpointId;
        this.timestamp = timestamp;
        this.target = target;
        this.ledger = ledger;
        this.modelId = modelId;
    }

    /** A ledger on its way into the writer. */
    static byte[] bytes(ControlLedger ledger) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(FIRST_BYTES);
        ControlLedger.Serializer.INSTANCE.serialize(ledger, bytes);
        return bytes.getCopyOfBuffer();
    }

    @Override
    public void open() throws Exception {
        super.open();
        learned = getPartitionedState(AdaptDescriptors.STREAM_STATE);
        pending = getPartitionedState(AdaptDescriptors.PENDING);
        snapshots = getPartitionedState(AdaptDescriptors.SNAPSHOTS);
        labels = getPartitionedState(AdaptDescriptors.LABELS);
        labelHead = getPartitionedState(AdaptDescriptors.LABEL_HEAD);
        labelWindows = getPartitionedState(AdaptDescriptors.LABEL_WINDOWS);
    }

    @Override
    public void processElement(StreamRecord<SavedStream> element) throws Exception {
        SavedStream stream = element.getValue();
        if (stream.learned().isPresent()) {
            learned.update(stream.learned().get());
        }
        if (!stream.pending().isEmpty()) {
            pending.addAll(stream.pending());
        }
        if (!stream.snapshots().isEmpty()) {
            snapshots.putAll(stream.snapshots());
        }
        write(stream.labels());
    }

    private void write(SavedLabels saved) throws Exception {
        if (saved.memory().isPresent()) {
            labels.update(saved.memory().get());
        }
        if (saved.head().isPresent()) {
            labelHead.update(saved.head().get());
        }
        for (RememberedWindow window : saved.windows()) {
            labelWindows.put(window.endMicros(), window);
        }
    }

    @Override
    public void endInput() throws Exception {
        getOperatorStateBackend()
                .getBroadcastState(AdaptDescriptors.CONTROL)
                .put(
                        AdaptDescriptors.THE_ONE,
                        ControlLedger.Serializer.INSTANCE.deserialize(new DataInputDeserializer(ledger)));
        if (modelId != null) {
            getOperatorStateBackend().getBroadcastState(AdaptDescriptors.MODEL).put(AdaptDescriptors.THE_ONE, modelId);
        }
        Configuration job = getContainingTask().getJobConfiguration();
        output.collect(new StreamRecord<>(SnapshotUtils.snapshot(
                checkpointId,
                this,
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                timestamp,
                CheckpointingOptions.getCheckpointingMode(job),
                CheckpointingOptions.isUnalignedCheckpointEnabled(job),
                getContainingTask().getConfiguration().getConfiguration(),
                target)));
    }
}
