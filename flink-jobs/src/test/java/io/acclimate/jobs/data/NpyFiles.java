// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes NumPy files of format version 1, as numpy.save does. */
public final class NpyFiles {

    private static final int ALIGNMENT = 64;

    private NpyFiles() {}

    /** An array of bytes. */
    public static Path write(Path file, byte[] elements, int... shape) {
        String dimensions = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return write(file, "|u1", "False", dimensions + (shape.length == 1 ? "," : ""), elements);
    }

    /** Any header. */
    static Path write(Path file, String type, String fortran, String shape, byte[] elements) {
        StringBuilder header = new StringBuilder(
                "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }".formatted(type, fortran, shape));
        while ((10 + header.length() + 1) % ALIGNMENT != 0) {
            header.append(' ');
        }
        header.append('\n');
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        content.writeBytes(ByteBuffer.allocate(2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) header.length())
                .array());
        content.writeBytes(header.toString().getBytes(StandardCharsets.ISO_8859_1));
        content.writeBytes(elements);
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, content.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
