// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.schemas.ControlAction;
import io.acclimate.schemas.ControlCommand;

import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.concurrent.Callable;

/** {@code acclimate control}: takes back, holds and releases what streams of a running job have learned. */
@Command(
        name = "control",
        mixinStandardHelpOptions = true,
        description = "Rolls back, resets, pauses and pins streams of a running job, and waits until it is done.",
        subcommands = {
            ControlCommands.Rollback.class,
            ControlCommands.Reset.class,
            ControlCommands.Pause.class,
            ControlCommands.Resume.class,
            ControlCommands.Pin.class,
            ControlCommands.FreezeAll.class,
            CommandLine.HelpCommand.class
        })
public final class ControlCommands {

    private ControlCommands() {}

    /** Back to a snapshot. */
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Gives streams back what they had learned at one of their snapshots; the newest unless told"
                    + " otherwise. What is undone is kept as a snapshot itself.")
    static final class Rollback implements Callable<Integer> {

        @Mixin
        private ControlRequest request;

        @ArgGroup
        private Choice choice = new Choice();

        /** At most one of these. */
        static final class Choice {
            @Option(names = "--to", paramLabel = "N", description = "Snapshot of this number.")
            private Long number;

            @Option(
                    names = "--steps-back",
                    paramLabel = "N",
                    description = "Newest snapshot that is at least N adaptation steps old.")
            private Integer stepsBack;

            @Option(
                    names = "--before",
                    paramLabel = "TIME",
                    description = "Newest snapshot before this instant of the stream's own clock, such as"
                            + " 2026-01-31T04:00:00Z.")
            private Instant before;
        }

        @Override
        public Integer call() {
            ControlCommand.Builder command = request.command(ControlAction.ROLLBACK)
                    .setSnapshotId(choice.number)
                    .setStepsBack(choice.stepsBack);
            if (choice.before != null) {
                command.setBeforeMicros(choice.before.getEpochSecond() * 1_000_000 + choice.before.getNano() / 1000);
            }
            return request.send(command.build());
        }
    }

    /** Back to the source. */
    @Command(
            name = "reset",
            mixinStandardHelpOptions = true,
            description = "Sets streams back to the source model. What is undone is kept as a snapshot.")
    static final class Reset implements Callable<Integer> {

        @Mixin
        private ControlRequest request;

        @Override
        public Integer call() {
            return request.send(request.command(ControlAction.RESET).build());
        }
    }

    /** Predict only. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description =
                    "Lets streams predict with what they have learned and learn nothing more, until resumed; holds"
                            + " for matching streams that come later, too.")
    static final class Pause implements Callable<Integer> {

        @Mixin
        private ControlRequest request;

        @Override
        public Integer call() {
            return request.send(request.command(ControlAction.PAUSE).build());
        }
    }

    /** Adapt again. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Lets paused streams, and those that the guard has frozen, adapt again.")
    static final class Resume implements Callable<Integer> {

        @Mixin
        private ControlRequest request;

        @Override
        public Integer call() {
            return request.send(request.command(ControlAction.RESUME).build());
        }
    }

    /** Keep a snapshot. */
    @Command(
            name = "pin",
            mixinStandardHelpOptions = true,
            description = "Takes a snapshot that is kept for good, or keeps one that is there.")
    static final class Pin implements Callable<Integer> {

        @Mixin
        private ControlRequest request;

        @Option(names = "--snapshot", paramLabel = "N", description = "Keep the snapshot of this number.")
        private Long snapshot;

        @Override
        public Integer call() {
            return request.send(
                    request.command(ControlAction.PIN).setSnapshotId(snapshot).build());
        }
    }

    /** Everything stops learning. */
    @Command(
            name = "freeze-all",
            mixinStandardHelpOptions = true,
            description = "Pauses every stream, also those that come later; 'resume --all' takes it back.")
    static final class FreezeAll implements Callable<Integer> {

        @Mixin
        private ControlConnection connection;

        @Override
        public Integer call() {
            return connection.send(ControlRequest.everything(connection, ControlAction.FREEZE_ALL)
                    .build());
        }
    }
}
