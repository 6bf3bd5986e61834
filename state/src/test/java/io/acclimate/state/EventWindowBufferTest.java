// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventWindowBufferTest {

    private static final EventWindowBuffer.Serializer SERIALIZER = EventWindowBuffer.Serializer.INSTANCE;
    private static final EventWindowBuffer SAMPLE = new EventWindowBuffer(
            events(), 1_000_000, 1_000_258, 1L << 32, -77, EventWindowBuffer.NONE, 1_700_000_000_000L);

    /** Written by version 1; must be readable for ever. */
    private static final String VERSION_1 = "01" + "00000010" + "0200000003000400" + "0201008002000100"
            + "00000000000f4240" + "00000000000f4342" + "0000000100000000" + "ffffffffffffffb3" + "8000000000000000"
            + "0000018bcfe56800";

    private static byte[] events() {
        byte[] bytes = new byte[2 * PackedEvents.BYTES];
        PackedEvents.put(bytes, 0, 2, false, 3, 4);
        PackedEvents.put(bytes, PackedEvents.BYTES, 258, true, 2, 1);
        return bytes;
    }

    @Test
    void version1BytesAreReadBack() throws IOException {
        assertThat(deserialize(HexFormat.of().parseHex(VERSION_1)))
                .usingRecursiveComparison()
                .isEqualTo(SAMPLE);
    }

    @Test
    void version1BytesAreWritten() throws IOException {
        assertThat(HexFormat.of().formatHex(serialize(SAMPLE))).isEqualTo(VERSION_1);
    }

    @Test
    void anUnknownVersionIsRefused() {
        byte[] bytes = HexFormat.of().parseHex("02" + VERSION_1.substring(2));

        assertThatThrownBy(() -> deserialize(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("EventWindowBuffer: state version 2 is unknown to this build");
    }

    @Test
    void anEventKeepsWhatWasPutIntoIt() {
        byte[] bytes = new byte[PackedEvents.BYTES];
        PackedEvents.put(bytes, 0, PackedEvents.LONGEST_MICROS, true, 65_535, 65_534);

        PackedEvents.moveOrigin(bytes, 0, 7);

        assertThat(PackedEvents.micros(bytes, 0)).isEqualTo(PackedEvents.LONGEST_MICROS - 7);
        assertThat(PackedEvents.polarity(bytes, 0)).isEqualTo(1);
        assertThat((int) PackedEvents.column(bytes, 0)).isEqualTo(65_535);
        assertThat((int) PackedEvents.row(bytes, 0)).isEqualTo(65_534);
    }

    private static byte[] serialize(EventWindowBuffer buffer) throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(64);
        SERIALIZER.serialize(buffer, target);
        return target.getCopyOfBuffer();
    }

    private static EventWindowBuffer deserialize(byte[] bytes) throws IOException {
        return SERIALIZER.deserialize(new DataInputDeserializer(bytes));
    }
}
