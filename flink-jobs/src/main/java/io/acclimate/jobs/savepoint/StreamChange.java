// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.state.NamedTensor;
import io.acclimate.state.StreamState;
import io.acclimate.state.savepoint.SavedStream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one stream learned between two savepoints.
 *
 * @param kind whether it is in both
 * @param steps batches in the second savepoint, less those in the first
 * @param updates optimizer steps, likewise
 * @param moved distance that each vector has moved, by name; empty unless both have the same vectors
 */
record StreamChange(String streamId, Kind kind, long stepsBefore, long steps, long updates, Map<String, Double> moved) {

    /** Where a stream is found. */
    enum Kind {
        BOTH,
        NEW,
        MISSING,
        /** In both, but with another model, method or vectors. */
        REPLACED
    }

    static StreamChange of(Optional<SavedStream> before, Optional<SavedStream> after) {
        String streamId = before.or(() -> after).orElseThrow().streamId();
        Optional<StreamState> a = before.flatMap(SavedStream::learned);
        Optional<StreamState> b = after.flatMap(SavedStream::learned);
        long steps = a.map(StreamState::steps).orElse(0L);
        long updates = b.map(StreamState::updates).orElse(0L)
                - a.map(StreamState::updates).orElse(0L);
        Kind kind = before.isEmpty() ? Kind.NEW : after.isEmpty() ? Kind.MISSING : Kind.BOTH;
        Map<String, Double> moved = new LinkedHashMap<>();
        if (a.isPresent() && b.isPresent()) {
            if (comparable(a.get(), b.get())) {
                for (int v = 0; v < a.get().vectors().size(); v++) {
                    NamedTensor vector = a.get().vectors().get(v);
                    moved.put(
                            vector.name(),
                            distance(vector.bytes(), b.get().vectors().get(v).bytes()));
                }
            } else {
                kind = Kind.REPLACED;
            }
        }
        return new StreamChange(streamId, kind, steps, b.map(StreamState::steps).orElse(0L) - steps, updates, moved);
    }

    private static boolean comparable(StreamState a, StreamState b) {
        boolean alike = a.modelId().equals(b.modelId())
                && a.method().equals(b.method())
                && a.vectors().size() == b.vectors().size();
        for (int v = 0; alike && v < a.vectors().size(); v++) {
            NamedTensor before = a.vectors().get(v);
            NamedTensor after = b.vectors().get(v);
            alike = before.name().equals(after.name()) && before.bytes().length == after.bytes().length;
        }
        return alike;
    }

    private static double distance(byte[] a, byte[] b) {
        ByteBuffer before = ByteBuffer.wrap(a).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer after = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        double squared = 0;
        while (before.hasRemaining()) {
            double difference = (double) after.getFloat() - before.getFloat();
            squared += difference * difference;
        }
        return Math.sqrt(squared);
    }

    boolean isUnchanged() {
        return kind == Kind.BOTH
                && steps == 0
                && updates == 0
                && moved.values().stream().allMatch(distance -> distance == 0);
    }

    void write(ObjectNode json) {
        json.put("streamId", streamId);
        json.put("kind", kind.name().toLowerCase(Locale.ROOT));
        json.put("stepsBefore", stepsBefore);
        json.put("steps", steps);
        json.put("updates", updates);
        json.putObject("moved");
        moved.forEach((name, distance) -> ((ObjectNode) json.get("moved")).put(name, distance));
    }
}
