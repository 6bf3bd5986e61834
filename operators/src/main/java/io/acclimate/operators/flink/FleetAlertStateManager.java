// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * State of the fleet's alerts, all under one key:
 *
 * <ul>
 *   <li>{@code fleet}, long array: the fleet's incident; see {@link Fleet}
 *   <li>{@code recent}, onset by alert id: single alerts that may become part of an incident; at most {@value #MOST_RECENT},
 *       and none whose onset is more than a window older than the newest
 *   <li>{@code members}, whether it went out by alert id: alerts of the open incident; one per stream at most, {@value
 *       #MOST_MEMBERS} in all; further ones are counted only
 * </ul>
 */
final class FleetAlertStateManager {

    private static final int MOST_RECENT = 10_000;
    private static final int MOST_MEMBERS = 1_000_000;

    private final ValueState<long[]> fleet;
    private final MapState<String, Long> recent;
    private final MapState<String, Boolean> members;

    /** What an alert is to the fleet's incident. */
    enum Membership {
        /** Nothing. */
        NONE,
        /** Part of it, and it went out before the incident was known. */
        SHOWN,
        /** Part of it, and did not go out. */
        HIDDEN
    }

    /**
     * The fleet's incident.
     *
     * @param number counts incidents from 1; 0 before the first
     * @param onsetMicros common onset; {@link Long#MIN_VALUE} while none is open
     * @param total streams that have joined
     * @param open streams that have not come back
     * @param told streams when it was last reported
     */
    record Fleet(long number, long onsetMicros, int total, int open, int told) {

        static final Fleet NONE = new Fleet(0, Long.MIN_VALUE, 0, 0, 0);

        boolean isOpen() {
            return onsetMicros != Long.MIN_VALUE;
        }

        Fleet begun(long onset, int streams) {
            return new Fleet(number + 1, onset, streams, streams, streams);
        }

        Fleet joined() {
            return new Fleet(number, onsetMicros, total + 1, open + 1, told);
        }

        Fleet left() {
            return new Fleet(number, onsetMicros, total, open - 1, told);
        }

        Fleet toldNow() {
            return new Fleet(number, onsetMicros, total, open, total);
        }
    }

    FleetAlertStateManager(RuntimeContext context) {
        fleet = context.getState(
                new ValueStateDescriptor<>("fleet", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
        recent = context.getMapState(new MapStateDescriptor<>("recent", Types.STRING, Types.LONG));
        members = context.getMapState(new MapStateDescriptor<>("members", Types.STRING, Types.BOOLEAN));
    }

    Fleet fleet() throws Exception {
        long[] kept = fleet.value();
        return kept == null ? Fleet.NONE : new Fleet(kept[0], kept[1], (int) kept[2], (int) kept[3], (int) kept[4]);
    }

    void fleet(Fleet next) throws Exception {
        fleet.update(new long[] {next.number, next.onsetMicros, next.total, next.open, next.told});
    }

    /** Keeps a single alert for a while; what is too old to share an onset with it goes. */
    void remember(String alertId, long onsetMicros, long windowMicros) throws Exception {
        int size = 0;
        Iterator<Map.Entry<String, Long>> all = recent.iterator();
        while (all.hasNext()) {
            size++;
            if (all.next().getValue() < onsetMicros - 2 * windowMicros || size > MOST_RECENT) {
                all.remove();
            }
        }
        recent.put(alertId, onsetMicros);
    }

    List<Long> onsetsNear(long onsetMicros, long windowMicros) throws Exception {
        List<Long> near = new ArrayList<>();
        for (long onset : recent.values()) {
            if (Math.abs(onset - onsetMicros) <= windowMicros) {
                near.add(onset);
            }
        }
        return near;
    }

    /** Opens an incident: the single alerts near its onset become part of it. */
    void begin(Fleet begun, long windowMicros) throws Exception {
        int joined = 0;
        for (Map.Entry<String, Long> alert : recent.entries()) {
            if (Math.abs(alert.getValue() - begun.onsetMicros) <= 2 * windowMicros && joined < begun.total) {
                members.put(alert.getKey(), true);
                joined++;
            }
        }
        recent.clear();
        fleet(begun);
    }

    void hide(String alertId) throws Exception {
        if (fleet().total < MOST_MEMBERS) {
            members.put(alertId, false);
        }
    }

    boolean isHidden(String alertId) throws Exception {
        Boolean shown = members.get(alertId);
        return shown != null && !shown;
    }

    /** Takes an alert that is over out of the incident. */
    Membership leave(String alertId) throws Exception {
        recent.remove(alertId);
        Boolean shown = members.get(alertId);
        members.remove(alertId);
        return shown == null ? Membership.NONE : shown ? Membership.SHOWN : Membership.HIDDEN;
    }

    /** Names of some streams of the incident: an alert id is its stream's id, a sharp and a number. */
    List<String> streams(int most) throws Exception {
        List<String> names = new ArrayList<>();
        for (String alertId : members.keys()) {
            if (names.size() == most) {
                break;
            }
            names.add(alertId.substring(0, alertId.lastIndexOf('#')));
        }
        names.sort(null);
        return names;
    }

    /** Closes the incident; what is still open in it is forgotten. */
    void end(Fleet over) throws Exception {
        members.clear();
        fleet(new Fleet(over.number, Long.MIN_VALUE, 0, 0, 0));
    }
}
