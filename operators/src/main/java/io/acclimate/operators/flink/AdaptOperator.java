// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.guard.Enforcement;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.operators.shift.ShiftReference;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Predicts and adapts, keyed by stream. Windows gather in keyed state until their batch closes; closed batches of several
 * streams share one pass of the {@link AdaptationEngine}. Predictions are the main output; see {@link Outputs} for the
 * others.
 *
 * <p>The second input brings control commands, the same to every subtask.
 *
 * <p>Nothing is held that a restore would lose: closed batches are run before the barrier goes on, and changed streams are
 * written before the snapshot. Batches form by count and by the stream's own clock, so a replay forms them again; only a
 * stream that falls silent is served by a timer, which starts anew after a restore.
 */
public final class AdaptOperator extends AbstractStreamOperator<OutputRecord>
        implements TwoInputStreamOperator<Sample, ControlOrder, OutputRecord>, BoundedMultiInput {

    private static final long serialVersionUID = 1L;
    private static final int WINDOWS = 1;

    private final ModelSettings modelSettings;
    private final AdaptationSettings settings;
    private final BatchingSettings batching;
    private final AlertSettings alertSettings;
    private final SafetySettings safety;

    private transient LoadedModel model;
    private transient AdaptationEngine engine;
    private transient AdaptStateManager state;
    private transient AdaptMetrics metrics;
    private transient StreamStore store;
    private transient StepReview review;
    private transient CommandExecutor commands;
    private transient PendingBatches pending;
    private transient Map<String, StreamBatch> closed;
    private transient boolean passTimerSet;
    private transient boolean idleTimerSet;

    /** An operator with these settings; everything heavy is made in {@link #open()}. */
    public AdaptOperator(
            ModelSettings modelSettings,
            AdaptationSettings settings,
            BatchingSettings batching,
            AlertSettings alertSettings,
            SafetySettings safety) {
        this.modelSettings = modelSettings;
        this.settings = settings;
        this.batching = batching;
        this.alertSettings = alertSettings;
        this.safety = safety;
    }

    @Override
    public void open() throws Exception {
        super.open();
        model = ModelLoader.load(modelSettings);
        engine = new AdaptationEngine(model, settings);
        state = new AdaptStateManager(getKeyedStateBackend(), getOperatorStateBackend());
        StreamCache cache = new StreamCache(batching.cacheBytes());
        metrics = new AdaptMetrics(getMetricGroup(), cache);
        store = new StreamStore(state, cache, metrics);
        makeReview();
        pending = new PendingBatches(batching);
        closed = new LinkedHashMap<>();
        for (String streamId : state.streamsWithPending()) {
            for (Sample sample : state.pending(streamId)) {
                pending.add(streamId, sample.endMicros(), now());
            }
        }
        setIdleTimer();
    }

    private void makeReview() throws Exception {
        ShiftReference reference = SourceView.shiftReference(model.source().knowledge());
        Guard guard = new Guard(safety.guard(), reference, model.source());
        SnapshotRing snapshots = new SnapshotRing(state, safety.snapshots());
        AdaptRecords records = new AdaptRecords(model.source(), settings, alertSettings);
        Emitter emitter = new Emitter(output, this::now);
        review = new StepReview(
                guard,
                new ShiftMonitor(reference, alertSettings.threshold()),
                snapshots,
                store,
                records,
                metrics,
                emitter,
                new Enforcement(engine.initialVectors()));
        commands = new CommandExecutor(
                state,
                store,
                snapshots,
                guard,
                records,
                emitter,
                engine.initialVectors(),
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void processElement1(StreamRecord<Sample> element) throws Exception {
        Sample sample = element.getValue();
        String streamId = sample.streamId();
        if (pending.closesBefore(streamId, sample.endMicros())) {
            close(streamId);
        }
        state.addPending(streamId, sample);
        if (pending.add(streamId, sample.endMicros(), now())) {
            close(streamId);
        }
        if (!closed.isEmpty()) {
            setPassTimer();
        }
        setIdleTimer();
    }

    /** Makes the stream's pending windows a batch that waits for its pass. */
    private void close(String streamId) throws Exception {
        if (closed.containsKey(streamId)) {
            runClosed();
        }
        pending.remove(streamId);
        closed.put(streamId, new StreamBatch(streamId, store.get(streamId), state.takePending(streamId)));
        if (closed.size() >= batching.streamsPerPass()) {
            runClosed();
        }
    }

    private void runClosed() throws Exception {
        Map<Integer, List<StreamBatch>> bySize = new LinkedHashMap<>();
        for (StreamBatch batch : closed.values()) {
            bySize.computeIfAbsent(batch.samples().size(), size -> new ArrayList<>())
                    .add(batch);
        }
        closed.clear();
        for (List<StreamBatch> group : bySize.values()) {
            run(group);
        }
    }

    private void run(List<StreamBatch> group) throws Exception {
        long started = System.nanoTime();
        List<BatchResult> results = engine.step(group);
        double millis = (System.nanoTime() - started) / 1e6;
        metrics.markPass(Math.round(millis));
        for (int s = 0; s < group.size(); s++) {
            StreamBatch batch = group.get(s);
            review.finish(batch, results.get(s), commands.paused(batch.streamId()), millis / group.size());
        }
    }

    /** Commands act between batches: what has closed before one is run before it. */
    @Override
    public void processElement2(StreamRecord<ControlOrder> element) throws Exception {
        runClosed();
        commands.execute(element.getValue());
    }

    private void setPassTimer() {
        if (!passTimerSet) {
            passTimerSet = true;
            getProcessingTimeService().registerTimer(now() + batching.passWaitMillis(), time -> {
                passTimerSet = false;
                runClosed();
            });
        }
    }

    private void setIdleTimer() {
        if (!idleTimerSet && !pending.isEmpty()) {
            idleTimerSet = true;
            getProcessingTimeService().registerTimer(now() + batching.idleTimeoutMillis(), time -> {
                idleTimerSet = false;
                closeAll(pending.idle(now()));
                setIdleTimer();
            });
        }
    }

    private void closeAll(List<String> streams) throws Exception {
        for (String streamId : streams) {
            close(streamId);
        }
        runClosed();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        runClosed();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        store.flush();
        super.snapshotState(context);
    }

    @Override
    public void endInput(int input) throws Exception {
        if (input == WINDOWS) {
            closeAll(pending.streams());
        }
    }

    @Override
    public void close() throws Exception {
        if (model != null) {
            model.close();
            model = null;
        }
        super.close();
    }
}
