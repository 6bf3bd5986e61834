// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.schemas.AlertStatus;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.state.OutputRecord;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class FleetAlertFunctionTest {

    private static final int TOGETHER = 10;
    private static final long WINDOW = 1000;
    private static final RecordCodec<ShiftAlert> CODEC = RecordCodec.of(ShiftAlert.class, SchemaStore.builtIn());

    private KeyedOneInputStreamOperatorTestHarness<String, OutputRecord, OutputRecord> harness;

    @BeforeEach
    void open() throws Exception {
        start(null);
    }

    private void start(OperatorSubtaskState state) throws Exception {
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new FleetAlertFunction(TOGETHER, WINDOW)), alert -> "fleet", Types.STRING);
        harness.setup(OutputRecord.TYPE.createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private List<ShiftAlert> send(String stream, AlertStatus status, long onset) throws Exception {
        ShiftAlert alert = ShiftAlert.newBuilder()
                .setAlertId(stream + "#1")
                .setStreamId(stream)
                .setStatus(status)
                .setStatistic(stream.startsWith("guarded") ? "guard.wealth" : "feature-distance")
                .setScore(20)
                .setThreshold(10)
                .setOnsetMicros(onset)
                .setDetectedMicros(onset + 5)
                .build();
        harness.processElement(OutputRecord.of(stream, CODEC.encode(alert), 1), 1);
        List<ShiftAlert> out = new ArrayList<>();
        for (OutputRecord record : harness.extractOutputValues()) {
            out.add(CODEC.decode(record.value()));
        }
        harness.getOutput().clear();
        return out;
    }

    private List<ShiftAlert> shiftTogether(int from, int to) throws Exception {
        List<ShiftAlert> out = new ArrayList<>();
        for (int i = from; i < to; i++) {
            out.addAll(send("s" + i, AlertStatus.OPENED, 50_000 + i % 100));
        }
        return out;
    }

    @Test
    void fewStreamsKeepTheirOwnAlerts() throws Exception {
        assertThat(shiftTogether(0, TOGETHER - 1)).hasSize(TOGETHER - 1).allMatch(alert -> alert.getStreams() == 1);
    }

    @Test
    void manyStreamsAreOneAlertThatNamesOnsetAndGroup() throws Exception {
        List<ShiftAlert> out = shiftTogether(0, 5000);

        List<ShiftAlert> fleet = out.stream()
                .filter(alert -> alert.getStreamId().equals("fleet"))
                .toList();
        assertThat(out).hasSizeLessThan(TOGETHER + 12);
        assertThat(fleet.get(0).getStatus()).isEqualTo(AlertStatus.OPENED);
        assertThat(fleet.get(0).getStreams()).isEqualTo(TOGETHER);
        assertThat(fleet.get(0).getStreamIds()).hasSize(TOGETHER).contains("s0", "s9");
        assertThat(fleet.get(0).getOnsetMicros()).isBetween(50_000L, 50_009L);
        assertThat(fleet).extracting(ShiftAlert::getAlertId).containsOnly("fleet#1");
        assertThat(fleet.get(fleet.size() - 1).getStreams()).isGreaterThan(2500);
        assertThat(fleet.get(fleet.size() - 1).getStreamIds()).hasSize(100);
    }

    @Test
    void anAlertWithAnotherOnsetStaysItsOwn() throws Exception {
        shiftTogether(0, 50);

        assertThat(send("late", AlertStatus.OPENED, 90_000))
                .extracting(ShiftAlert::getStreamId)
                .containsExactly("late");
    }

    @Test
    void theEndOfAHiddenAlertIsHiddenAndTheFleetsEndIsTold() throws Exception {
        shiftTogether(0, 100);
        List<ShiftAlert> out = new ArrayList<>();
        for (int i = 0; i < 91; i++) {
            out.addAll(send("s" + i, AlertStatus.RESOLVED, 50_000));
        }
        assertThat(out.stream().filter(alert -> !alert.getStreamId().equals("fleet")))
                .hasSize(TOGETHER);
        assertThat(out.stream().filter(alert -> alert.getStreamId().equals("fleet")))
                .extracting(ShiftAlert::getStatus)
                .containsExactly(AlertStatus.RESOLVED);
    }

    @Test
    void alertsOfTheGuardPass() throws Exception {
        shiftTogether(0, 50);

        assertThat(send("guarded", AlertStatus.OPENED, 50_000)).hasSize(1);
    }

    @Test
    void aRestoredFleetGoesOnWithItsIncident() throws Exception {
        shiftTogether(0, 15);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        List<ShiftAlert> expected = shiftTogether(15, 60);
        harness.close();

        start(snapshot);

        assertThat(shiftTogether(15, 60)).isEqualTo(expected).hasSize(2);
    }
}
