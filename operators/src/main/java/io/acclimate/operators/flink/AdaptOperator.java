// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Predicts and adapts, keyed by stream. Windows gather in keyed state until their batch closes; closed batches of several
 * streams share one pass of the {@link AdaptationEngine}. Predictions are the main output; see {@link Outputs} for the
 * others.
 *
 * <p>Nothing is held that a restore would lose: closed batches are run before the barrier goes on, and changed streams are
 * written before the snapshot. Batches form by count and by the stream's own clock, so a replay forms them again; only a
 * stream that falls silent is served by a timer, which starts anew after a restore.
 */
public final class AdaptOperator extends AbstractStreamOperator<OutputRecord>
        implements OneInputStreamOperator<Sample, OutputRecord>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private final ModelSettings modelSettings;
    private final AdaptationSettings settings;
    private final BatchingSettings batching;
    private final AlertSettings alertSettings;

    private transient LoadedModel model;
    private transient AdaptationEngine engine;
    private transient ShiftMonitor monitor;
    private transient AdaptRecords records;
    private transient AdaptStateManager state;
    private transient AdaptMetrics metrics;
    private transient StreamCache cache;
    private transient PendingBatches pending;
    private transient Map<String, StreamBatch> closed;
    private transient boolean passTimerSet;
    private transient boolean idleTimerSet;

    /** An operator with these settings; everything heavy is made in {@link #open()}. */
    public AdaptOperator(
            ModelSettings modelSettings,
            AdaptationSettings settings,
            BatchingSettings batching,
            AlertSettings alertSettings) {
        this.modelSettings = modelSettings;
        this.settings = settings;
        this.batching = batching;
        this.alertSettings = alertSettings;
    }

    @Override
    public void open() throws Exception {
        super.open();
        model = ModelLoader.load(modelSettings);
        engine = new AdaptationEngine(model, settings);
        monitor = new ShiftMonitor(ModelLoader.shiftReference(model), alertSettings.threshold());
        records = new AdaptRecords(model.source(), settings, alertSettings);
        state = new AdaptStateManager(getKeyedStateBackend());
        cache = new StreamCache(batching.cacheBytes());
        metrics = new AdaptMetrics(getMetricGroup(), cache);
        pending = new PendingBatches(batching);
        closed = new LinkedHashMap<>();
        for (String streamId : state.streamsWithPending()) {
            for (Sample sample : state.pending(streamId)) {
                pending.add(streamId, sample.endMicros(), now());
            }
        }
        setIdleTimer();
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void processElement(StreamRecord<Sample> element) throws Exception {
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
        closed.put(streamId, new StreamBatch(streamId, learned(streamId), state.takePending(streamId)));
        if (closed.size() >= batching.streamsPerPass()) {
            runClosed();
        }
    }

    private Optional<StreamState> learned(String streamId) throws Exception {
        Optional<StreamState> cached = cache.get(streamId);
        metrics.markCache(cached.isPresent());
        if (cached.isPresent()) {
            return cached;
        }
        Optional<StreamState> stored = state.streamState(streamId);
        if (stored.isPresent()) {
            write(cache.putClean(streamId, stored.get()));
        }
        return stored;
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
            emit(group.get(s), results.get(s), millis / group.size());
        }
    }

    private void emit(StreamBatch batch, BatchResult result, double stepMillis) throws Exception {
        List<Sample> samples = batch.samples();
        long now = now();
        for (int n = 0; n < samples.size(); n++) {
            Sample sample = samples.get(n);
            long latency = Math.max(0, now - sample.arrivalMillis());
            metrics.markLatency(latency);
            OutputRecord prediction = records.prediction(sample, result, n, latency);
            output.collect(new StreamRecord<>(prediction, prediction.timestampMillis()));
        }
        long end = samples.get(samples.size() - 1).endMicros();
        ShiftMonitor.Update update = monitor.update(result.state().shift(), result.statistics(), samples.size(), end);
        metrics.markBatch(result, update.largest());
        side(Outputs.ADAPTATION_LOG, records.logEntry(batch, result, stepMillis));
        if (update.signal().isPresent()) {
            metrics.markAlert(update.signal().get().opened());
            side(Outputs.ALERTS, records.alert(batch, result, update.signal().get()));
        }
        write(cache.putDirty(batch.streamId(), result.state().withShift(update.state())));
    }

    private void side(OutputTag<OutputRecord> tag, OutputRecord record) {
        output.collect(tag, new StreamRecord<>(record, record.timestampMillis()));
    }

    private void write(List<StreamCache.Evicted> evicted) throws Exception {
        for (StreamCache.Evicted stream : evicted) {
            metrics.markEviction();
            state.write(stream);
        }
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
        for (StreamCache.Evicted stream : cache.takeDirty()) {
            state.write(stream);
        }
        super.snapshotState(context);
    }

    @Override
    public void endInput() throws Exception {
        closeAll(pending.streams());
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
