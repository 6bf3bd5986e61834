// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
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
 * @param guard state of the stream's guard; its layout is the guard's; empty for a new stream
 * @param endMicros end of the last window seen, on the stream's own clock; {@link #UNKNOWN_END} before version 2
 */
public record StreamState(
        String modelId,
        String method,
        long seed,
        long steps,
        long updates,
        List<NamedTensor> vectors,
        double[] shift,
        double[] guard,
        long endMicros) {

    /** The end of a stream whose state was written before it was kept. */
    public static final long UNKNOWN_END = Long.MIN_VALUE;

    /** Type information for Flink. */
    public static final ValueTypeInfo<StreamState> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** The same state with another shift monitor's state. */
    public StreamState withShift(double[] newShift) {
        return new StreamState(modelId, method, seed, steps, updates, vectors, newShift, guard, endMicros);
    }

    /** The same state with another guard's state. */
    public StreamState withGuard(double[] newGuard) {
        return new StreamState(modelId, method, seed, steps, updates, vectors, shift, newGuard, endMicros);
    }

    /** The same state with other vectors, after {@code newUpdates} optimizer steps. */
    public StreamState withVectors(List<NamedTensor> newVectors, long newUpdates) {
        return new StreamState(modelId, method, seed, steps, newUpdates, newVectors, shift, guard, endMicros);
    }

    /** Approximate bytes that this state takes, in memory as in RocksDB. */
    public long bytes() {
        long bytes = modelId.length() + method.length() + 4L * Long.BYTES;
        bytes += (long) (shift.length + guard.length) * Double.BYTES;
        for (NamedTensor vector : vectors) {
            bytes += vector.name().length() + vector.bytes().length;
        }
        return bytes;
    }

    /** Serializer, version 3; version 2 wrote all numbers in full, version 1 had no guard and no end. */
    public static final class Serializer extends VersionedSerializer<StreamState> {

        private static final long serialVersionUID = 1L;

        private static final int PACKED = 3;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(StreamState.class);
        }

        @Override
        protected int version() {
            return PACKED;
        }

        @Override
        protected void write(StreamState state, DataOutputView target) throws IOException {
            target.writeUTF(state.modelId);
            target.writeUTF(state.method);
            target.writeLong(state.seed);
            target.writeLong(state.steps);
            target.writeLong(state.updates);
            writeTensors(state.vectors, target);
            writePacked(state.shift, target);
            writePacked(state.guard, target);
            target.writeLong(state.endMicros);
        }

        @Override
        protected StreamState read(int version, DataInputView source) throws IOException {
            return new StreamState(
                    source.readUTF(),
                    source.readUTF(),
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    readTensors(source),
                    numbers(version, source),
                    version < 2 ? new double[0] : numbers(version, source),
                    version < 2 ? UNKNOWN_END : source.readLong());
        }

        private static double[] numbers(int version, DataInputView source) throws IOException {
            return version < PACKED ? readDoubles(source) : readPacked(source);
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
