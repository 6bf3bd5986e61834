// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventFilterStateTest {

    private static final EventFilterState.Serializer SERIALIZER = EventFilterState.Serializer.INSTANCE;
    private static final EventFilterState SAMPLE = new EventFilterState("8x4 a=1", new byte[] {1, -2, 3});

    /** Written by version 1; must be readable for ever. */
    private static final String VERSION_1 = "01" + "0007" + "38783420613d31" + "00000003" + "01fe03";

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
        byte[] bytes = HexFormat.of().parseHex("02" + VERSION_1.substring(2));

        assertThatThrownBy(() -> deserialize(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("EventFilterState: state version 2 is unknown to this build");
    }

    private static EventFilterState deserialize(byte[] bytes) throws IOException {
        return SERIALIZER.deserialize(new DataInputDeserializer(bytes));
    }
}
