// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import io.acclimate.state.ControlOrder.Action;
import io.acclimate.state.ControlOrder.Choice;
import io.acclimate.state.ControlOrder.Scope;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ControlLedgerTest {

    /** Version 1: one standing order, one carried out. */
    private static final String VERSION_1 = "01" + "00000001" + "01" + "0001" + "61" + "02" + "01" + "0006"
            + "70726573732d" + "00" + "0000000000000000" + "0003" + "776879" + "00000001" + "0001" + "61";

    @Test
    void theLatestOrderThatConcernsAStreamDecides() {
        ControlLedger ledger = ControlLedger.EMPTY
                .after(order("a", Action.PAUSE, Scope.ALL, ""))
                .after(order("b", Action.RESUME, Scope.PREFIX, "press-"))
                .after(order("c", Action.PAUSE, Scope.STREAM, "press-7"));

        assertThat(ledger.paused("oven-1")).isTrue();
        assertThat(ledger.paused("press-6")).isFalse();
        assertThat(ledger.paused("press-7")).isTrue();
    }

    @Test
    void anOrderForAllLeavesNoOtherStanding() {
        ControlLedger ledger = ControlLedger.EMPTY;
        for (int i = 0; i < 50; i++) {
            ledger = ledger.after(order("p" + i, Action.PAUSE, Scope.STREAM, "press-" + i));
        }
        assertThat(ledger.standing()).hasSize(50);

        assertThat(ledger.after(order("q", Action.PAUSE, Scope.ALL, "")).standing())
                .hasSize(1);
        assertThat(ledger.after(order("r", Action.RESUME, Scope.ALL, "")).standing())
                .isEmpty();
    }

    @Test
    void ordersBeyondTheBoundHaveNoRoom() {
        ControlLedger ledger = ControlLedger.EMPTY;
        for (int i = 0; i < ControlLedger.MAX_STANDING; i++) {
            ledger = ledger.after(order("p" + i, Action.PAUSE, Scope.STREAM, "press-" + i));
        }

        assertThat(ledger.hasRoomFor(order("q", Action.PAUSE, Scope.STREAM, "oven")))
                .isFalse();
        assertThat(ledger.hasRoomFor(order("q", Action.PAUSE, Scope.STREAM, "press-3")))
                .isTrue();
        assertThat(ledger.hasRoomFor(order("q", Action.ROLLBACK, Scope.ALL, "")))
                .isTrue();
    }

    @Test
    void theOldestCommandIsForgottenAtTheBound() {
        ControlLedger ledger = ControlLedger.EMPTY;
        for (int i = 0; i <= ControlLedger.MAX_CARRIED_OUT; i++) {
            ledger = ledger.after(order("p" + i, Action.RESET, Scope.ALL, ""));
        }

        assertThat(ledger.carriedOut()).hasSize(ControlLedger.MAX_CARRIED_OUT);
        assertThat(ledger.hasCarriedOut(order("p0", Action.RESET, Scope.ALL, "")))
                .isFalse();
        assertThat(ledger.hasCarriedOut(order("p1", Action.RESET, Scope.ALL, "")))
                .isTrue();
    }

    @Test
    void version1BytesAreReadAndWritten() throws IOException {
        ControlLedger ledger = new ControlLedger(
                List.of(new ControlOrder("a", Action.PAUSE, Scope.PREFIX, "press-", Choice.NEWEST, 0, "why")),
                List.of("a"));
        DataOutputSerializer target = new DataOutputSerializer(64);
        ControlLedger.Serializer.INSTANCE.serialize(ledger, target);

        assertThat(HexFormat.of().formatHex(target.getCopyOfBuffer())).isEqualTo(VERSION_1);
        assertThat(deserialize(VERSION_1)).isEqualTo(ledger);
    }

    @Test
    void anUnknownVersionIsRefusedByName() {
        assertThatThrownBy(() -> deserialize("02" + VERSION_1.substring(2)))
                .hasMessageStartingWith("ControlLedger: state version 2 is unknown to this build");
    }

    private static ControlOrder order(String id, Action action, Scope scope, String target) {
        return new ControlOrder(id, action, scope, target, Choice.NEWEST, 0, "");
    }

    private static ControlLedger deserialize(String hex) throws IOException {
        return ControlLedger.Serializer.INSTANCE.deserialize(
                new DataInputDeserializer(HexFormat.of().parseHex(hex)));
    }
}
