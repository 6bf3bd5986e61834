// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpyArrayTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("array.npy");
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> NpyArray.open(file).labels())
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(words);
    }

    @Test
    void bytesAreReadWhereTheyLie() {
        NpyArray array = NpyArray.open(NpyFiles.write(file, new byte[] {1, 2, 3, (byte) 250, 5, 6}, 3, 2));
        byte[] row = new byte[2];
        array.bytes(2, row);
        assertThat(array.shape()).containsExactly(3, 2);
        assertThat(row).containsExactly(3, (byte) 250);
        assertThat(array.labels()).containsExactly(1, 2, 3, 250, 5, 6);
    }

    @Test
    void labelsOf64BitsAreRead() {
        byte[] elements = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(7)
                .putLong(0)
                .array();
        NpyFiles.write(file, "<i8", "False", "2,", elements);
        assertThat(NpyArray.open(file).labels()).containsExactly(7, 0);
    }

    @Test
    void labelsOf32BitsAreRead() {
        byte[] elements =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(9).array();
        NpyFiles.write(file, "<i4", "False", "1,", elements);
        assertThat(NpyArray.open(file).labels()).containsExactly(9);
    }

    @Test
    void negativeLabelIsRefused() {
        NpyFiles.write(file, "<i4", "False", "1,", new byte[] {-1, -1, -1, -1});
        assertRefused("has the label -1");
    }

    @Test
    void missingFileIsRefused() {
        assertRefused("is missing");
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        Files.write(file, new byte[0]);
        assertRefused("is no NumPy file");
    }

    @Test
    void otherFileIsRefused() throws IOException {
        Files.writeString(file, "a picture of a cat");
        assertRefused("is no NumPy file");
    }

    @Test
    void truncatedElementsAreRefused() {
        NpyFiles.write(file, new byte[] {1, 2, 3}, 4);
        assertRefused("holds 3 bytes of elements", "needs 4");
    }

    @Test
    void truncatedHeaderIsRefused() throws IOException {
        NpyFiles.write(file, new byte[] {1}, 1);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 40));
        assertRefused("ends inside its header");
    }

    @Test
    void fortranOrderIsRefused() {
        NpyFiles.write(file, "|u1", "True", "1,", new byte[] {1});
        assertRefused("is in Fortran order");
    }

    @Test
    void floatsAreRefused() {
        NpyFiles.write(file, "<f4", "False", "1,", new byte[4]);
        assertRefused("type '<f4'");
    }

    @Test
    void newerFormatIsRefused() throws IOException {
        NpyFiles.write(file, new byte[] {1}, 1);
        byte[] content = Files.readAllBytes(file);
        content[6] = 9;
        Files.write(file, content);
        assertRefused("unknown format version 9");
    }
}
