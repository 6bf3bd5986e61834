// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.schemas.AlertStatus;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.schemas.UndecodableException;
import io.acclimate.state.OutputRecord;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Turns shift alerts of many streams that began together into one alert of the fleet. All alerts of the job come here, under
 * one key. When {@code together} streams have opened alerts whose onsets lie within {@code windowMicros} of each other, an alert
 * of the fleet opens, names the median onset and the streams, and takes in what opens with an onset in the same time: those
 * alerts, their updates and ends do not go out. It is told of again whenever the number of its streams has doubled, and is
 * over when fewer than a tenth of them have not come back. Alerts of the guard pass.
 *
 * <p>Streams' clocks are compared: onsets are on each stream's own, so a fleet whose clocks differ by more than the window
 * gets single alerts.
 */
public final class FleetAlertFunction extends KeyedProcessFunction<String, OutputRecord, OutputRecord> {

    /** Stream id of the fleet's alerts, and their key. */
    public static final String FLEET = "fleet";

    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMED = 100;
    private static final int OVER = 10;

    private final int together;
    private final long windowMicros;

    private transient RecordCodec<ShiftAlert> alerts;
    private transient FleetAlertStateManager state;

    /** Alerts become one when {@code together} streams open them with onsets within {@code windowMicros}. */
    public FleetAlertFunction(int together, long windowMicros) {
        this.together = together;
        this.windowMicros = windowMicros;
    }

    @Override
    public void open(OpenContext context) {
        alerts = RecordCodec.of(ShiftAlert.class, SchemaStore.builtIn());
        state = new FleetAlertStateManager(getRuntimeContext());
    }

    @Override
    public void processElement(OutputRecord record, Context context, Collector<OutputRecord> out) throws Exception {
        ShiftAlert alert = decoded(record);
        if (alert.getStatistic().startsWith("guard")) {
            out.collect(record);
            return;
        }
        switch (alert.getStatus()) {
            case OPENED -> opened(alert, record, out);
            case RESOLVED -> resolved(alert, record, out);
            default -> {
                if (!state.isHidden(alert.getAlertId())) {
                    out.collect(record);
                }
            }
        }
    }

    private ShiftAlert decoded(OutputRecord record) {
        try {
            return alerts.decode(record.value());
        } catch (UndecodableException e) {
            throw new IllegalStateException("the job cannot read its own alert", e);
        }
    }

    private void opened(ShiftAlert alert, OutputRecord record, Collector<OutputRecord> out) throws Exception {
        FleetAlertStateManager.Fleet fleet = state.fleet();
        if (fleet.isOpen() && Math.abs(alert.getOnsetMicros() - fleet.onsetMicros()) <= windowMicros) {
            state.hide(alert.getAlertId());
            FleetAlertStateManager.Fleet larger = fleet.joined();
            state.fleet(larger);
            if (larger.total() >= 2 * larger.told()) {
                state.fleet(larger.toldNow());
                out.collect(encoded(AlertStatus.UPDATED, larger, alert, record));
            }
            return;
        }
        out.collect(record);
        state.remember(alert.getAlertId(), alert.getOnsetMicros(), windowMicros);
        List<Long> near = state.onsetsNear(alert.getOnsetMicros(), windowMicros);
        if (!fleet.isOpen() && near.size() >= together) {
            Collections.sort(near);
            FleetAlertStateManager.Fleet begun = fleet.begun(near.get(near.size() / 2), near.size());
            state.begin(begun, windowMicros);
            out.collect(encoded(AlertStatus.OPENED, begun, alert, record));
        }
    }

    private void resolved(ShiftAlert alert, OutputRecord record, Collector<OutputRecord> out) throws Exception {
        FleetAlertStateManager.Membership membership = state.leave(alert.getAlertId());
        if (membership != FleetAlertStateManager.Membership.HIDDEN) {
            out.collect(record);
        }
        if (membership == FleetAlertStateManager.Membership.NONE) {
            return;
        }
        FleetAlertStateManager.Fleet fleet = state.fleet().left();
        state.fleet(fleet);
        if (fleet.isOpen() && fleet.open() * OVER < fleet.total()) {
            out.collect(encoded(AlertStatus.RESOLVED, fleet, alert, record));
            state.end(fleet);
        }
    }

    private OutputRecord encoded(
            AlertStatus status, FleetAlertStateManager.Fleet fleet, ShiftAlert last, OutputRecord record)
            throws Exception {
        ShiftAlert alert = ShiftAlert.newBuilder(last)
                .setAlertId(FLEET + "#" + fleet.number())
                .setStreamId(FLEET)
                .setStatus(status)
                .setStatistic("streams-shifted-together")
                .setScore(fleet.open())
                .setThreshold(together)
                .setOnsetMicros(fleet.onsetMicros())
                .setOnsetFromMicros(fleet.onsetMicros() - windowMicros)
                .setOnsetToMicros(fleet.onsetMicros() + windowMicros)
                .setAdaptationStep(0)
                .setSnapshotId(null)
                .setRegime(null)
                .setStreams(fleet.total())
                .setStreamIds(new ArrayList<>(state.streams(MOST_NAMED)))
                .build();
        return OutputRecord.of(FLEET, alerts.encode(alert), record.timestampMillis());
    }
}
