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
 * What control commands have left behind for streams to come: which pauses stand, and which commands were carried out.
 * Every subtask holds the same ledger.
 *
 * @param standing pauses and resumptions that still decide about a stream, oldest first; at most {@link #MAX_STANDING}
 * @param carriedOut ids of the latest commands, oldest first; at most {@link #MAX_CARRIED_OUT}
 */
public record ControlLedger(List<ControlOrder> standing, List<String> carriedOut) {

    /** Bound on standing orders: commands for single streams beyond it are refused. */
    public static final int MAX_STANDING = 1000;

    /** How many commands are remembered, so that a repeated one is recognized. */
    public static final int MAX_CARRIED_OUT = 1000;

    /** Nothing was ordered yet. */
    public static final ControlLedger EMPTY = new ControlLedger(List.of(), List.of());

    /** Type information for Flink. */
    public static final ValueTypeInfo<ControlLedger> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Whether the stream is to predict without adapting: the latest order that concerns it counts. */
    public boolean paused(String streamId) {
        for (int i = standing.size() - 1; i >= 0; i--) {
            if (standing.get(i).concerns(streamId)) {
                return standing.get(i).action() == ControlOrder.Action.PAUSE;
            }
        }
        return false;
    }

    /** Whether this command was carried out already. */
    public boolean hasCarriedOut(ControlOrder order) {
        return carriedOut.contains(order.commandId());
    }

    /** Whether there is room for another standing order. */
    public boolean hasRoomFor(ControlOrder order) {
        return stands(order).size() <= MAX_STANDING;
    }

    /** The ledger after {@code order} was carried out. */
    public ControlLedger after(ControlOrder order) {
        List<String> ids = new ArrayList<>(carriedOut);
        ids.add(order.commandId());
        int surplus = Math.max(0, ids.size() - MAX_CARRIED_OUT);
        return new ControlLedger(stands(order), List.copyOf(ids.subList(surplus, ids.size())));
    }

    private List<ControlOrder> stands(ControlOrder order) {
        if (order.action() != ControlOrder.Action.PAUSE && order.action() != ControlOrder.Action.RESUME) {
            return standing;
        }
        List<ControlOrder> stand = new ArrayList<>();
        standing.stream().filter(earlier -> !order.covers(earlier)).forEach(stand::add);
        // A resumption that overrides nothing need not be remembered.
        if (order.action() == ControlOrder.Action.PAUSE || !stand.isEmpty()) {
            stand.add(order);
        }
        return List.copyOf(stand);
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<ControlLedger> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(ControlLedger.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(ControlLedger ledger, DataOutputView target) throws IOException {
            target.writeInt(ledger.standing.size());
            for (ControlOrder order : ledger.standing) {
                ControlOrder.Serializer.INSTANCE.serialize(order, target);
            }
            target.writeInt(ledger.carriedOut.size());
            for (String id : ledger.carriedOut) {
                target.writeUTF(id);
            }
        }

        @Override
        protected ControlLedger read(int version, DataInputView source) throws IOException {
            List<ControlOrder> standing = new ArrayList<>();
            for (int left = source.readInt(); left > 0; left--) {
                standing.add(ControlOrder.Serializer.INSTANCE.deserialize(source));
            }
            List<String> carriedOut = new ArrayList<>();
            for (int left = source.readInt(); left > 0; left--) {
                carriedOut.add(source.readUTF());
            }
            return new ControlLedger(List.copyOf(standing), List.copyOf(carriedOut));
        }

        @Override
        public TypeSerializerSnapshot<ControlLedger> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<ControlLedger> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
