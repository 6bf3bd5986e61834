// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.control;

import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.schemas.ControlAction;
import io.acclimate.schemas.ControlCommand;
import io.acclimate.schemas.ControlScope;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.ControlOrder.Action;
import io.acclimate.state.ControlOrder.Choice;
import io.acclimate.state.ControlOrder.Scope;
import io.acclimate.state.RawRecord;

/** Turns a record of the control topic into an order that the job can carry out. Not thread-safe. */
public final class CommandDecoder {

    private static final int LONGEST_ID = 200;
    private static final int LONGEST_TEXT = 10_000;

    private final RecordCodec<ControlCommand> codec;

    /** A decoder that knows the writers' schemas in {@code schemas}. */
    public CommandDecoder(SchemaStore schemas) {
        this.codec = RecordCodec.of(ControlCommand.class, schemas);
    }

    /**
     * Decodes and checks a command.
     *
     * @throws BadPacketException if anything about it is wrong
     */
    public ControlOrder decode(RawRecord record) throws BadPacketException {
        ControlCommand command;
        try {
            command = codec.decode(record.value());
        } catch (UndecodableException e) {
            throw new BadPacketException(e.errorClass().name(), e.getMessage(), e.fingerprint(), null);
        }
        checkTexts(command);
        Scope scope = scope(command);
        Action action = action(command);
        Choice choice = choice(command, action);
        return new ControlOrder(
                command.getCommandId(),
                action,
                scope,
                command.getTarget(),
                choice,
                value(command),
                command.getReason());
    }

    private static void checkTexts(ControlCommand command) throws BadPacketException {
        int length = command.getCommandId().length();
        if (length == 0 || length > LONGEST_ID) {
            throw bad("the command's id has %d characters; allowed are 1 to %d".formatted(length, LONGEST_ID));
        }
        if (command.getTarget().length() > LONGEST_TEXT || command.getReason().length() > LONGEST_TEXT) {
            throw bad("target and reason may have %d characters each".formatted(LONGEST_TEXT));
        }
    }

    private static Scope scope(ControlCommand command) throws BadPacketException {
        boolean named = !command.getTarget().isEmpty();
        if (command.getAction() == ControlAction.FREEZE_ALL) {
            return Scope.ALL;
        }
        if (command.getScope() == ControlScope.STREAM && named) {
            return Scope.STREAM;
        }
        if (command.getScope() == ControlScope.PREFIX && named) {
            return Scope.PREFIX;
        }
        if (command.getScope() == ControlScope.ALL && !named) {
            return Scope.ALL;
        }
        throw bad("scope is %s and target '%s'; STREAM and PREFIX need a target, ALL has none"
                .formatted(command.getScope(), command.getTarget()));
    }

    private static Action action(ControlCommand command) throws BadPacketException {
        return switch (command.getAction()) {
            case ROLLBACK -> Action.ROLLBACK;
            case RESET -> Action.RESET;
            case PAUSE, FREEZE_ALL -> Action.PAUSE;
            case RESUME -> Action.RESUME;
            case PIN -> Action.PIN;
            case UNKNOWN ->
                throw bad("this build does not know the command's action; send it to the release that does");
        };
    }

    private static Choice choice(ControlCommand command, Action action) throws BadPacketException {
        int given = (command.getSnapshotId() == null ? 0 : 1)
                + (command.getStepsBack() == null ? 0 : 1)
                + (command.getBeforeMicros() == null ? 0 : 1);
        boolean fits = given == 0
                || given == 1 && action == Action.ROLLBACK
                || given == 1 && action == Action.PIN && command.getSnapshotId() != null;
        if (!fits || command.getStepsBack() != null && command.getStepsBack() < 0) {
            throw bad("a ROLLBACK takes one of snapshotId, stepsBack (not negative) and beforeMicros, or none for the"
                    + " newest snapshot; a PIN takes snapshotId or none; other commands take none");
        }
        if (command.getSnapshotId() != null) {
            return Choice.NUMBER;
        }
        if (command.getStepsBack() != null) {
            return Choice.STEPS_BACK;
        }
        return command.getBeforeMicros() != null ? Choice.BEFORE : Choice.NEWEST;
    }

    private static long value(ControlCommand command) {
        if (command.getSnapshotId() != null) {
            return command.getSnapshotId();
        }
        if (command.getStepsBack() != null) {
            return command.getStepsBack();
        }
        return command.getBeforeMicros() != null ? command.getBeforeMicros() : 0;
    }

    private static BadPacketException bad(String message) {
        return new BadPacketException("BAD_COMMAND", message, null, null);
    }
}
