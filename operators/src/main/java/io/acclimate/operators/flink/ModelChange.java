// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.Reprojection;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings the restored streams of a subtask to the job's model, all of them before the first element, so that streams of two
 * models never lie side by side. Which model they belong to is kept beside them; where it is not, because an older release
 * wrote the state, every stream is looked at once.
 */
final class ModelChange {

    private final ModelSettings settings;
    private final AdaptationSettings adaptation;
    private final LoadedModel model;
    private final List<NamedTensor> initial;
    private final AdaptStateManager state;
    private final AdaptRecords records;
    private final Emitter emitter;

    ModelChange(
            ModelSettings settings,
            AdaptationSettings adaptation,
            LoadedModel model,
            List<NamedTensor> initial,
            AdaptStateManager state,
            AdaptRecords records,
            Emitter emitter) {
        this.settings = settings;
        this.adaptation = adaptation;
        this.model = model;
        this.initial = initial;
        this.state = state;
        this.records = records;
        this.emitter = emitter;
    }

    /**
     * Does it.
     *
     * @throws IllegalArgumentException if there are streams of another model and the settings refuse them
     */
    void carryOut() throws Exception {
        String id = model.source().id();
        if (state.modelId().filter(id::equals).isPresent()) {
            return;
        }
        String old = null;
        Reprojection reprojection = null;
        for (String streamId : state.streams()) {
            StreamState stream = state.streamState(streamId).orElseThrow();
            if (!stream.modelId().equals(id)) {
                if (old == null) {
                    old = stream.modelId();
                    reprojection = reprojection(old);
                }
                change(streamId, stream, Optional.ofNullable(reprojection));
            }
        }
        if (old != null || state.modelId().isPresent()) {
            dropForeignWindows();
        }
        state.keepModelId(id);
    }

    /** How streams of package {@code saved} are carried over; null if they are reset. */
    private Reprojection reprojection(String saved) throws IOException {
        return switch (settings.onChange()) {
            case REFUSE ->
                throw new IllegalArgumentException(
                        OnModelChange.refusal(saved, model.source().id()));
            case RESET -> null;
            case REPROJECT -> {
                ModelPackage old = ModelPackage.load(Path.of(settings.oldPath()));
                yield new Reprojection(old, model, adaptation, initial);
            }
        };
    }

    private void change(String streamId, StreamState stream, Optional<Reprojection> reprojection) throws Exception {
        Optional<List<NamedTensor>> carried = reprojection
                .filter(any -> stream.method().equals(adaptation.method()))
                .flatMap(each -> each.of(stream.vectors()));
        StreamState next = new StreamState(
                model.source().id(),
                adaptation.method(),
                stream.seed(),
                stream.steps(),
                carried.isPresent() ? stream.updates() : 0,
                carried.orElse(initial),
                new double[0],
                new double[0],
                stream.endMicros());
        state.write(new StreamCache.Evicted<>(streamId, next));
        state.forgetLabels(streamId);
        for (Map.Entry<Long, StreamSnapshot> entry : state.snapshots(streamId).entrySet()) {
            Optional<StreamSnapshot> copy =
                    carried.flatMap(any -> carried(entry.getValue(), reprojection.orElseThrow()));
            if (copy.isPresent()) {
                state.putSnapshot(streamId, entry.getKey(), copy.get());
            } else {
                state.removeSnapshot(streamId, entry.getKey());
            }
        }
        String how =
                carried.isPresent() ? "what it had learned was carried over" : "it starts from the new source model";
        emitter.log(records.modelChanged(streamId, next, stream.modelId(), how, emitter.now()));
    }

    private static Optional<StreamSnapshot> carried(StreamSnapshot snapshot, Reprojection reprojection) {
        return reprojection
                .of(snapshot.vectors())
                .map(vectors -> new StreamSnapshot(
                        snapshot.reason(),
                        snapshot.pinned(),
                        snapshot.steps(),
                        snapshot.updates(),
                        snapshot.endMicros(),
                        vectors));
    }

    /** Windows that wait are as good for the new model if it reads the same windows. */
    private void dropForeignWindows() throws Exception {
        ModelSpec spec = model.source().spec();
        boolean alike = true;
        if (!settings.oldPath().isEmpty()) {
            ModelSpec old = ModelPackage.load(Path.of(settings.oldPath())).spec();
            alike = old.inputShape().equals(spec.inputShape()) && Objects.equals(old.window(), spec.window());
        }
        for (String streamId : state.streamsWithPending()) {
            for (Sample sample : state.pending(streamId)) {
                if (!alike || sample.data().length != spec.inputSize() * Float.BYTES) {
                    state.clearPending(streamId);
                    break;
                }
            }
        }
    }
}
