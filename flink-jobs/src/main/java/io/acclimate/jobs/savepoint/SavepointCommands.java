// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code acclimate savepoint}: looks into savepoints, and goes back to them. */
@Command(
        name = "savepoint",
        mixinStandardHelpOptions = true,
        description = "Lists, inspects and compares savepoints, and takes a job or single streams back to one."
                + " A savepoint is never changed.",
        subcommands = {
            ListCommand.class,
            InspectCommand.class,
            DiffCommand.class,
            RollbackCommand.class,
            GraftCommand.class,
            CommandLine.HelpCommand.class
        })
public final class SavepointCommands {

    private SavepointCommands() {}
}
