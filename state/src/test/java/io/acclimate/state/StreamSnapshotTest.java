// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StreamSnapshotTest {

    private static final StreamSnapshot.Serializer SERIALIZER = StreamSnapshot.Serializer.INSTANCE;
    private static final StreamSnapshot SNAPSHOT = new StreamSnapshot(
            StreamSnapshot.Reason.SHIFT,
            true,
            1200,
            1198,
            90_000_000,
            List.of(new NamedTensor("student", new int[] {2}, HexFormat.of().parseHex("0000803f000000bf"))));

    /** Version 1; must be readable for ever. */
    private static final String VERSION_1 = "01" + "01" + "01" + "00000000000004b0" + "00000000000004ae"
            + "00000000055d4a80" + "00000001" + "0007" + "73747564656e74" + "00000001" + "00000002" + "00000008"
            + "0000803f000000bf";

    @Test
    void version1BytesAreReadBack() throws IOException {
        assertThat(deserialize(VERSION_1)).usingRecursiveComparison().isEqualTo(SNAPSHOT);
    }

    @Test
    void version1BytesAreWritten() throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(64);
        SERIALIZER.serialize(SNAPSHOT, target);

        assertThat(HexFormat.of().formatHex(target.getCopyOfBuffer())).isEqualTo(VERSION_1);
    }

    @Test
    void anUnknownVersionIsRefusedByName() {
        assertThatThrownBy(() -> deserialize("02" + VERSION_1.substring(2)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("StreamSnapshot: state version 2 is unknown to this build");
    }

    @Test
    void aPinKeepsEverythingElse() {
        StreamSnapshot unpinned = new StreamSnapshot(
                SNAPSHOT.reason(),
                false,
                SNAPSHOT.steps(),
                SNAPSHOT.updates(),
                SNAPSHOT.endMicros(),
                SNAPSHOT.vectors());

        assertThat(unpinned.pin()).isEqualTo(SNAPSHOT);
    }

    private static StreamSnapshot deserialize(String hex) throws IOException {
        return SERIALIZER.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(hex)));
    }
}
