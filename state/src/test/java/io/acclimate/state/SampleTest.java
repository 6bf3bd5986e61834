// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SampleTest {

    private static final Sample.Serializer SERIALIZER = Sample.Serializer.INSTANCE;
    private static final Sample SAMPLE =
            new Sample("s1", 16, 32, 1000, HexFormat.of().parseHex("0000803f"));

    /** Version 1; must be readable for ever. */
    private static final String VERSION_1 = "01" + "0002" + "7331" + "0000000000000010" + "0000000000000020"
            + "00000000000003e8" + "00000004" + "0000803f";

    /** Version 2; must be readable for ever. */
    private static final String VERSION_2 = "02" + VERSION_1.substring(2) + "01";

    @Test
    void version1BytesAreReadBackAsNotPredicted() throws IOException {
        assertThat(deserialize(VERSION_1)).usingRecursiveComparison().isEqualTo(SAMPLE);
    }

    @Test
    void version2BytesAreReadBack() throws IOException {
        assertThat(deserialize(VERSION_2)).usingRecursiveComparison().isEqualTo(SAMPLE.asPredicted());
    }

    @Test
    void version2BytesAreWritten() throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(64);
        SERIALIZER.serialize(SAMPLE.asPredicted(), target);

        assertThat(HexFormat.of().formatHex(target.getCopyOfBuffer())).isEqualTo(VERSION_2);
    }

    @Test
    void anUnknownVersionIsRefusedByName() {
        assertThatThrownBy(() -> deserialize("03" + VERSION_1.substring(2)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Sample: state version 3 is unknown to this build");
    }

    private static Sample deserialize(String hex) throws IOException {
        return SERIALIZER.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(hex)));
    }
}
