// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code acclimate events}: recordings of event cameras. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Looks at, converts, draws and sends recordings of event cameras.",
        footer = {
            "",
            "Formats: N_MNIST (.bin, .bs2), DAT, EVT2, EVT21, EVT3 (.raw), AEDAT2, AEDAT3 (.aedat), AEDAT4 (.aedat4),"
                    + " EVENT_STREAM (.es) and TEXT (.csv, .txt). The first bytes of a file tell which it is; --input-format wins."
        },
        subcommands = {
            InfoCommand.class,
            ConvertCommand.class,
            RenderCommand.class,
            SendCommand.class,
            CommandLine.HelpCommand.class
        })
public final class EventsCommand {}
