// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.cli;

import io.acclimate.jobs.config.ConfigurationException;
import io.acclimate.jobs.control.ControlCommands;
import io.acclimate.jobs.control.LabelCommand;
import io.acclimate.jobs.data.RecordingException;
import io.acclimate.jobs.demo.DemoCommand;
import io.acclimate.jobs.evaluate.EvaluateCommand;
import io.acclimate.jobs.events.EventsCommand;
import io.acclimate.jobs.kafka.KafkaAccessException;
import io.acclimate.jobs.kafka.TailCommand;
import io.acclimate.jobs.savepoint.SavepointCommands;
import io.acclimate.jobs.torture.TortureCommand;
import io.acclimate.jobs.training.ImportCommand;
import io.acclimate.jobs.training.TrainCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.IOException;

/** The command line, {@code acclimate}. */
@Command(
        name = "acclimate",
        mixinStandardHelpOptions = true,
        version = "acclimate 0.1.0",
        description = "Keeps a deployed model accurate while the world changes.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            TrainCommand.class,
            ImportCommand.class,
            EvaluateCommand.class,
            TailCommand.class,
            ControlCommands.class,
            LabelCommand.class,
            SavepointCommands.class,
            TortureCommand.class,
            EventsCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Acclimate {

    private Acclimate() {}

    /** Runs a command and exits with its code: 0 done, 1 it failed, 2 it was called wrongly. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line with all commands; a user's mistake is answered with a sentence, never with a stack trace. */
    public static CommandLine commandLine() {
        return new CommandLine(new Acclimate())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    if (isUsersMistake(failure)) {
                        commandLine.getErr().println(failure.getMessage());
                    } else {
                        failure.printStackTrace(commandLine.getErr());
                    }
                    return 1;
                });
    }

    private static boolean isUsersMistake(Exception failure) {
        return failure instanceof ConfigurationException
                || failure instanceof RecordingException
                || failure instanceof KafkaAccessException
                || failure instanceof IOException
                || failure instanceof IllegalArgumentException;
    }
}
