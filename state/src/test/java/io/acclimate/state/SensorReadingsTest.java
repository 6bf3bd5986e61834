// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SensorReadingsTest {

    private static final SensorReadings.Serializer SERIALIZER = SensorReadings.Serializer.INSTANCE;
    private static final SensorReadings SAMPLE = new SensorReadings(
            "hand-7", new long[] {20_000, 0}, new float[] {1, 2, 3, 4}, 2, "sensors", 3, 12_345, 1_700_000_000_000L);

    /** Written by version 1; must be readable for ever. */
    private static final String VERSION_1 =
            "01000668616e642d3700000002c0b802bfb802000000040000803f000000400000404000008040000000020007"
                    + "73656e736f72730000000300000000000030390000018bcfe56800";

    @Test
    void version1BytesAreReadBack() throws IOException {
        assertThat(deserialize(HexFormat.of().parseHex(VERSION_1)))
                .usingRecursiveComparison()
                .isEqualTo(SAMPLE);
    }

    @Test
    void version1BytesAreWritten() throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(64);
        SERIALIZER.serialize(SAMPLE, target);

        assertThat(HexFormat.of().formatHex(target.getCopyOfBuffer())).isEqualTo(VERSION_1);
    }

    @Test
    void anUnknownVersionIsRefused() {
        byte[] bytes = HexFormat.of().parseHex("7f" + VERSION_1.substring(2));

        assertThatThrownBy(() -> deserialize(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SensorReadings: state version 127 is unknown to this build");
    }

    @Test
    void aPacketWithoutReadingsIsRefused() {
        assertThatThrownBy(() -> new SensorReadings("s", new long[0], new float[0], 1, "t", 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds no reading");
    }

    @Test
    void valuesThatDoNotFillTheChannelsAreRefused() {
        assertThatThrownBy(() -> new SensorReadings("s", new long[2], new float[5], 3, "t", 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 values for 2 readings of 3 channels");
    }

    private static SensorReadings deserialize(byte[] bytes) throws IOException {
        return SERIALIZER.deserialize(new DataInputDeserializer(bytes));
    }
}
