// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordCodecTest {

    private final SchemaStore store = SchemaStore.builtIn();

    @ParameterizedTest
    @MethodSource("io.acclimate.schemas.Samples#all")
    void recordSurvivesTheRoundTrip(SpecificRecord record) throws Exception {
        RecordCodec<SpecificRecord> codec = Samples.codec(record, store);

        assertThat(codec.decode(codec.encode(record))).isEqualTo(record).hasSameClassAs(record);
    }

    @Test
    void bytesAreThoseOfAvrosOwnSingleObjectEncoding() throws Exception {
        ByteBuffer avros = SensorPacket.getEncoder().encode(Samples.SENSOR_PACKET);

        assertThat(RecordCodec.of(SensorPacket.class, store).encode(Samples.SENSOR_PACKET))
                .isEqualTo(avros.array())
                .startsWith(0xC3, 0x01);
    }

    @Test
    void decodedRecordIsNotTouchedByTheNextOne() throws Exception {
        RecordCodec<EventPacket> codec = RecordCodec.of(EventPacket.class, store);
        byte[] bytes = codec.encode(Samples.EVENT_PACKET);
        EventPacket first = codec.decode(bytes);
        EventPacket other = EventPacket.newBuilder(Samples.EVENT_PACKET)
                .setX(ByteBuffer.wrap(new byte[] {9, 9, 9, 9}))
                .build();

        codec.decode(codec.encode(other));
        bytes[bytes.length - 1] ^= 1;

        assertThat(first).isEqualTo(Samples.EVENT_PACKET);
    }

    @Test
    void recordThatFailedHalfwayLeavesNothingInTheNextOne() {
        RecordCodec<SensorPacket> codec = RecordCodec.of(SensorPacket.class, store);
        byte[] expected = codec.encode(Samples.SENSOR_PACKET);
        SensorPacket withoutValues =
                SensorPacket.newBuilder(Samples.SENSOR_PACKET).build();
        withoutValues.setValues(null);

        assertThatThrownBy(() -> codec.encode(withoutValues))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("values");
        assertThat(codec.encode(Samples.SENSOR_PACKET)).isEqualTo(expected);
    }
}
