// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.control;

import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.schemas.ControlAction;
import io.acclimate.schemas.ControlCommand;
import io.acclimate.schemas.ControlScope;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.RawRecord;

import org.junit.jupiter.api.Test;

import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CommandDecoderTest {

    private final CommandDecoder decoder = new CommandDecoder(SchemaStore.builtIn());

    @Test
    void everyFieldThatMattersComesThrough() throws Exception {
        ControlOrder order = decode(command -> command.setStepsBack(5));

        assertThat(order)
                .isEqualTo(new ControlOrder(
                        "c-1",
                        ControlOrder.Action.ROLLBACK,
                        ControlOrder.Scope.STREAM,
                        "press-7",
                        ControlOrder.Choice.STEPS_BACK,
                        5,
                        "re-mounted"));
    }

    @Test
    void freezeAllIsAPauseForAll() throws Exception {
        ControlOrder order = decode(command -> command.setAction(ControlAction.FREEZE_ALL));

        assertThat(order.action()).isEqualTo(ControlOrder.Action.PAUSE);
        assertThat(order.scope()).isEqualTo(ControlOrder.Scope.ALL);
    }

    @Test
    void commandsThatCanBeMisunderstoodAreRefused() {
        refused(command -> command.setCommandId(""), "id has 0 characters");
        refused(command -> command.setTarget(""), "STREAM and PREFIX need a target");
        refused(command -> command.setScope(ControlScope.ALL), "ALL has none");
        refused(command -> command.setAction(ControlAction.UNKNOWN), "does not know the command's action");
        refused(command -> command.setStepsBack(1).setSnapshotId(2L), "takes one of");
        refused(command -> command.setStepsBack(-1), "not negative");
        refused(command -> command.setAction(ControlAction.RESET).setSnapshotId(2L), "other commands take none");
        refused(command -> command.setReason("x".repeat(10_001)), "10000 characters");
    }

    @Test
    void bytesThatAreNoCommandAreRefused() {
        assertThatThrownBy(() -> decoder.decode(record(new byte[] {1, 2, 3}))).isInstanceOf(BadPacketException.class);
    }

    private void refused(UnaryOperator<ControlCommand.Builder> change, String sentence) {
        assertThatThrownBy(() -> decode(change))
                .isInstanceOf(BadPacketException.class)
                .hasMessageContaining(sentence);
    }

    private ControlOrder decode(UnaryOperator<ControlCommand.Builder> change) throws BadPacketException {
        ControlCommand command = change.apply(ControlCommand.newBuilder()
                        .setCommandId("c-1")
                        .setAction(ControlAction.ROLLBACK)
                        .setScope(ControlScope.STREAM)
                        .setTarget("press-7")
                        .setReason("re-mounted")
                        .setIssuedMillis(1))
                .build();
        return decoder.decode(record(
                RecordCodec.of(ControlCommand.class, SchemaStore.builtIn()).encode(command)));
    }

    private static RawRecord record(byte[] value) {
        return new RawRecord("control", 0, 7, 1, new byte[0], value);
    }
}
