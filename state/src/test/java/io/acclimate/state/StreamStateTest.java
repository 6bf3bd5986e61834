// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StreamStateTest {

    private static final StreamState.Serializer SERIALIZER = StreamState.Serializer.INSTANCE;
    private static final StreamState STATE = new StreamState(
            "9f86d081",
            "rmt",
            -7,
            1200,
            1198,
            List.of(
                    new NamedTensor("student", new int[] {3}, HexFormat.of().parseHex("0000803f000000bf00005040")),
                    new NamedTensor(
                            "teacher.statistics",
                            new int[] {1, 2},
                            HexFormat.of().parseHex("000000006f12833a"))),
            new double[] {1, 0, -2.5},
            new double[] {1, 0.5},
            90_000_000);

    /** Version 1, packed field by field by another program; must be readable for ever. */
    private static final String VERSION_1 =
            "01000839663836643038310003726d74fffffffffffffff900000000000004b000000000000004ae0000000200077374"
                    + "7564656e7400000001000000030000000c0000803f000000bf000050400012746561636865722e737461746973746963"
                    + "7300000002000000010000000200000008000000006f12833a000000033ff00000000000000000000000000000c00400"
                    + "0000000000";

    /** Version 2: version 1 the guard's numbers and the end. */
    private static final String VERSION_2 =
            "02" + VERSION_1.substring(2) + "00000002" + "3ff0000000000000" + "3fe0000000000000" + "00000000055d4a80";

    /** Version 3: a zero in 2 bits, what a float holds in 4 bytes more, all else in 8. */
    private static final StreamState IN_VERSION_3 = STATE.withGuard(new double[] {1, 0.1});

    private static final String VERSION_3 = "03" + VERSION_1.substring(2, VERSION_1.length() - 56)
            + "00000003" + "11" + "3f800000" + "c0200000"
            + "00000002" + "09" + "3f800000" + "3fb999999999999a"
            + "00000000055d4a80";

    @Test
    void version1BytesAreReadBackWithoutGuardAndEnd() throws IOException {
        assertThat(deserialize(HexFormat.of().parseHex(VERSION_1)))
                .usingRecursiveComparison()
                .isEqualTo(new StreamState(
                        STATE.modelId(),
                        STATE.method(),
                        STATE.seed(),
                        STATE.steps(),
                        STATE.updates(),
                        STATE.vectors(),
                        STATE.shift(),
                        new double[0],
                        StreamState.UNKNOWN_END));
    }

    @Test
    void version2BytesAreReadBack() throws IOException {
        assertThat(deserialize(HexFormat.of().parseHex(VERSION_2)))
                .usingRecursiveComparison()
                .isEqualTo(STATE);
    }

    @Test
    void version3BytesAreReadBack() throws IOException {
        assertThat(deserialize(HexFormat.of().parseHex(VERSION_3)))
                .usingRecursiveComparison()
                .isEqualTo(IN_VERSION_3);
    }

    @Test
    void version3BytesAreWritten() throws IOException {
        assertThat(HexFormat.of().formatHex(serialize(IN_VERSION_3))).isEqualTo(VERSION_3);
    }

    @Test
    void aNumberOfNoKnownKindIsRefused() {
        byte[] bytes = HexFormat.of().parseHex(VERSION_3.replace("0000000311", "0000000313"));

        assertThatThrownBy(() -> deserialize(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void aNewStreamsStateIsReadBack() throws IOException {
        StreamState empty = new StreamState("", "norm", 0, 0, 0, List.of(), new double[0], new double[0], 0);

        assertThat(deserialize(serialize(empty))).usingRecursiveComparison().isEqualTo(empty);
    }

    @Test
    void everyBitOfANumberIsKept() throws IOException {
        double[] values = {Double.NaN, Double.NEGATIVE_INFINITY, -0.0, 0, Double.MIN_VALUE, Math.PI, 0.5};

        StreamState found = deserialize(serialize(STATE.withShift(values)));

        assertThat(found.shift()).containsExactly(values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "04", "7f", "ff"})
    void anUnknownVersionIsRefusedByName(String version) {
        byte[] bytes = HexFormat.of().parseHex(version + VERSION_1.substring(2));

        assertThatThrownBy(() -> deserialize(bytes))
                .isInstanceOf(IOException.class)
                .hasMessage("StreamState: state version %d is unknown to this build, which reads versions 1 to 3; "
                                .formatted(Integer.parseInt(version, 16))
                        + "start the job with the release that wrote this state, or a newer one");
    }

    @Test
    void bytesThatEndTooSoonAreRefused() {
        byte[] bytes = HexFormat.of().parseHex(VERSION_3);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> deserialize(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void copyingBytesKeepsThem() throws IOException {
        byte[] bytes = HexFormat.of().parseHex(VERSION_3);
        DataOutputSerializer target = new DataOutputSerializer(64);

        SERIALIZER.copy(new DataInputDeserializer(bytes), target);

        assertThat(target.getCopyOfBuffer()).containsExactly(bytes);
    }

    @Test
    void theSizeCountsEveryVector() {
        assertThat(STATE.bytes()).isEqualTo(8 + 3 + 4 * 8 + (7 + 12) + (18 + 8) + 3 * 8 + 2 * 8);
    }

    @Test
    void aTensorWhoseBytesDoNotFillItsShapeIsRefused() {
        assertThatThrownBy(() -> new NamedTensor("student", new int[] {2, 3}, new byte[20]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor student needs 24 bytes, not 20");
    }

    @Test
    void flinkTreatsItAsAValueOfItsOwn() {
        assertThat(StreamState.TYPE.getTypeClass()).isEqualTo(StreamState.class);
        assertThat(SERIALIZER.isImmutableType()).isTrue();
        assertThat(SERIALIZER.snapshotConfiguration().restoreSerializer()).isEqualTo(SERIALIZER);
    }

    private static byte[] serialize(StreamState state) throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(64);
        SERIALIZER.serialize(state, target);
        return target.getCopyOfBuffer();
    }

    private static StreamState deserialize(byte[] bytes) throws IOException {
        return SERIALIZER.deserialize(new DataInputDeserializer(bytes));
    }
}
