// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * What labels have taught a stream: a linear layer whose scores are added to the logarithms of the adapted model's
 * probabilities.
 *
 * @param weights [classes][features + 1], the last of each row being the bias; empty if nothing is added
 */
public record LabelHead(float[][] weights) {

    /** Adds nothing. */
    public static final LabelHead NONE = new LabelHead(new float[0][]);

    /** Type information for Flink. */
    public static final ValueTypeInfo<LabelHead> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Whether nothing is added. */
    public boolean isNone() {
        return weights.length == 0;
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<LabelHead> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(LabelHead.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(LabelHead value, DataOutputView target) throws IOException {
            target.writeInt(value.weights.length);
            for (float[] row : value.weights) {
                writeFloats(row, target);
            }
        }

        @Override
        protected LabelHead read(int version, DataInputView source) throws IOException {
            float[][] rows = new float[source.readInt()][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = readFloats(source);
            }
            return rows.length == 0 ? NONE : new LabelHead(rows);
        }

        @Override
        public TypeSerializerSnapshot<LabelHead> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<LabelHead> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
