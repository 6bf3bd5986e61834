// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.operators.adapt.SourceDistance;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.savepoint.SavedStream;
import io.acclimate.state.savepoint.SavedStreams;
import io.acclimate.state.savepoint.Savepoint;
import io.acclimate.state.savepoint.StreamChoice;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code acclimate savepoint inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows what each stream had learned when a savepoint or checkpoint was taken.")
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PATH", description = "Folder that holds _metadata, as a path or a URI.")
    private String path;

    @Mixin
    private StreamSelection selection;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The streams' model package; shows how far they have moved from it.")
    private Path model;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Savepoint savepoint = Savepoint.open(path);
        Optional<SourceDistance> source =
                model == null ? Optional.empty() : Optional.of(new SourceDistance(ModelPackage.load(model)));
        List<StreamSummary> streams = streams(savepoint, source);
        Inspection inspection =
                new Inspection(savepoint, savepoint.ledger().standing().size(), streams);
        Output output = new Output(spec);
        if (json) {
            output.json(inspection.json());
        } else {
            output.lines(inspection.text(source.isPresent()));
        }
        return 0;
    }

    private List<StreamSummary> streams(Savepoint savepoint, Optional<SourceDistance> source) throws IOException {
        StreamChoice choice = selection.choice();
        List<StreamSummary> found = new ArrayList<>();
        try (SavedStreams streams = savepoint.streams()) {
            while (streams.hasNext()) {
                SavedStream stream = streams.next();
                if (choice.contains(stream.streamId())) {
                    found.add(StreamSummary.of(stream, source));
                }
            }
        }
        if (found.isEmpty() && !selection.isEmpty()) {
            throw new IOException(
                    "%s holds no such stream; leave --stream and --prefix out to see all".formatted(path));
        }
        found.sort(Comparator.comparing(StreamSummary::streamId));
        return found;
    }
}
