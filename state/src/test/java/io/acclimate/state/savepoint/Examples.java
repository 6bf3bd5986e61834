// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import io.acclimate.state.ControlLedger;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.RememberedWindow;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Streams of made-up content, the same for the same seed. */
final class Examples {

    static final String MODEL = "a".repeat(64);

    static final ControlLedger LEDGER = ControlLedger.EMPTY.after(new ControlOrder(
            "c-1",
            ControlOrder.Action.PAUSE,
            ControlOrder.Scope.PREFIX,
            "x",
            ControlOrder.Choice.NEWEST,
            0,
            "because"));

    private static final int BYTES = 400;

    private Examples() {}

    static List<SavedStream> streams(int count, long seed, String modelId) {
        List<SavedStream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(stream("stream-" + i, new Random(1000 * seed + i), modelId));
        }
        streams.add(new SavedStream(
                "waiting",
                Optional.empty(),
                List.of(sample("waiting", new Random(seed))),
                new TreeMap<>(),
                SavedLabels.NONE));
        return streams;
    }

    private static SavedStream stream(String streamId, Random random, String modelId) {
        NavigableMap<Long, StreamSnapshot> snapshots = new TreeMap<>(Map.of(
                7L, new StreamSnapshot(StreamSnapshot.Reason.HEALTHY, true, 3, 2, 5, vectors(random)),
                8L, new StreamSnapshot(StreamSnapshot.Reason.SHIFT, false, 4, 3, 6, vectors(random))));
        StreamState state = new StreamState(
                modelId,
                "rmt",
                random.nextLong(),
                random.nextInt(100),
                random.nextInt(100),
                vectors(random),
                new double[] {random.nextDouble()},
                new double[] {random.nextDouble()},
                random.nextInt(1000));
        return new SavedStream(
                streamId,
                Optional.of(state),
                List.of(sample(streamId, random), sample(streamId, random)),
                snapshots,
                labels(random, modelId));
    }

    private static SavedLabels labels(Random random, String modelId) {
        RememberedWindow window = new RememberedWindow(
                1, random.nextInt(1000), new float[] {random.nextFloat()}, new float[] {random.nextFloat()});
        LabelMemory memory = LabelMemory.empty(modelId)
                .withLabelled(List.of(new LabelMemory.Labelled(window, random.nextInt(4), 7)));
        LabelHead head = new LabelHead(new float[][] {{random.nextFloat(), random.nextFloat()}});
        return new SavedLabels(Optional.of(memory), Optional.of(head), List.of(window));
    }

    private static List<NamedTensor> vectors(Random random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return List.of(new NamedTensor("student", new int[] {BYTES / Float.BYTES}, bytes));
    }

    private static Sample sample(String streamId, Random random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Sample(streamId, random.nextInt(), random.nextInt(), random.nextInt(), bytes);
    }

    static byte[] encoded(SavedStream stream) {
        DataOutputSerializer out = new DataOutputSerializer(BYTES);
        try {
            SavedStream.Serializer.INSTANCE.serialize(stream, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.getCopyOfBuffer();
    }

    static SavedStream decoded(byte[] bytes) throws IOException {
        return SavedStream.Serializer.INSTANCE.deserialize(new DataInputDeserializer(bytes));
    }

    /** The bytes that streams are written as, so that equality is to the last bit. */
    static Map<String, String> bytes(Iterable<SavedStream> streams) {
        Map<String, String> byStream = new TreeMap<>();
        streams.forEach(stream -> byStream.put(stream.streamId(), HexFormat.of().formatHex(encoded(stream))));
        return byStream;
    }

    /** The same of all streams of a savepoint. */
    static Map<String, String> bytes(Savepoint savepoint) throws IOException {
        List<SavedStream> all = new ArrayList<>();
        try (SavedStreams streams = savepoint.streams()) {
            while (streams.hasNext()) {
                all.add(streams.next());
            }
        }
        return bytes(all);
    }
}
