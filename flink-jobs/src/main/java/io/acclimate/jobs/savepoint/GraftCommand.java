// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.state.savepoint.Graft;
import io.acclimate.state.savepoint.Savepoint;
import io.acclimate.state.savepoint.StreamChoice;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code acclimate savepoint graft}. */
@Command(
        name = "graft",
        mixinStandardHelpOptions = true,
        description =
                "Writes a new savepoint in which chosen streams have learned what they had in an older one, and all else"
                        + " is as in the base: other streams, offsets, waiting windows, outputs, standing orders.")
final class GraftCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--base", paramLabel = "PATH", required = true, description = "The newer savepoint.")
    private String base;

    @Option(
            names = "--from",
            paramLabel = "PATH",
            required = true,
            description = "The older savepoint or checkpoint, which has the chosen streams as they should be.")
    private String from;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the new savepoint; must not be there.")
    private String out;

    @Option(names = "--all", description = "Every stream of the older savepoint.")
    private boolean all;

    @Mixin
    private StreamSelection selection;

    @Override
    public Integer call() throws IOException {
        if (all == !selection.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "say which streams: --stream ID, --prefix TEXT, or --all");
        }
        Output output = new Output(spec);
        print(run(base, from, selection.choice(), out, output), output);
        output.line("start from it: ./acclimate run --from %s ...".formatted(out));
        return 0;
    }

    /** Grafts, saying so. */
    static Graft.Outcome run(String base, String from, StreamChoice choice, String out, Output output)
            throws IOException {
        Savepoint newer = Savepoint.open(base);
        Savepoint older = Savepoint.open(from);
        return new Graft(newer, older, output::remark).write(choice, out);
    }

    static void print(Graft.Outcome outcome, Output output) {
        output.line("grafted %d of %d streams".formatted(outcome.grafted().size(), outcome.streams()));
        if (!outcome.missing().isEmpty()) {
            output.line("%d chosen streams are not in the older savepoint and stay as they are: %s"
                    .formatted(outcome.missing().size(), String.join(", ", outcome.missing())));
        }
    }
}
