// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.schemas.ControlAction;
import io.acclimate.schemas.ControlCommand;
import io.acclimate.schemas.ControlScope;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.UUID;

/** Options of a command for some streams. */
final class ControlRequest {

    @Mixin
    private ControlConnection connection;

    @ArgGroup(multiplicity = "1")
    private Target target;

    /** Exactly one of these. */
    static final class Target {
        @Option(names = "--stream", paramLabel = "ID", description = "The stream of this name.")
        private String stream;

        @Option(names = "--prefix", paramLabel = "TEXT", description = "Every stream whose name begins with this.")
        private String prefix;

        @Option(names = "--all", description = "Every stream.")
        private boolean all;
    }

    ControlCommand.Builder command(ControlAction action) {
        ControlCommand.Builder command = everything(connection, action);
        if (target.stream != null) {
            return command.setScope(ControlScope.STREAM).setTarget(target.stream);
        }
        return target.prefix != null ? command.setScope(ControlScope.PREFIX).setTarget(target.prefix) : command;
    }

    static ControlCommand.Builder everything(ControlConnection connection, ControlAction action) {
        return ControlCommand.newBuilder()
                .setCommandId(connection.id() == null ? UUID.randomUUID().toString() : connection.id())
                .setAction(action)
                .setScope(ControlScope.ALL)
                .setTarget("")
                .setReason(connection.reason())
                .setIssuedBy(System.getProperty("user.name", ""))
                .setIssuedMillis(System.currentTimeMillis());
    }

    int send(ControlCommand command) {
        return connection.send(command);
    }
}
