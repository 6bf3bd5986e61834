// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A text file of one record a line, plain or compressed by gzip.
 *
 * @param file where it lies, with or without the ending .gz
 * @param expected what a line holds, for error messages: "3 numbers ..."
 */
record TextFile(Path file, String expected) {

    private static final String GZ = ".gz";

    /** Turns the fields of a line into a record; the fields' own exceptions mean that the line is damaged. */
    @FunctionalInterface
    interface LineParser<T> {
        /** Parses the line's fields, which were separated by blanks. */
        T parse(String[] fields);
    }

    /** All lines, parsed; blank lines are skipped. */
    <T> List<T> read(LineParser<T> parser) {
        Path found = Files.exists(file) ? file : file.resolveSibling(file.getFileName() + GZ);
        List<T> records = new ArrayList<>();
        int number = 0;
        try (BufferedReader lines = open(found)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    records.add(parser.parse(line.trim().split("\\s+")));
                }
            }
            return records;
        } catch (NoSuchFileException e) {
            throw new RecordingException(
                    "The file %s is missing, as is %s; expected is one of them, each line %s"
                            .formatted(file, found.getFileName(), expected),
                    e);
        } catch (IOException e) {
            throw new RecordingException(
                    "The file %s cannot be read after line %d (%s); expected is text, plain or complete gzip, each line %s"
                            .formatted(found, number, e.getMessage(), expected),
                    e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new RecordingException(
                    "The file %s is damaged at line %d; expected is %s".formatted(found, number, expected), e);
        }
    }

    private static BufferedReader open(Path found) throws IOException {
        InputStream bytes = Files.newInputStream(found);
        try {
            InputStream plain = found.toString().endsWith(GZ) ? new GZIPInputStream(bytes, 1 << 16) : bytes;
            return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /** Parses a finite number. */
    static float finite(String field) {
        float value = Float.parseFloat(field);
        if (!Float.isFinite(value)) {
            throw new NumberFormatException(field);
        }
        return value;
    }

    /** Parses a whole number within bounds, both inclusive. */
    static int whole(String field, int min, int max) {
        int value = Integer.parseInt(field);
        if (value < min || value > max) {
            throw new NumberFormatException(field);
        }
        return value;
    }

    /** Refuses a line with another number of fields. */
    static void requireFields(String[] fields, int count) {
        if (fields.length != count) {
            throw new IllegalArgumentException(fields.length + " fields");
        }
    }
}
