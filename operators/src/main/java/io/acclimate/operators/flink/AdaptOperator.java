// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.guard.Enforcement;
import io.acclimate.operators.guard.FreshStart;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.labels.LabelSettings;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamInput;
import io.acclimate.state.StreamState;
import io.acclimate.state.WindowLabel;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.List;
import java.util.Optional;
import java.util.Set;

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
 *
 * @param <I> what the first input brings: {@link Sample} where no labels are read, else {@link StreamInput}
 */
public final class AdaptOperator<I extends StreamInput> extends AbstractStreamOperator<OutputRecord>
        implements TwoInputStreamOperator<I, ControlOrder, OutputRecord>, BoundedMultiInput {

    private static final long serialVersionUID = 1L;
    private static final int WINDOWS = 1;

    private final ModelSettings modelSettings;
    private final AdaptationSettings settings;
    private final BatchingSettings batching;
    private final AlertSettings alertSettings;
    private final SafetySettings safety;
    private final LabelSettings labelSettings;

    private transient LoadedModel model;
    private transient AdaptStateManager state;
    private transient StreamStore store;
    private transient CommandExecutor commands;
    private transient Optional<LateLabels> labels;
    private transient PendingWindows waiting;
    private transient BatchRunner runner;
    private transient PendingBatches pending;
    private transient boolean passTimerSet;
    private transient boolean idleTimerSet;

    /** An operator with these settings; everything heavy is made in {@link #open()}. */
    public AdaptOperator(
            ModelSettings modelSettings,
            AdaptationSettings settings,
            BatchingSettings batching,
            AlertSettings alertSettings,
            SafetySettings safety,
            LabelSettings labelSettings) {
        this.modelSettings = modelSettings;
        this.settings = settings;
        this.batching = batching;
        this.alertSettings = alertSettings;
        this.safety = safety;
        this.labelSettings = labelSettings;
    }

    @Override
    public void open() throws Exception {
        super.open();
        model = ModelLoader.load(modelSettings);
        state = new AdaptStateManager(getKeyedStateBackend(), getOperatorStateBackend());
        StreamCache<StreamState> cache = new StreamCache<>(batching.cacheBytes(), StreamState::bytes);
        AdaptMetrics metrics = new AdaptMetrics(getMetricGroup(), cache);
        store = new StreamStore(state, cache, metrics);
        waiting = new PendingWindows(state, batching.cacheBytes());
        makeRunner(metrics);
        pending = new PendingBatches(batching);
        for (String streamId : state.streamsWithPending()) {
            restorePending(streamId);
        }
        setPassTimer();
        setIdleTimer();
    }

    private void makeRunner(AdaptMetrics metrics) throws Exception {
        AdaptationEngine engine = new AdaptationEngine(model, settings);
        ShiftKnowledge knowledge = SourceView.shiftKnowledge(model.source().knowledge());
        Guard guard = new Guard(
                safety.guard(), SourceView.shiftReference(model.source().knowledge()), model.source());
        SnapshotRing snapshots = new SnapshotRing(state, safety.snapshots());
        AdaptRecords records = new AdaptRecords(model.source(), settings);
        Emitter emitter = new Emitter(output, this::now);
        new ModelChange(modelSettings, settings, model, engine.initialVectors(), state, records, emitter).carryOut();
        labels = labelSettings.enabled()
                ? Optional.of(new LateLabels(labelSettings, model.source(), state, records, metrics, emitter))
                : Optional.empty();
        commands = new CommandExecutor(
                state,
                store,
                snapshots,
                guard,
                records,
                emitter,
                engine.initialVectors(),
                labels,
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
        StepReview review = new StepReview(
                guard,
                new ShiftReview(
                        knowledge,
                        alertSettings,
                        new ShiftAlertRecords(model.source(), alertSettings, knowledge),
                        guard,
                        snapshots,
                        new FreshStart(model.source(), engine.initialVectors())),
                snapshots,
                store,
                records,
                metrics,
                emitter,
                new Enforcement(engine.initialVectors()),
                commands::paused,
                labels);
        runner = batching.predictAtOnce()
                ? new PassesBehind(batching, engine, waiting, store, review, metrics, modelSettings.threads())
                : new SharedPasses(
                        batching,
                        engine,
                        waiting,
                        store,
                        review,
                        metrics,
                        this::now,
                        getContainingTask()
                                .getMailboxExecutorFactory()
                                .createExecutor(getOperatorConfig().getChainIndex()),
                        modelSettings.threads());
    }

    /** Batches close as they did before, so that only the stream's first one can have. */
    private void restorePending(String streamId) throws Exception {
        List<Sample> samples = waiting.restored(streamId);
        boolean restored = false;
        for (int n = 0; n < samples.size(); n++) {
            long end = samples.get(n).endMicros();
            if (!restored && pending.closesBefore(streamId, end)) {
                restored = restore(streamId, samples.subList(0, n));
            }
            if (pending.add(streamId, end, now()) && !restored) {
                restored = restore(streamId, samples.subList(0, n + 1));
            }
        }
    }

    private boolean restore(String streamId, List<Sample> batch) throws Exception {
        pending.remove(streamId);
        runner.restored(streamId, List.copyOf(batch));
        return true;
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void processElement1(StreamRecord<I> element) throws Exception {
        StreamInput input = element.getValue();
        if (input instanceof WindowLabel label) {
            take(label);
        } else {
            process((Sample) input);
        }
    }

    private void take(WindowLabel label) throws Exception {
        if (labels.isPresent()) {
            long steps = store.get(label.streamId()).map(StreamState::steps).orElse(0L);
            labels.get().take(label, steps);
        }
    }

    private void process(Sample sample) throws Exception {
        String streamId = sample.streamId();
        if (pending.closesBefore(streamId, sample.endMicros())) {
            close(streamId);
        }
        waiting.add(runner.arrived(sample));
        if (pending.add(streamId, sample.endMicros(), now())) {
            close(streamId);
        }
        setPassTimer();
        setIdleTimer();
    }

    private void close(String streamId) throws Exception {
        pending.remove(streamId);
        runner.closed(streamId);
    }

    /** Commands act between batches: what has closed before one is run before it. */
    @Override
    public void processElement2(StreamRecord<ControlOrder> element) throws Exception {
        runner.finish(element.getValue()::concerns);
        commands.execute(element.getValue());
    }

    private void setPassTimer() {
        if (!passTimerSet && runner.waits()) {
            passTimerSet = true;
            getProcessingTimeService().registerTimer(now() + runner.waitMillis(), time -> {
                passTimerSet = false;
                runner.run();
                setPassTimer();
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
        runner.finish(Set.copyOf(streams)::contains);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        runner.beforeBarrier();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        store.flush();
        waiting.flush();
        super.snapshotState(context);
    }

    @Override
    public void endInput(int input) throws Exception {
        if (input == WINDOWS) {
            closeAll(pending.streams());
            runner.finish(streamId -> true);
        }
    }

    @Override
    public void close() throws Exception {
        if (runner != null) {
            runner.close();
            runner = null;
        }
        if (model != null) {
            model.close();
            model = null;
        }
        super.close();
    }
}
