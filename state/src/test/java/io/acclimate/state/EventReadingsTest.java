// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventReadingsTest {

    private static final EventReadings.Serializer SERIALIZER = EventReadings.Serializer.INSTANCE;
    private static final EventReadings SAMPLE =
            new EventReadings("c", 34, 35, -2, HexFormat.of().parseHex("0100000003000400"), "t", 1, 9, 5);

    /** Written by version 1; must be readable for ever. */
    private static final String VERSION_1 = "01" + "000163" + "00000022" + "00000023" + "fffffffffffffffe" + "00000008"
            + "0100000003000400" + "000174" + "00000001" + "0000000000000009" + "0000000000000005";

    @Test
    void version1BytesAreReadBackAndWritten() throws IOException {
        byte[] bytes = HexFormat.of().parseHex(VERSION_1);
        EventReadings read = SERIALIZER.deserialize(new DataInputDeserializer(bytes));
        DataOutputSerializer target = new DataOutputSerializer(64);
        SERIALIZER.serialize(SAMPLE, target);

        assertThat(read).usingRecursiveComparison().isEqualTo(SAMPLE);
        assertThat(HexFormat.of().formatHex(target.getCopyOfBuffer())).isEqualTo(VERSION_1);
    }

    @Test
    void partsOfEventsAreRefused() {
        assertThatThrownBy(() -> new EventReadings("c", 34, 35, 0, new byte[9], "t", 1, 9, 5))
                .hasMessageContaining("must hold a multiple of 8");
    }
}
