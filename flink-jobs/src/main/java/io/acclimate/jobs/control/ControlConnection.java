// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.jobs.kafka.Topics;
import io.acclimate.schemas.ControlCommand;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/** Options of where a command goes, and how long its acknowledgement is waited for. */
final class ControlConnection {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Address of the Kafka broker, several separated by commas (default: ${DEFAULT-VALUE}).")
    private String bootstrap;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "acclimate",
            description = "The job's kafka.topic-prefix (default: ${DEFAULT-VALUE}).")
    private String prefix;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "How long to wait; acknowledgements come with the next checkpoint (default: ${DEFAULT-VALUE}).")
    private long seconds;

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
        Optional<Acknowledgement> answer = new ControlClient(bootstrap, new Topics(prefix))
                .send(command, Duration.ofSeconds(seconds), line -> {
                    out.println(line);
                    out.flush();
                });
        if (answer.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "not acknowledged within %d s; it stands on %s.control and is carried out when the job runs."
                                            .formatted(seconds, prefix)
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
