// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.state.StreamState;
import io.acclimate.state.savepoint.SavedStreams;
import io.acclimate.state.savepoint.Savepoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** {@code acclimate savepoint list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the savepoints and retained checkpoints of a run, newest first.")
final class ListCommand implements Callable<Integer> {

    private static final int ID_DIGITS = 12;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "runs/job",
            description = "The run's --dir (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--savepoint-dir",
            paramLabel = "DIR",
            description = "Another folder to look in, such as execution.checkpointing.savepoint-dir.")
    private List<Path> more = new ArrayList<>();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    /** One line; {@code problem} is empty for what can be read. */
    private record Entry(
            Path path, String kind, long takenMillis, long bytes, Set<String> models, int streams, String problem) {}

    @Override
    public Integer call() throws IOException {
        List<Path> directories = new ArrayList<>(more);
        directories.add(directory);
        for (Path folder : directories) {
            if (!Files.isDirectory(folder)) {
                throw new IOException("%s is not a folder; give --dir the folder of a run".formatted(folder));
            }
        }
        List<Entry> entries = new ArrayList<>();
        for (Path path : Savepoints.newestFirst(directories)) {
            entries.add(entry(path));
        }
        Output output = new Output(spec);
        if (json) {
            output.json(tree(entries));
        } else if (entries.isEmpty()) {
            output.line("no complete savepoint or checkpoint under " + directory);
        } else {
            output.lines(table(entries));
        }
        return 0;
    }

    private static Entry entry(Path path) {
        try {
            Savepoint savepoint = Savepoint.open(path.toString());
            Set<String> models = new TreeSet<>();
            int count = 0;
            try (SavedStreams streams = savepoint.streams()) {
                for (; streams.hasNext(); count++) {
                    streams.next().learned().map(StreamState::modelId).ifPresent(models::add);
                }
            }
            savepoint.modelId().ifPresent(models::add);
            String kind = savepoint.isCheckpoint()
                    ? "checkpoint"
                    : savepoint.isCanonical() ? "savepoint" : "native savepoint";
            return new Entry(path, kind, savepoint.takenMillis(), savepoint.bytes(), models, count, "");
        } catch (IOException e) {
            long taken = path.resolve("_metadata").toFile().lastModified();
            return new Entry(path, "unreadable", taken, 0, Set.of(), 0, e.getMessage());
        }
    }

    private static List<String> table(List<Entry> entries) {
        TextTable table = new TextTable(2, "taken", "kind", "size", "streams", "model", "path");
        for (Entry entry : entries) {
            if (entry.problem.isEmpty()) {
                table.row(
                        Output.time(entry.takenMillis),
                        entry.kind,
                        Output.size(entry.bytes),
                        String.valueOf(entry.streams),
                        models(entry),
                        entry.path.toString());
            } else {
                table.row(Output.time(entry.takenMillis), entry.kind, "", "", "", entry.problem);
            }
        }
        return table.lines();
    }

    private static String models(Entry entry) {
        return switch (entry.models.size()) {
            case 0 -> "none yet";
            case 1 -> entry.models.iterator().next().substring(0, ID_DIGITS);
            default -> entry.models.size() + " models";
        };
    }

    private static ObjectNode tree(List<Entry> entries) {
        ObjectNode tree = Output.object();
        tree.putArray("savepoints");
        for (Entry entry : entries) {
            ObjectNode node = tree.withArray("/savepoints").addObject();
            node.put("path", entry.path.toString());
            node.put("kind", entry.kind);
            node.put("takenMillis", entry.takenMillis);
            node.put("bytes", entry.bytes);
            node.put("streams", entry.streams);
            node.putArray("modelIds");
            entry.models.forEach(node.withArray("/modelIds")::add);
            if (!entry.problem.isEmpty()) {
                node.put("problem", entry.problem);
            }
        }
        return tree;
    }
}
