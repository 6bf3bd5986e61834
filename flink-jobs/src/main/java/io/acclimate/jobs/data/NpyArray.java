// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of a NumPy file ({@code .npy}, format versions 1 to 3), mapped into memory: elements are read when asked for.
 * Row-major arrays of unsigned bytes and of 32- or 64-bit little-endian integers, the types of images and labels. One file
 * may hold up to 2 GiB.
 */
public final class NpyArray {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_AT = MAGIC.length;
    private static final int LENGTH_AT = VERSION_AT + 2;
    private static final int NEWEST_VERSION = 3;
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");
    private static final String EXPECTED = "a NumPy array of uint8, int32 or int64 in C order";

    private final Path file;
    private final String type;
    private final int[] shape;
    private final ByteBuffer elements;

    private NpyArray(Path file, String type, int[] shape, ByteBuffer elements) {
        this.file = file;
        this.type = type;
        this.shape = shape;
        this.elements = elements;
    }

    /**
     * Opens a file.
     *
     * @throws RecordingException if it is missing, damaged or of another type; the message names the file
     */
    public static NpyArray open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new RecordingException("The file %s is missing; expected is %s".formatted(file, EXPECTED));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw unusable(file, "is larger than 2 GiB");
            }
            ByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
            return parse(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static NpyArray parse(Path file, ByteBuffer content) {
        int dataAt = dataAt(file, content);
        byte[] bytes = new byte[dataAt];
        content.get(0, bytes);
        String header = new String(bytes, StandardCharsets.ISO_8859_1);
        String type = find(TYPE, header, file);
        if (find(ORDER, header, file).equals("True")) {
            throw unusable(file, "is in Fortran order");
        }
        int[] shape = shape(find(SHAPE, header, file), file);
        long needed = width(type, file);
        for (int dimension : shape) {
            needed = Math.multiplyExact(needed, (long) dimension);
        }
        if (needed != content.capacity() - dataAt) {
            throw unusable(
                    file,
                    "holds %d bytes of elements, but its shape %s needs %d"
                            .formatted(content.capacity() - dataAt, Arrays.toString(shape), needed));
        }
        ByteBuffer elements = content.slice(dataAt, (int) needed).order(ByteOrder.LITTLE_ENDIAN);
        return new NpyArray(file, type, shape, elements);
    }

    private static int dataAt(Path file, ByteBuffer content) {
        if (content.capacity() < LENGTH_AT + Integer.BYTES || !startsWithMagic(content)) {
            throw unusable(file, "is no NumPy file");
        }
        int version = content.get(VERSION_AT);
        if (version < 1 || version > NEWEST_VERSION) {
            throw unusable(file, "has the unknown format version " + version);
        }
        long end = version == 1
                ? LENGTH_AT + Short.BYTES + Short.toUnsignedLong(content.getShort(LENGTH_AT))
                : LENGTH_AT + Integer.BYTES + Integer.toUnsignedLong(content.getInt(LENGTH_AT));
        if (end > content.capacity()) {
            throw unusable(file, "ends inside its header");
        }
        return (int) end;
    }

    private static boolean startsWithMagic(ByteBuffer content) {
        byte[] start = new byte[MAGIC.length];
        content.get(0, start);
        return Arrays.equals(start, MAGIC);
    }

    private static String find(Pattern pattern, String header, Path file) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw unusable(file, "has a damaged header");
        }
        return matcher.group(1);
    }

    private static int[] shape(String text, Path file) {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(dimension -> !dimension.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw unusable(file, "has the shape (" + text + ")");
        }
    }

    private static int width(String type, Path file) {
        return switch (type) {
            case "|u1" -> 1;
            case "<i4" -> Integer.BYTES;
            case "<i8" -> Long.BYTES;
            default -> throw unusable(file, "has elements of type '" + type + "'");
        };
    }

    private static RecordingException unusable(Path file, String problem) {
        return new RecordingException("The file %s %s; expected is %s".formatted(file, problem, EXPECTED));
    }

    /** Its file. */
    public Path file() {
        return file;
    }

    /** Its dimensions. */
    public int[] shape() {
        return shape.clone();
    }

    /** Size of the first dimension; 0 for a scalar. */
    public int rows() {
        return shape.length == 0 ? 0 : shape[0];
    }

    /**
     * Copies elements of an array of unsigned bytes.
     *
     * @param from index of the first element
     * @param to filled completely
     * @throws RecordingException if the elements are no bytes
     */
    public void bytes(int from, byte[] to) {
        if (!type.equals("|u1")) {
            throw unusable(file, "has elements of type '" + type + "' where images are bytes");
        }
        elements.get(from, to);
    }

    /** The array as labels, in order of its elements. */
    public int[] labels() {
        int width = width(type, file);
        int[] labels = new int[elements.capacity() / width];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = switch (width) {
                case 1 -> elements.get(i) & 0xff;
                case Integer.BYTES -> elements.getInt(i * width);
                default -> Math.toIntExact(elements.getLong(i * width));
            };
            if (labels[i] < 0) {
                throw unusable(file, "has the label " + labels[i]);
            }
        }
        return labels;
    }
}
