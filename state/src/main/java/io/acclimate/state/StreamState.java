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
 * What one stream has learned, and everything that its next adaptation step depends on.
 *
 * @param modelId content hash of the model package that it started from
 * @param method name of the adaptation method
 * @param seed fixes, with the counters, every random draw for this stream
 * @param steps adaptation batches seen
 * @param updates optimizer steps made
 * @param vectors the method's vectors: adapted parameters, optimizer moments, statistics
 * @param shift state of the stream's shift monitor; its layout is the monitor's
 */
public record StreamState(
        String modelId, String method, long seed, long steps, long updates, List<NamedTensor> vectors, double[] shift) {

    /** Type information for Flink. */
    public static final ValueTypeInfo<StreamState> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** The same state with another shift monitor's state. */
    public StreamState withShift(double[] newShift) {
        return new StreamState(modelId, method, seed, steps, updates, vectors, newShift);
    }

    /** Approximate bytes that this state takes, in memory as in RocksDB. */
    public long bytes() {
        long bytes = modelId.length() + method.length() + 3L * Long.BYTES + (long) shift.length * Double.BYTES;
        for (NamedTensor vector : vectors) {
            bytes += vector.name().length() + vector.bytes().length;
        }
        return bytes;
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<StreamState> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(StreamState.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(StreamState state, DataOutputView target) throws IOException {
            target.writeUTF(state.modelId);
            target.writeUTF(state.method);
            target.writeLong(state.seed);
            target.writeLong(state.steps);
            target.writeLong(state.updates);
            target.writeInt(state.vectors.size());
            for (NamedTensor vector : state.vectors) {
                target.writeUTF(vector.name());
                target.writeInt(vector.shape().length);
                for (int dimension : vector.shape()) {
                    target.writeInt(dimension);
                }
                writeBytes(vector.bytes(), target);
            }
            target.writeInt(state.shift.length);
            for (double value : state.shift) {
                target.writeDouble(value);
            }
        }

        @Override
        protected StreamState read(int version, DataInputView source) throws IOException {
            return new StreamState(
                    source.readUTF(),
                    source.readUTF(),
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    readVectors(source),
                    readDoubles(source));
        }

        private static List<NamedTensor> readVectors(DataInputView source) throws IOException {
            int count = source.readInt();
            List<NamedTensor> vectors = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String name = source.readUTF();
                int[] shape = new int[source.readInt()];
                for (int j = 0; j < shape.length; j++) {
                    shape[j] = source.readInt();
                }
                vectors.add(new NamedTensor(name, shape, readBytes(source)));
            }
            return List.copyOf(vectors);
        }

        private static double[] readDoubles(DataInputView source) throws IOException {
            double[] values = new double[source.readInt()];
            for (int i = 0; i < values.length; i++) {
                values[i] = source.readDouble();
            }
            return values;
        }

        @Override
        public TypeSerializerSnapshot<StreamState> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamState> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
