// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SensorBufferTest {

    private static final SensorBuffer.Serializer SERIALIZER = SensorBuffer.Serializer.INSTANCE;
    private static final SensorBuffer SAMPLE = new SensorBuffer(
            new long[] {-3, 0, 20_000}, new float[] {1, -2, 0.5f, 3, 0, 1e-9f}, 40_000, 20_000, SensorBuffer.NONE);

    /** Written by version 1; must be readable for ever. */
    private static final String VERSION_1 =
            "01000000030506c0b802000000060000803f000000c00000003f00004040000000005f7089300000000000009c"
                    + "400000000000004e208000000000000000";

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
    void extremeTimestampsAndValuesSurviveTheRoundTrip() throws IOException {
        SensorBuffer extreme = new SensorBuffer(
                new long[] {Long.MIN_VALUE, -1, 1L << 61, Long.MAX_VALUE},
                new float[] {Float.MIN_VALUE, -Float.MAX_VALUE, -0f, 1},
                SensorBuffer.NONE,
                Long.MAX_VALUE,
                -1);

        assertThat(deserialize(serialize(extreme))).usingRecursiveComparison().isEqualTo(extreme);
        assertThat(deserialize(serialize(SensorBuffer.EMPTY)))
                .usingRecursiveComparison()
                .isEqualTo(SensorBuffer.EMPTY);
    }

    @Test
    void aReadingAtFiftyHertzTakesThreeBytesOfTime() throws IOException {
        long[] times = new long[100];
        for (int i = 0; i < times.length; i++) {
            times[i] = 1_700_000_000_000_000L + i * 20_000L;
        }

        byte[] bytes = serialize(new SensorBuffer(times, new float[0], 0, 0, 0));

        assertThat(bytes.length).isLessThanOrEqualTo(1 + 2 * 4 + 3 * 8 + 8 + 99 * 3);
    }

    @Test
    void anUnknownVersionIsRefused() {
        byte[] bytes = HexFormat.of().parseHex("02" + VERSION_1.substring(2));

        assertThatThrownBy(() -> deserialize(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SensorBuffer: state version 2 is unknown to this build");
    }

    private static byte[] serialize(SensorBuffer buffer) throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(64);
        SERIALIZER.serialize(buffer, target);
        return target.getCopyOfBuffer();
    }

    private static SensorBuffer deserialize(byte[] bytes) throws IOException {
        return SERIALIZER.deserialize(new DataInputDeserializer(bytes));
    }
}
