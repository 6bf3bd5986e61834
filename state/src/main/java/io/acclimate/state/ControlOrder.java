// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * A control command that was read and checked.
 *
 * @param commandId names the command; a repeated one is carried out once
 * @param action what to do
 * @param scope how {@code target} names streams
 * @param target a stream's name, the beginning of names, or empty for all
 * @param choice how a rollback finds its snapshot
 * @param value for {@code choice}: a snapshot's number, adaptation steps, or microseconds on the stream's own clock
 * @param reason why, in the operator's words
 */
public record ControlOrder(
        String commandId, Action action, Scope scope, String target, Choice choice, long value, String reason) {

    /** Type information for Flink. */
    public static final ValueTypeInfo<ControlOrder> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** What to do. The order is part of the serialized form: add at the end only. */
    public enum Action {
        /** Back to a snapshot. */
        ROLLBACK,
        /** Back to the source model. */
        RESET,
        /** Predict without adapting. */
        PAUSE,
        /** Adapt again. */
        RESUME,
        /** Take a snapshot that is kept, or keep one that is there. */
        PIN
    }

    /** How a target names streams. The order is part of the serialized form: add at the end only. */
    public enum Scope {
        /** The stream of that name. */
        STREAM,
        /** All streams whose name begins so. */
        PREFIX,
        /** All streams. */
        ALL
    }

    /** How a snapshot is chosen. The order is part of the serialized form: add at the end only. */
    public enum Choice {
        /** The newest one, or for {@link Action#PIN} a new one. */
        NEWEST,
        /** By its number. */
        NUMBER,
        /** The newest one that is at least so many steps old. */
        STEPS_BACK,
        /** The newest one before an instant. */
        BEFORE
    }

    /** Whether {@code streamId} is meant. */
    public boolean concerns(String streamId) {
        return switch (scope) {
            case STREAM -> streamId.equals(target);
            case PREFIX -> streamId.startsWith(target);
            case ALL -> true;
        };
    }

    /** Whether every stream that {@code other} concerns is concerned by this order, too. */
    public boolean covers(ControlOrder other) {
        return switch (scope) {
            case STREAM -> other.scope == Scope.STREAM && other.target.equals(target);
            case PREFIX -> other.scope != Scope.ALL && other.target.startsWith(target);
            case ALL -> true;
        };
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<ControlOrder> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(ControlOrder.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(ControlOrder order, DataOutputView target) throws IOException {
            target.writeUTF(order.commandId);
            target.writeByte(order.action.ordinal());
            target.writeByte(order.scope.ordinal());
            target.writeUTF(order.target);
            target.writeByte(order.choice.ordinal());
            target.writeLong(order.value);
            target.writeUTF(order.reason);
        }

        @Override
        protected ControlOrder read(int version, DataInputView source) throws IOException {
            return new ControlOrder(
                    source.readUTF(),
                    Action.values()[source.readUnsignedByte()],
                    Scope.values()[source.readUnsignedByte()],
                    source.readUTF(),
                    Choice.values()[source.readUnsignedByte()],
                    source.readLong(),
                    source.readUTF());
        }

        @Override
        public TypeSerializerSnapshot<ControlOrder> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<ControlOrder> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
