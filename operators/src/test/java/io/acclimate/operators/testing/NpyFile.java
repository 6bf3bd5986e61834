// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of unsigned bytes from a NumPy file of format version 1, in C order.
 *
 * @param shape its dimensions
 * @param bytes its elements
 */
public record NpyFile(int[] shape, byte[] bytes) {

    private static final int LENGTH_AT = 8;
    private static final int HEADER_AT = 10;
    private static final Pattern HEADER =
            Pattern.compile("'descr': '\\|u1', 'fortran_order': False, 'shape': \\(([0-9, ]+)\\)");

    /** Reads a file; any other element type or order is refused. */
    public static NpyFile read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int headerLength =
                ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getShort(LENGTH_AT);
        Matcher matcher = HEADER.matcher(new String(content, HEADER_AT, headerLength, StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new IOException(file + " does not hold unsigned bytes in C order");
        }
        int[] shape = Arrays.stream(matcher.group(1).split(","))
                .map(String::trim)
                .filter(dimension -> !dimension.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        return new NpyFile(shape, Arrays.copyOfRange(content, HEADER_AT + headerLength, content.length));
    }

    /** Images [from, to) of an array [images, height, width, channels], as [channels, height, width] in 0..1. */
    public float[] images(int from, int to) {
        int pixels = shape[1] * shape[2];
        int channels = shape[3];
        float[] values = new float[(to - from) * pixels * channels];
        int at = 0;
        for (int image = from; image < to; image++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < pixels; p++) {
                    values[at++] = (bytes[(image * pixels + p) * channels + c] & 0xff) / 255f;
                }
            }
        }
        return values;
    }
}
