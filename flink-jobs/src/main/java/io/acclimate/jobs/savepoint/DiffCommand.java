// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.state.savepoint.SavedStream;
import io.acclimate.state.savepoint.SavedStreams;
import io.acclimate.state.savepoint.Savepoint;
import io.acclimate.state.savepoint.StreamChoice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code acclimate savepoint diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description =
                "Shows what each stream learned between two savepoints or checkpoints: batches, optimizer steps, and how"
                        + " far each of its vectors moved (Euclidean).")
final class DiffCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "The earlier one, as a path or a URI.")
    private String before;

    @Parameters(index = "1", paramLabel = "B", description = "The later one.")
    private String after;

    @Mixin
    private StreamSelection selection;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Savepoint a = Savepoint.open(before);
        Savepoint b = Savepoint.open(after);
        List<StreamChange> changes = changes(a, b);
        if (changes.isEmpty() && !selection.isEmpty()) {
            throw new IOException("neither savepoint holds such a stream; leave --stream and --prefix out to see all");
        }
        Output output = new Output(spec);
        if (json) {
            output.json(tree(changes));
        } else {
            output.lines(text(changes));
        }
        return 0;
    }

    /** Holds the streams of the first savepoint in memory while it walks the second. */
    private List<StreamChange> changes(Savepoint a, Savepoint b) throws IOException {
        Map<String, SavedStream> older = read(a);
        List<StreamChange> changes = new ArrayList<>();
        StreamChoice choice = selection.choice();
        try (SavedStreams streams = b.streams()) {
            while (streams.hasNext()) {
                SavedStream stream = streams.next();
                if (choice.contains(stream.streamId())) {
                    changes.add(
                            StreamChange.of(Optional.ofNullable(older.remove(stream.streamId())), Optional.of(stream)));
                }
            }
        }
        older.values().forEach(stream -> changes.add(StreamChange.of(Optional.of(stream), Optional.empty())));
        changes.sort(Comparator.comparing(StreamChange::streamId));
        return changes;
    }

    private Map<String, SavedStream> read(Savepoint savepoint) throws IOException {
        StreamChoice choice = selection.choice();
        Map<String, SavedStream> found = new HashMap<>();
        try (SavedStreams streams = savepoint.streams()) {
            while (streams.hasNext()) {
                SavedStream stream = streams.next();
                if (choice.contains(stream.streamId())) {
                    found.put(stream.streamId(), stream);
                }
            }
        }
        return found;
    }

    private static List<String> text(List<StreamChange> changes) {
        List<String> lines = new ArrayList<>();
        lines.add("%d streams: %d changed, %d unchanged, %d new, %d missing, %d with another model, method or layout"
                .formatted(
                        changes.size(),
                        changes.stream()
                                .filter(change -> change.kind() == StreamChange.Kind.BOTH && !change.isUnchanged())
                                .count(),
                        changes.stream().filter(StreamChange::isUnchanged).count(),
                        count(changes, StreamChange.Kind.NEW),
                        count(changes, StreamChange.Kind.MISSING),
                        count(changes, StreamChange.Kind.REPLACED)));
        lines.add("");
        TextTable table = new TextTable(2, "stream", "", "from step", "steps", "updates", "distance moved by vector");
        for (StreamChange change : changes) {
            table.row(
                    change.streamId(),
                    change.kind() == StreamChange.Kind.BOTH
                            ? change.isUnchanged() ? "unchanged" : ""
                            : change.kind().name().toLowerCase(Locale.ROOT),
                    String.valueOf(change.stepsBefore()),
                    "%+d".formatted(change.steps()),
                    "%+d".formatted(change.updates()),
                    change.moved().entrySet().stream()
                            .map(entry -> entry.getKey() + " " + Output.number(entry.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        lines.addAll(table.lines());
        return lines;
    }

    private static long count(List<StreamChange> changes, StreamChange.Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).count();
    }

    private static ObjectNode tree(List<StreamChange> changes) {
        ObjectNode tree = Output.object();
        tree.putArray("streams");
        changes.forEach(change -> change.write(tree.withArray("/streams").addObject()));
        return tree;
    }
}
