// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class WindowRestoreTest {

    @ParameterizedTest
    @ValueSource(longs = {10, 0})
    void aStreamRestoredAfterEveryPacketGivesTheWindowsOfAnUninterruptedOne(long period) throws IOException {
        WindowSpec spec = new WindowSpec(1, 16, 8, period, 60, 35, 5_000);
        List<SensorReadings> packets = eventfulStream();
        List<Outcome> uninterrupted = Packets.run(spec, packets);

        SensorBuffer state = SensorBuffer.EMPTY;
        List<Outcome> restored = new ArrayList<>();
        for (SensorReadings packet : packets) {
            Outcome outcome = new SensorWindowAssembler(spec).add(state, packet);
            restored.add(outcome);
            state = throughBytes(outcome.state());
        }

        assertThat(Packets.windows(uninterrupted)).hasSizeGreaterThan(20);
        assertThat(restored).usingRecursiveComparison().isEqualTo(uninterrupted);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 32})
    void aStreamRestoredWithAnotherStrideGoesOnFromTheSameInstant(int stride) {
        WindowSpec before = new WindowSpec(1, 16, 8, 10, 0, 35, 5_000);
        WindowSpec after = new WindowSpec(1, 16, stride, 10, 0, 35, 5_000);
        SensorBuffer state = Packets.last(Packets.run(before, Packets.at(Packets.every(10, 0, 24))))
                .state();

        Outcome outcome = new SensorWindowAssembler(after).add(state, Packets.at(Packets.every(10, 240, 100)));

        long nextOfBefore = 160;
        long firstOfAfter = -Math.floorDiv(-nextOfBefore, stride * 10L) * stride * 10L;
        assertThat(outcome.windows().get(0).startMicros()).isEqualTo(firstOfAfter);
        assertThat(outcome.counts().lostWindows()).isZero();
    }

    /** Irregular packets with a replay, a late reading, a hole, an absurd packet and a clock reset. */
    private static List<SensorReadings> eventfulStream() {
        SplittableRandom random = new SplittableRandom(31);
        List<SensorReadings> packets =
                new ArrayList<>(Packets.split(Packets.irregular(random, 1_000_000, 300, 20), random, 25));
        packets.add(10, packets.get(8));
        packets.add(12, Packets.at(packets.get(11).timestampsMicros()[0] - 500));
        packets.add(15, Packets.at(77));
        packets.remove(14);
        packets.addAll(Packets.split(Packets.irregular(random, 0, 300, 20), random, 25));
        return packets;
    }

    private static SensorBuffer throughBytes(SensorBuffer state) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        SensorBuffer.Serializer.INSTANCE.serialize(state, bytes);
        return SensorBuffer.Serializer.INSTANCE.deserialize(new DataInputDeserializer(bytes.getCopyOfBuffer()));
    }
}
