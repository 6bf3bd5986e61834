// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

import java.util.Set;

/**
 * Names and types of all state of the adapt operator, for the operator itself and for the tools that read and write its
 * savepoints. The owner of the state, and its bounds, is {@code AdaptStateManager} in the operators.
 */
public final class AdaptDescriptors {

    /** Uid of the operator; every savepoint refers to it. */
    public static final String UID = "adapt";

    /** Keyed by stream: what it has learned. */
    public static final ValueStateDescriptor<StreamState> STREAM_STATE =
            new ValueStateDescriptor<>("stream-state", StreamState.TYPE);

    /** Keyed by stream: windows that wait for their batch. */
    public static final ListStateDescriptor<Sample> PENDING = new ListStateDescriptor<>("pending-windows", Sample.TYPE);

    /** Keyed by stream: snapshots by number. */
    public static final MapStateDescriptor<Long, StreamSnapshot> SNAPSHOTS =
            new MapStateDescriptor<>("snapshots", Types.LONG, StreamSnapshot.TYPE);

    /** Keyed by stream: what it knows of labels; only in jobs that read them, as the two below. */
    public static final ValueStateDescriptor<LabelMemory> LABELS =
            new ValueStateDescriptor<>("labels", LabelMemory.TYPE);

    /** Keyed by stream: what labels have taught it. */
    public static final ValueStateDescriptor<LabelHead> LABEL_HEAD =
            new ValueStateDescriptor<>("label-head", LabelHead.TYPE);

    /** Keyed by stream: windows that a label may still come for, by their end. */
    public static final MapStateDescriptor<Long, RememberedWindow> LABEL_WINDOWS =
            new MapStateDescriptor<>("label-windows", Types.LONG, RememberedWindow.TYPE);

    /** Broadcast: standing control orders, under {@link #THE_ONE}. */
    public static final MapStateDescriptor<Integer, ControlLedger> CONTROL =
            new MapStateDescriptor<>("control", Types.INT, ControlLedger.TYPE);

    /** Broadcast: id of the model package that all streams here belong to, under {@link #THE_ONE}. */
    public static final MapStateDescriptor<Integer, String> MODEL =
            new MapStateDescriptor<>("model", Types.INT, Types.STRING);

    /** Key of a broadcast state with one value. */
    public static final int THE_ONE = 0;

    /** Names of everything that is keyed by stream. */
    public static final Set<String> KEYED = Set.of(
            STREAM_STATE.getName(),
            PENDING.getName(),
            SNAPSHOTS.getName(),
            LABELS.getName(),
            LABEL_HEAD.getName(),
            LABEL_WINDOWS.getName());

    /** Names of everything that is broadcast. */
    public static final Set<String> BROADCAST = Set.of(CONTROL.getName(), MODEL.getName());

    private AdaptDescriptors() {}
}
