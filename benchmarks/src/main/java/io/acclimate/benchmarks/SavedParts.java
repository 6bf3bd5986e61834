// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;
import io.acclimate.state.savepoint.SavedStream;
import io.acclimate.state.savepoint.SavedStreams;
import io.acclimate.state.savepoint.Savepoint;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;

/**
 * What a savepoint is made of, serialized bytes of all streams.
 *
 * @param learned what streams have learned, with detector and guard
 * @param detectors the part of it that is shift detectors and guards
 * @param snapshots copies to go back to
 * @param copies how many of those there are
 * @param waiting windows that wait for their batch
 * @param other unfinished windows, keys, and all else in the savepoint
 */
record SavedParts(long learned, long detectors, long snapshots, int copies, long waiting, long other) {

    static SavedParts of(String location, long bytes) throws IOException {
        long learned = 0;
        long detectors = 0;
        long snapshots = 0;
        int copies = 0;
        long waiting = 0;
        try (SavedStreams streams = Savepoint.open(location).streams()) {
            while (streams.hasNext()) {
                SavedStream stream = streams.next();
                if (stream.learned().isPresent()) {
                    StreamState state = stream.learned().get();
                    StreamState bare = state.withShift(new double[0]).withGuard(new double[0]);
                    long size = size(StreamState.Serializer.INSTANCE, state);
                    learned += size;
                    detectors += size - size(StreamState.Serializer.INSTANCE, bare);
                }
                for (StreamSnapshot snapshot : stream.snapshots().values()) {
                    snapshots += size(StreamSnapshot.Serializer.INSTANCE, snapshot);
                    copies++;
                }
                for (Sample window : stream.pending()) {
                    waiting += size(Sample.Serializer.INSTANCE, window);
                }
            }
        }
        return new SavedParts(learned, detectors, snapshots, copies, waiting, bytes - learned - snapshots - waiting);
    }

    private static <T> int size(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(1024);
        serializer.serialize(value, target);
        return target.length();
    }
}
