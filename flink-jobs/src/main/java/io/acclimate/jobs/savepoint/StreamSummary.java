// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.operators.adapt.SourceDistance;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;
import io.acclimate.state.savepoint.SavedStream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a savepoint says of one stream.
 *
 * @param modelId package that it was adapted from; empty before its first batch
 * @param method adaptation method; empty before its first batch
 * @param steps batches seen
 * @param updates optimizer steps
 * @param distance from the source model, see {@link SourceDistance}; empty if unknown
 * @param pending windows that wait for their batch
 * @param bytes of what was learned and of snapshots
 * @param endMicros end of the last window seen, on the stream's own clock
 * @param snapshots its copies, oldest first
 */
record StreamSummary(
        String streamId,
        String modelId,
        String method,
        long steps,
        long updates,
        OptionalDouble distance,
        int pending,
        long bytes,
        long endMicros,
        List<Copy> snapshots) {

    /** A snapshot of the stream. */
    record Copy(long number, String reason, boolean pinned, long steps, long endMicros) {

        private static Copy of(long number, StreamSnapshot snapshot) {
            String reason = snapshot.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return new Copy(number, reason, snapshot.pinned(), snapshot.steps(), snapshot.endMicros());
        }

        @Override
        public String toString() {
            return "%d: %s at step %d%s".formatted(number, reason, steps, pinned ? ", pinned" : "");
        }
    }

    static StreamSummary of(SavedStream stream, Optional<SourceDistance> source) {
        Optional<StreamState> learned = stream.learned();
        List<Copy> copies = new ArrayList<>();
        stream.snapshots().forEach((number, snapshot) -> copies.add(Copy.of(number, snapshot)));
        return new StreamSummary(
                stream.streamId(),
                learned.map(StreamState::modelId).orElse(""),
                learned.map(StreamState::method).orElse(""),
                learned.map(StreamState::steps).orElse(0L),
                learned.map(StreamState::updates).orElse(0L),
                source.isPresent() && learned.isPresent() ? source.get().of(learned.get()) : OptionalDouble.empty(),
                stream.pending().size(),
                stream.bytes(),
                learned.map(StreamState::endMicros).orElse(StreamState.UNKNOWN_END),
                List.copyOf(copies));
    }

    void write(ObjectNode json) {
        json.put("streamId", streamId);
        json.put("modelId", modelId);
        json.put("method", method);
        json.put("steps", steps);
        json.put("updates", updates);
        distance.ifPresent(value -> json.put("parameterDistance", value));
        json.put("pendingWindows", pending);
        json.put("bytes", bytes);
        if (endMicros != StreamState.UNKNOWN_END) {
            json.put("windowEndMicros", endMicros);
        }
        json.putArray("snapshots");
        for (Copy copy : snapshots) {
            json.withArray("/snapshots")
                    .addObject()
                    .put("number", copy.number)
                    .put("reason", copy.reason)
                    .put("pinned", copy.pinned)
                    .put("step", copy.steps)
                    .put("windowEndMicros", copy.endMicros);
        }
    }
}
