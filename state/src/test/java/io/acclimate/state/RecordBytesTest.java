// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.HexFormat;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Records that travel between operators, and so lie in checkpoints if a user has made them unaligned. */
class RecordBytesTest {

    private static final long ARRIVAL = 1_700_000_000_000L;
    private static final byte[] KEY = HexFormat.of().parseHex("70726573732d37");
    private static final byte[] VALUE = HexFormat.of().parseHex("c301ff00");

    /** A value and its bytes of version 1, which must be readable for ever. */
    record Frozen<T>(VersionedSerializer<T> serializer, T value, String version1) {

        T read(String hex) throws IOException {
            return serializer.deserialize(
                    new DataInputDeserializer(HexFormat.of().parseHex(hex)));
        }

        String written() throws IOException {
            DataOutputSerializer target = new DataOutputSerializer(64);
            serializer.serialize(value, target);
            return HexFormat.of().formatHex(target.getCopyOfBuffer());
        }

        @Override
        public String toString() {
            return serializer.type().getSimpleName();
        }
    }

    static Stream<Frozen<?>> records() {
        return Stream.of(
                new Frozen<>(
                        OutputRecord.Serializer.INSTANCE,
                        new OutputRecord(KEY, VALUE, ARRIVAL),
                        "010000000770726573732d3700000004c301ff000000018bcfe56800"),
                new Frozen<>(
                        RawRecord.Serializer.INSTANCE,
                        new RawRecord("acclimate.sensors", 3, 12_345, ARRIVAL, KEY, VALUE),
                        "0100116163636c696d6174652e73656e736f72730000000300000000000030390000018bcfe56800"
                                + "0000000770726573732d3700000004c301ff00"),
                new Frozen<>(
                        ControlOrder.Serializer.INSTANCE,
                        new ControlOrder(
                                "5f0c",
                                ControlOrder.Action.ROLLBACK,
                                ControlOrder.Scope.PREFIX,
                                "press-",
                                ControlOrder.Choice.BEFORE,
                                90_000_000,
                                "calibrated"),
                        "010004356630630001000670726573732d0300000000055d4a80000a63616c69627261746564"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void version1BytesAreReadBack(Frozen<?> frozen) throws IOException {
        assertThat(frozen.read(frozen.version1)).usingRecursiveComparison().isEqualTo(frozen.value);
    }

    @ParameterizedTest
    @MethodSource("records")
    void version1BytesAreWritten(Frozen<?> frozen) throws IOException {
        assertThat(frozen.written()).isEqualTo(frozen.version1);
    }

    @ParameterizedTest
    @MethodSource("records")
    void anUnknownVersionIsRefusedByName(Frozen<?> frozen) {
        assertThatThrownBy(() -> frozen.read("02" + frozen.version1.substring(2)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(frozen + ": state version 2 is unknown to this build");
    }
}
