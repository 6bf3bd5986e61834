// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.state.savepoint.Savepoint;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is shown of a savepoint.
 *
 * @param standing pauses and resumptions that stand
 * @param streams those that were asked for, by name
 */
record Inspection(Savepoint savepoint, int standing, List<StreamSummary> streams) {

    List<String> text(boolean distances) {
        List<String> lines = new ArrayList<>();
        lines.add(savepoint.path().getPath());
        lines.add("%s%s, taken %s, %s, checkpoint %d of its job, parallelism %d"
                .formatted(
                        savepoint.isCanonical() ? "canonical " : "native ",
                        savepoint.isCheckpoint() ? "checkpoint" : "savepoint",
                        Output.time(savepoint.takenMillis()),
                        Output.size(savepoint.bytes()),
                        savepoint.checkpointId(),
                        savepoint.parallelism()));
        lines.add("model %s, method %s".formatted(names(StreamSummary::modelId), names(StreamSummary::method)));
        lines.add("%d streams, %d windows wait for their batch, %d snapshots, %d standing pauses and resumptions"
                .formatted(streams.size(), pending(), copies(), standing));
        lines.add("losses are not part of state; the adaptation log has them by step");
        if (!distances) {
            lines.add("for the distance from the source model give its package: --model DIR");
        }
        lines.addAll(farthest());
        lines.add("");
        lines.addAll(table());
        return lines;
    }

    private List<String> farthest() {
        return streams.stream()
                .filter(stream -> stream.distance().isPresent())
                .max(Comparator.comparing(stream -> stream.distance().getAsDouble()))
                .map(stream -> "farthest from the source: %s, %s"
                        .formatted(
                                stream.streamId(),
                                Output.number(stream.distance().getAsDouble())))
                .stream()
                .toList();
    }

    private List<String> table() {
        TextTable table = new TextTable(
                1, "stream", "steps", "updates", "distance", "waiting", "bytes", "snapshots (number: reason)");
        for (StreamSummary stream : streams) {
            table.row(
                    stream.streamId(),
                    String.valueOf(stream.steps()),
                    String.valueOf(stream.updates()),
                    stream.distance().isPresent()
                            ? Output.number(stream.distance().getAsDouble())
                            : "-",
                    String.valueOf(stream.pending()),
                    String.format(Locale.ROOT, "%,d", stream.bytes()),
                    stream.snapshots().stream().map(Object::toString).collect(Collectors.joining("; ")));
        }
        return table.lines();
    }

    private int pending() {
        return streams.stream().mapToInt(StreamSummary::pending).sum();
    }

    private int copies() {
        return streams.stream().mapToInt(stream -> stream.snapshots().size()).sum();
    }

    private String names(Function<StreamSummary, String> name) {
        String all = streams.stream()
                .map(name)
                .filter(text -> !text.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" and "));
        return all.isEmpty() ? "none yet" : all;
    }

    ObjectNode json() {
        ObjectNode json = Output.object();
        json.put("path", savepoint.path().toString());
        json.put("kind", savepoint.isCheckpoint() ? "checkpoint" : "savepoint");
        json.put("canonical", savepoint.isCanonical());
        json.put("takenMillis", savepoint.takenMillis());
        json.put("bytes", savepoint.bytes());
        json.put("checkpointId", savepoint.checkpointId());
        json.put("parallelism", savepoint.parallelism());
        json.put("standingOrders", standing);
        json.put("pendingWindows", pending());
        json.put("snapshots", copies());
        json.putArray("streams");
        streams.forEach(stream -> stream.write(json.withArray("/streams").addObject()));
        return json;
    }
}
