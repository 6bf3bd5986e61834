// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.adapt.WindowPrediction;
import io.acclimate.operators.labels.HeadTuner;
import io.acclimate.operators.labels.LabelSettings;
import io.acclimate.operators.labels.LabelSpace;
import io.acclimate.operators.labels.LabelledStream;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;
import io.acclimate.state.RememberedWindow;
import io.acclimate.state.Sample;
import io.acclimate.state.WindowLabel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Labels of the streams of one subtask, in keyed state. A label is taken when it comes, and teaches its stream when the
 * stream's next batch is finished, before that batch's predictions go out: many labels at once cost one tuning.
 */
final class LateLabels {

    private final LabelSettings settings;
    private final ModelPackage model;
    private final LabelSpace space;
    private final HeadTuner tuner;
    private final AdaptStateManager state;
    private final AdaptRecords records;
    private final AdaptMetrics metrics;
    private final Emitter emitter;

    LateLabels(
            LabelSettings settings,
            ModelPackage model,
            AdaptStateManager state,
            AdaptRecords records,
            AdaptMetrics metrics,
            Emitter emitter) {
        this.settings = settings;
        this.model = model;
        this.space = new LabelSpace(model);
        this.tuner = new HeadTuner(space);
        this.state = state;
        this.records = records;
        this.metrics = metrics;
        this.emitter = emitter;
    }

    private LabelledStream open(String streamId) throws Exception {
        LabelMemory memory = state.labels(streamId)
                .filter(kept -> kept.modelId().equals(model.id()))
                .orElseGet(() -> LabelMemory.empty(model.id()));
        return new LabelledStream(
                settings,
                tuner,
                memory,
                state.labelHead(streamId).orElse(LabelHead.NONE),
                state.labelWindows(streamId));
    }

    private void keep(String streamId, LabelledStream stream) throws Exception {
        state.keepLabels(streamId, stream.memory(), stream.head());
    }

    /**
     * Takes a label.
     *
     * @param steps batches that its stream has seen
     */
    void take(WindowLabel label, long steps) throws Exception {
        LabelledStream stream = open(label.streamId());
        LabelledStream.Receipt receipt = stream.label(label, steps);
        keep(label.streamId(), stream);
        report(new LabelledStream.Received(label, receipt), steps);
    }

    private void report(LabelledStream.Received received, long steps) {
        metrics.markLabel(received.receipt().used());
        emitter.log(records.labelled(received, steps, emitter.now()));
    }

    /** What is said of a window before its batch is full. */
    float[] corrected(String streamId, WindowPrediction prediction) throws Exception {
        LabelHead head = state.labelHead(streamId).orElse(LabelHead.NONE);
        return space.corrected(head, prediction.probabilities(), prediction.sourceFeatures());
    }

    /**
     * Learns from labels that have come, corrects a batch's predictions, remembers its windows and asks for labels.
     *
     * @param fromSource whether the source model's predictions go out, which are not corrected
     * @param paused whether the stream is not to learn
     * @return what goes out, [windows][classes]
     */
    float[][] finish(StreamBatch batch, BatchResult result, boolean fromSource, boolean paused) throws Exception {
        LabelledStream stream = open(batch.streamId());
        long steps = result.state().steps();
        if (!paused) {
            tune(batch.streamId(), stream, steps);
        }
        float[][] going = new float[batch.samples().size()][];
        List<RememberedWindow> windows = new ArrayList<>(going.length);
        for (int n = 0; n < going.length; n++) {
            Sample sample = batch.samples().get(n);
            float[] features = result.sourceFeatures()[n];
            float[] probabilities = result.probabilities()[n];
            going[n] = fromSource
                    ? result.sourceProbabilities()[n]
                    : space.corrected(stream.head(), probabilities, features);
            windows.add(new RememberedWindow(sample.startMicros(), sample.endMicros(), features, probabilities));
        }
        LabelledStream.Seen seen = stream.see(windows, going, result.sourceProbabilities(), steps);
        seen.received().forEach(received -> report(received, steps));
        for (LabelledStream.Request request : seen.requests()) {
            metrics.markLabelRequest();
            emitter.labelRequest(records.labelRequest(batch.streamId(), request, steps, emitter.now()));
        }
        keep(batch.streamId(), stream);
        return going;
    }

    private void tune(String streamId, LabelledStream stream, long steps) {
        Optional<HeadTuner.Tuning> tuning = stream.tune();
        if (tuning.isPresent()) {
            metrics.markTuning(tuning.get().undone());
            emitter.log(records.tuned(streamId, tuning.get(), steps, emitter.now()));
        }
    }

    /**
     * Forgets labels that came after a step, and tunes to the rest.
     *
     * @param back batches that the stream had seen then; -1 forgets all labels
     * @param steps batches that it has seen
     */
    void undo(String streamId, long back, long steps) throws Exception {
        LabelledStream stream = open(streamId);
        stream.undo(back);
        tune(streamId, stream, steps);
        keep(streamId, stream);
    }
}
