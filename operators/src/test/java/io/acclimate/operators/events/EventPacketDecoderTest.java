// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.schemas.EventPacket;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.EventReadings;
import io.acclimate.state.RawRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventPacketDecoderTest {

    private static final RecordCodec<EventPacket> CODEC = RecordCodec.of(EventPacket.class, SchemaStore.builtIn());
    private static final EventLimits LIMITS = new EventLimits(Cameras.WIDTH, Cameras.HEIGHT, 10_000, 100, 16);

    private final EventPacketDecoder decoder = new EventPacketDecoder(SchemaStore.builtIn(), LIMITS);

    private static EventPacket packet() {
        return EventPackets.of(Cameras.packet("camera", 3, 19));
    }

    private EventReadings decode(byte[] value) throws BadPacketException {
        return decoder.decode(new RawRecord("events", 2, 7, 42, new byte[0], value));
    }

    @Test
    void aPacketKeepsItsEventsAndItsProvenance() throws BadPacketException {
        EventReadings sent = Cameras.packet("camera", 3, 19);

        EventReadings decoded = decode(CODEC.encode(EventPackets.of(sent)));

        assertThat(decoded)
                .usingRecursiveComparison()
                .isEqualTo(new EventReadings(
                        "camera",
                        Cameras.WIDTH,
                        Cameras.HEIGHT,
                        sent.startMicros(),
                        sent.events(),
                        "events",
                        2,
                        7,
                        42));
    }

    @Test
    void aPacketOfABufferHoldsTheEventsOfTheBuffer() throws BadPacketException {
        EventBuffer buffer = new EventBuffer(EventBuffer.MIN_LIMIT);
        buffer.add(5, 1, 2, true);
        buffer.add(1L << 33, 15, 11, false);
        buffer.add((1L << 33) + 4, 0, 0, true);

        EventReadings decoded =
                decode(CODEC.encode(EventPackets.of("camera", Cameras.WIDTH, Cameras.HEIGHT, buffer, 1, 3)));

        assertThat(decoded.startMicros()).isEqualTo(1L << 33);
        assertThat(decoded.events()).containsExactly(0, 0, 0, 0, 15, 0, 11, 0, 4, 0, 0, -128, 0, 0, 0, 0);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("BAD_STREAM_ID", packet -> packet.setStreamId("")),
                fault("BAD_STREAM_ID", packet -> packet.setStreamId("a name that is too long")),
                fault("EMPTY_PACKET", packet -> packet.setCount(0)),
                fault("EMPTY_PACKET", packet -> packet.setCount(-1)),
                fault("TOO_MANY_EVENTS", packet -> packet.setCount(Integer.MAX_VALUE)),
                fault("WRONG_GEOMETRY", packet -> packet.setWidth(Cameras.WIDTH + 1)),
                fault("WRONG_VALUE_COUNT", packet -> packet.setCount(18)),
                fault("WRONG_VALUE_COUNT", packet -> packet.setPolarity(ByteBuffer.allocate(2))),
                fault("EVENT_OUT_OF_SENSOR", packet -> little(packet.getX()).putChar(6, (char) Cameras.WIDTH)),
                fault("EVENT_OUT_OF_SENSOR", packet -> little(packet.getY()).putChar(36, (char) 65_535)),
                fault("TIME_REVERSED", packet -> little(packet.getTimeOffsets()).putInt(72, 0)),
                fault("TIME_SPAN_TOO_LONG", packet -> little(packet.getTimeOffsets())
                        .putInt(72, -1)));
    }

    private static Arguments fault(String errorClass, Consumer<EventPacket> change) {
        return Arguments.of(errorClass, change);
    }

    private static ByteBuffer little(ByteBuffer bytes) {
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNamed(String errorClass, Consumer<EventPacket> change) {
        EventPacket packet = packet();
        change.accept(packet);

        assertThatThrownBy(() -> decode(CODEC.encode(packet)))
                .isInstanceOfSatisfying(BadPacketException.class, fault -> assertThat(fault.errorClass())
                        .isEqualTo(errorClass));
    }

    @Test
    void whateverBytesComeTheAnswerIsAPacketOrABadOne() {
        byte[] good = CODEC.encode(packet());
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] mutated = good.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(decode(mutated).size()).isPositive();
            } catch (BadPacketException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }
}
