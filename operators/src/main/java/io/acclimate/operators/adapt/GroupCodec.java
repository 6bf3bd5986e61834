// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.HostBuffers;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.LowRank;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.shift.Following;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moves samples and state between streams and the matrices of a pass: one copy each way for the whole group. */
final class GroupCodec {

    private static final String NOT_FINITE = "non-finite loss or parameter";
    private static final String IMPLAUSIBLE =
            ("a reading is no number or over %.0f standard deviations off the source's "
                            + "mean; the source model predicted the batch")
                    .formatted(SourceView.PLAUSIBLE);

    private final LoadedModel model;
    private final AdaptationSettings settings;
    private final List<StateVector> vectors;
    private final List<NamedTensor> initial;
    private final Optional<EventTensor> tensor;
    private final ParameterDistance distance;
    private final Optional<Following> following;

    /**
     * What a pass left.
     *
     * @param states new state per stream
     * @param distances relative distance of the adapted parameters from the source's, per stream
     * @param skipped why a stream's update was not taken, per stream
     */
    record Stored(List<StreamState> states, double[] distances, List<Optional<String>> skipped) {}

    GroupCodec(LoadedModel model, AdaptationSettings settings, List<StateVector> vectors) {
        this.model = model;
        this.settings = settings;
        this.vectors = List.copyOf(vectors);
        this.initial = vectors.stream().map(GroupCodec::initialTensor).toList();
        this.tensor = model.source().spec().events() == null
                ? Optional.empty()
                : Optional.of(EventTensor.of(model.source().spec()));
        this.distance = distance();
        double fastest = settings.wrappers().following();
        this.following = fastest == 1
                ? Optional.empty()
                : Optional.of(
                        new Following(SourceView.shiftKnowledge(model.source().knowledge()), fastest));
    }

