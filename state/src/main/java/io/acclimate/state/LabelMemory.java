// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stream knows of labels, besides the remembered windows themselves.
 *
 * @param modelId package of the source model whose features are remembered; those of another one are worth nothing
 * @param lastEndMicros end of the newest window that was remembered; {@link StreamState#UNKNOWN_END} before the first
 * @param remembered ends of the remembered windows, oldest first; bounded by {@code labels.remember}
 * @param asked ends of windows that a label was asked for and is awaited, oldest first; they stay remembered; at most {@link
 *     #MOST_ASKED}
 * @param labelled windows that taught something, oldest label first; bounded by {@code labels.memory}
 * @param early labels of windows that have not been predicted yet, oldest first; at most {@link #MOST_EARLY}
 * @param tuned whether the label head has seen all of {@code labelled}
 * @param allowance requests that may be made, at least 0
 * @param candidate the window that is most worth asking for since the last request
 */
public record LabelMemory(
        String modelId,
        long lastEndMicros,
        List<Long> remembered,
        List<Long> asked,
        List<Labelled> labelled,
        List<WindowLabel> early,
        boolean tuned,
        double allowance,
        Candidate candidate) {

    /** Bound on windows that are held back for a label that was asked for. */
    public static final int MOST_ASKED = 100;

    /** Bound on labels that wait for their window. */
    public static final int MOST_EARLY = 100;

    /** Type information for Flink. */
    public static final ValueTypeInfo<LabelMemory> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /**
     * A window with its class.
     *
     * @param window the window
     * @param label index of its class
     * @param step adaptation batches that the stream had seen when the label came
     */
    public record Labelled(RememberedWindow window, int label, long step) {}

    /**
     * A remembered window that may be asked for.
     *
     * @param endMicros its end
     * @param score how much it is worth; smaller is more
     * @param predictedClass what was predicted
     */
    public record Candidate(long endMicros, double score, int predictedClass) {

        /** There is none. */
        public static final Candidate NONE = new Candidate(StreamState.UNKNOWN_END, Double.POSITIVE_INFINITY, 0);
    }

    /** A stream of this model that knows nothing yet. */
    public static LabelMemory empty(String modelId) {
        return new LabelMemory(
                modelId, StreamState.UNKNOWN_END, List.of(), List.of(), List.of(), List.of(), true, 0, Candidate.NONE);
    }

    /** The same with other labelled windows, which the head has not seen yet. */
    public LabelMemory withLabelled(List<Labelled> others) {
        return new LabelMemory(
                modelId, lastEndMicros, remembered, asked, List.copyOf(others), early, false, allowance, candidate);
    }

    /** The same with other labels that wait for their windows. */
    public LabelMemory withEarly(List<WindowLabel> others) {
        return new LabelMemory(
                modelId, lastEndMicros, remembered, asked, labelled, List.copyOf(others), tuned, allowance, candidate);
    }

    /** The same after the head has seen everything. */
    public LabelMemory asTuned() {
        return new LabelMemory(modelId, lastEndMicros, remembered, asked, labelled, early, true, allowance, candidate);
    }

    /** The same with another memory of windows. */
    public LabelMemory withWindows(long newestEnd, List<Long> nowRemembered, List<Long> nowAsked) {
        return new LabelMemory(
                modelId,
                newestEnd,
                List.copyOf(nowRemembered),
                List.copyOf(nowAsked),
                labelled,
                early,
                tuned,
                allowance,
                candidate);
    }

    /** The same with other means for requests. */
    public LabelMemory withRequests(double newAllowance, Candidate newCandidate) {
        return new LabelMemory(
                modelId, lastEndMicros, remembered, asked, labelled, early, tuned, newAllowance, newCandidate);
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<LabelMemory> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(LabelMemory.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(LabelMemory value, DataOutputView target) throws IOException {
            target.writeUTF(value.modelId);
            target.writeLong(value.lastEndMicros);
            writeLongs(value.remembered, target);
            writeLongs(value.asked, target);
            target.writeInt(value.labelled.size());
            for (Labelled each : value.labelled) {
                RememberedWindow.Serializer.INSTANCE.serialize(each.window, target);
                target.writeInt(each.label);
                target.writeLong(each.step);
            }
            target.writeInt(value.early.size());
            for (WindowLabel each : value.early) {
                WindowLabel.Serializer.INSTANCE.serialize(each, target);
            }
            target.writeBoolean(value.tuned);
            target.writeDouble(value.allowance);
            target.writeLong(value.candidate.endMicros);
            target.writeDouble(value.candidate.score);
            target.writeInt(value.candidate.predictedClass);
        }

        @Override
        protected LabelMemory read(int version, DataInputView source) throws IOException {
            String modelId = source.readUTF();
            long lastEnd = source.readLong();
            List<Long> remembered = readLongs(source);
            List<Long> asked = readLongs(source);
            List<Labelled> labelled = new ArrayList<>();
            for (int left = source.readInt(); left > 0; left--) {
                labelled.add(new Labelled(
                        RememberedWindow.Serializer.INSTANCE.deserialize(source), source.readInt(), source.readLong()));
            }
            List<WindowLabel> early = new ArrayList<>();
            for (int left = source.readInt(); left > 0; left--) {
                early.add(WindowLabel.Serializer.INSTANCE.deserialize(source));
            }
            return new LabelMemory(
                    modelId,
                    lastEnd,
                    remembered,
                    asked,
                    List.copyOf(labelled),
                    List.copyOf(early),
                    source.readBoolean(),
                    source.readDouble(),
                    new Candidate(source.readLong(), source.readDouble(), source.readInt()));
        }

        private static void writeLongs(List<Long> values, DataOutputView target) throws IOException {
            target.writeInt(values.size());
            for (long each : values) {
                target.writeLong(each);
            }
        }

        private static List<Long> readLongs(DataInputView source) throws IOException {
            int size = source.readInt();
            List<Long> values = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                values.add(source.readLong());
            }
            return List.copyOf(values);
        }

        @Override
        public TypeSerializerSnapshot<LabelMemory> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<LabelMemory> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
