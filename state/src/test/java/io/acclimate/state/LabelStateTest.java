// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import io.acclimate.state.LabelMemory.Candidate;
import io.acclimate.state.LabelMemory.Labelled;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Bytes of everything that is kept of labels; those of version 1 must be readable for ever. */
class LabelStateTest {

    private static final RememberedWindow WINDOW =
            new RememberedWindow(1, 2, new float[] {1, -0.5f}, new float[] {0.25f, 0.75f});
    private static final WindowLabel LABEL = new WindowLabel("press", 7, 1);
    private static final LabelMemory MEMORY = new LabelMemory(
            "m",
            9,
            List.of(3L, 4L),
            List.of(5L),
            List.of(new Labelled(WINDOW, 1, 8)),
            List.of(LABEL),
            false,
            0.5,
            new Candidate(4, 0.25, 1));
    private static final LabelHead HEAD = new LabelHead(new float[][] {{1, 2}, {-1, 0.5f}});

    private static final String WINDOW_1 = "01" + "0000000000000001" + "0000000000000002" + "00000002" + "3f800000"
            + "bf000000" + "00000002" + "3e800000" + "3f400000";
    private static final String LABEL_1 = "01" + "0005" + "7072657373" + "0000000000000007" + "00000001";
    private static final String MEMORY_1 = "01" + "0001" + "6d" + "0000000000000009" + "00000002" + "0000000000000003"
            + "0000000000000004" + "00000001" + "0000000000000005" + "00000001" + WINDOW_1 + "00000001"
            + "0000000000000008" + "00000001" + LABEL_1 + "00" + "3fe0000000000000" + "0000000000000004"
            + "3fd0000000000000" + "00000001";
    private static final String HEAD_1 =
            "01" + "00000002" + "00000002" + "3f800000" + "40000000" + "00000002" + "bf800000" + "3f000000";

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(RememberedWindow.Serializer.INSTANCE, WINDOW, WINDOW_1),
                Arguments.of(WindowLabel.Serializer.INSTANCE, LABEL, LABEL_1),
                Arguments.of(LabelMemory.Serializer.INSTANCE, MEMORY, MEMORY_1),
                Arguments.of(LabelHead.Serializer.INSTANCE, HEAD, HEAD_1),
                Arguments.of(LabelHead.Serializer.INSTANCE, LabelHead.NONE, "0100000000"),
                Arguments.of(StreamInput.AnySerializer.INSTANCE, LABEL, "0101" + LABEL_1));
    }

    @ParameterizedTest
    @MethodSource("values")
    void version1BytesAreReadBack(VersionedSerializer<Object> serializer, Object value, String hex) throws IOException {
        assertThat(deserialize(serializer, hex)).usingRecursiveComparison().isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("values")
    void version1BytesAreWritten(VersionedSerializer<Object> serializer, Object value, String hex) throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(64);
        serializer.serialize(value, target);

        assertThat(HexFormat.of().formatHex(target.getCopyOfBuffer())).isEqualTo(hex);
    }

    @ParameterizedTest
    @MethodSource("values")
    void anUnknownVersionIsRefusedByName(VersionedSerializer<Object> serializer, Object value, String hex) {
        assertThatThrownBy(() -> deserialize(serializer, "02" + hex.substring(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state version 2 is unknown to this build");
    }

    private static Object deserialize(VersionedSerializer<Object> serializer, String hex) throws IOException {
        return serializer.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(hex)));
    }
}
