// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.schemas.ControlCommand;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/** Options of a command: where it goes, its name, and why it is given. */
final class ControlConnection {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private JobAddress job;

    @Option(
            names = "--command-id",
            paramLabel = "ID",
            description = "Name of the command, drawn if left out. A command that is sent again under its name is"
                    + " carried out once.")
    private String id;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; kept in the audit trail.")
    private String reason;

    String id() {
        return id;
    }

    String reason() {
        return reason;
    }

    /** Sends the command, prints what it did; 0 if every subtask has acknowledged it in time. */
    int send(ControlCommand command) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("command " + command.getCommandId());
        out.flush();
        Optional<Acknowledgement> answer = new ControlClient(job.bootstrap(), job.topics())
                .send(command, Duration.ofSeconds(job.seconds()), line -> {
                    out.println(line);
                    out.flush();
                });
        if (answer.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "not acknowledged within %d s; it stands on %s.control and is carried out when the job runs."
                                            .formatted(job.seconds(), job.prefix())
                                    + " Send it again with --command-id %s to wait on"
                                            .formatted(command.getCommandId()));
            return 1;
        }
        out.println("done: %d streams, acknowledged by %d subtasks%s"
                .formatted(
                        answer.get().streams(),
                        answer.get().subtasks(),
                        answer.get().remark().isEmpty()
                                ? ""
                                : "; " + answer.get().remark()));
        return 0;
    }
}