    private static NamedTensor initialTensor(StateVector vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.initial().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector.initial());
        return new NamedTensor(vector.name(), new int[] {vector.initial().length}, bytes.array());
    }

    PassInput input(List<StreamBatch> group, NDManager scratch, HostBuffers.Lease buffers) {
        int streams = group.size();
        int samples = group.get(0).samples().size();
        int rowBytes = model.source().spec().inputSize() * Float.BYTES;
        ByteBuffer bytes = buffers.bytes(streams * samples * rowBytes);
        List<byte[]> windows = new ArrayList<>();
        for (int n = 0; n < samples; n++) {
            for (StreamBatch batch : group) {
                if (batch.samples().size() != samples) {
                    throw new IllegalArgumentException("the batch of stream %s has %d windows, but its pass has %d"
                            .formatted(batch.streamId(), batch.samples().size(), samples));
                }
                put(batch.samples().get(n), rowBytes, bytes, windows);
            }
        }
        bytes.flip();
        Shape shape = new Shape((long) streams * samples)
                .addAll(new Shape(model.source().spec().inputDimensions()));
        NDArray rows = scratch.create(bytes, shape, DataType.FLOAT32);
        return new PassInput(rows, bytes.asFloatBuffer(), streams, samples, scratch, windows, buffers);
    }

    /** Events become the tensor right here: their windows are smaller, and nothing copies it on the way. */
    private void put(Sample sample, int rowBytes, ByteBuffer bytes, List<byte[]> windows) {
        if (tensor.isPresent()) {
            windows.add(sample.data());
            FloatBuffer floats = bytes.asFloatBuffer();
            tensor.get().write(sample.data(), floats);
            bytes.position(bytes.position() + floats.position() * Float.BYTES);
            return;
        }
        if (sample.data().length != rowBytes) {
            throw new IllegalArgumentException("a window of stream %s has %d bytes, but the model reads %d"
                    .formatted(sample.streamId(), sample.data().length, rowBytes));
        }
        bytes.put(sample.data());
    }

    GroupState load(List<StreamBatch> group, NDManager scratch, HostBuffers.Lease buffers) {
        long[] updates = new long[group.size()];
        long[] seeds = new long[group.size()];
        double[] paces = new double[group.size()];
        for (int s = 0; s < updates.length; s++) {
            StreamBatch batch = group.get(s);
            batch.state().ifPresent(state -> check(batch.streamId(), state));
            updates[s] = batch.state().map(StreamState::updates).orElse(0L);
            seeds[s] = seed(batch);
            paces[s] = pace(batch);
        }
        GroupState state = new GroupState(updates, seeds, paces);
        for (int v = 0; v < vectors.size(); v++) {
            int length = vectors.get(v).initial().length;
            ByteBuffer bytes = buffers.bytes(group.size() * length * Float.BYTES);
            for (StreamBatch batch : group) {
                bytes.put(tensor(batch, v).bytes());
            }
            bytes.flip();
            state.put(vectors.get(v).name(), scratch.create(bytes, new Shape(group.size(), length), DataType.FLOAT32));
        }
        return state;
    }

    private double pace(StreamBatch batch) {
        return following.isEmpty() || batch.state().isEmpty()
                ? 1
                : following.get().next(batch.state().get().shift());
    }

    private NamedTensor tensor(StreamBatch batch, int vector) {
        return batch.state().map(state -> state.vectors().get(vector)).orElse(initial.get(vector));
    }

    private long seed(StreamBatch batch) {
        return batch.state()
                .map(StreamState::seed)
                .orElseGet(() -> StreamRandom.seed(settings.seed(), batch.streamId()));
    }

    private void check(String streamId, StreamState state) {
        String id = model.source().id();
        if (!state.modelId().equals(id)) {
            throw new IllegalArgumentException(
                    "stream %s was adapted from model %s, but the job runs model %s; start it with the old model package"
                            .formatted(streamId, state.modelId(), id));
        }
        if (!state.method().equals(settings.method()) || !fits(state)) {
            throw new IllegalArgumentException(("stream %s was adapted by method %s with other settings than the job's "
                            + "(%s); start it with the old adapt.* options")
                    .formatted(streamId, state.method(), settings.method()));
        }
    }

    private boolean fits(StreamState state) {
        if (state.vectors().size() != initial.size()) {
            return false;
        }
        for (int v = 0; v < initial.size(); v++) {
            NamedTensor found = state.vectors().get(v);
            if (!found.name().equals(initial.get(v).name())
                    || found.bytes().length != initial.get(v).bytes().length) {
                return false;
            }
        }
        return true;
    }

    /** Takes over the rows of those streams that are to be believed and whose rows are finite; the others keep theirs. */
    Stored store(List<StreamBatch> group, GroupState state, float[] losses, boolean[] believed) {
        Map<String, float[]> matrices = new HashMap<>();
        state.matrices().forEach((name, matrix) -> matrices.put(name, matrix.toFloatArray()));
        List<StreamState> states = new ArrayList<>();
        List<Optional<String>> skipped = new ArrayList<>();
        double[] distances = new double[group.size()];
        for (int s = 0; s < group.size(); s++) {
            boolean finite = (losses == null || Float.isFinite(losses[s])) && finite(matrices, s);
            boolean taken = finite && believed[s];
            StreamBatch batch = group.get(s);
            List<NamedTensor> kept = taken ? rows(matrices, s) : old(batch);
            states.add(next(batch, kept, taken && losses != null ? 1 : 0));
            skipped.add(taken ? Optional.empty() : Optional.of(believed[s] ? NOT_FINITE : IMPLAUSIBLE));
            distances[s] = distance(kept);
        }
        return new Stored(states, distances, skipped);
    }

    private StreamState next(StreamBatch batch, List<NamedTensor> kept, int newUpdates) {
        return new StreamState(
                model.source().id(),
                settings.method(),
                seed(batch),
                batch.state().map(StreamState::steps).orElse(0L) + 1,
                batch.state().map(StreamState::updates).orElse(0L) + newUpdates,
                kept,
                batch.state().map(StreamState::shift).orElse(new double[0]),
                batch.state().map(StreamState::guard).orElse(new double[0]),
                batch.samples().get(batch.samples().size() - 1).endMicros());
    }

    /** Every stream keeps what it had; its step is counted. */
    Stored keep(List<StreamBatch> group, String reason) {
        List<StreamState> states = new ArrayList<>();
        double[] distances = new double[group.size()];
        for (int s = 0; s < group.size(); s++) {
            states.add(next(group.get(s), old(group.get(s)), 0));
            distances[s] = distance(old(group.get(s)));
        }
        return new Stored(states, distances, Collections.nCopies(group.size(), Optional.of(reason)));
    }

    /** The vectors of a new stream. */
    List<NamedTensor> initial() {
        return initial;
    }

    private List<NamedTensor> old(StreamBatch batch) {
        return batch.state().map(StreamState::vectors).orElse(initial);
    }

    private boolean finite(Map<String, float[]> matrices, int s) {
        for (StateVector vector : vectors) {
            int length = vector.initial().length;
            float[] values = matrices.get(vector.name());
            for (int i = s * length; i < (s + 1) * length; i++) {
                if (!Float.isFinite(values[i])) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<NamedTensor> rows(Map<String, float[]> matrices, int s) {
        List<NamedTensor> rows = new ArrayList<>(vectors.size());
        for (StateVector vector : vectors) {
            int length = vector.initial().length;
            ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(matrices.get(vector.name()), s * length, length);
            rows.add(new NamedTensor(vector.name(), new int[] {length}, bytes.array()));
        }
        return List.copyOf(rows);
    }

    private double distance(List<NamedTensor> kept) {
        for (int v = 0; v < vectors.size(); v++) {
            if (vectors.get(v).name().equals(AdaptationMethod.STUDENT)) {
                return distance.of(kept.get(v).bytes());
            }
        }
        return 0;
    }

    /** Without adapters, from where the student starts: that is the source, or what a warm-up has made of it. */
    private ParameterDistance distance() {
        if (settings.scope() == ParameterSpec.Scope.LOW_RANK) {
            return new LowRankDistance(
                    new LowRank(settings.rank()),
                    model.network(),
                    model.source().weights());
        }
        return vectors.stream()
                .filter(vector -> vector.name().equals(AdaptationMethod.STUDENT))
                .findFirst()
                .map(vector -> ParameterDistance.from(vector.initial()))
                .orElse(student -> 0);
    }
}
