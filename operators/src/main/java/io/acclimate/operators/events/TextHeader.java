// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads the lines of text with which Prophesee ("% ") and AEDAT ("#") recordings begin. The header ends after its closing
 * line, or where a line does not begin as header lines do, or where it holds a control character: binary data may begin
 * with the same byte as a header line. Bytes that were taken for a line and are none come back as {@link #surplus()}.
 */
final class TextHeader {

    /** Longest line; a longer one is data. Java preferences, which jAER writes here, hold at most 8 KiB a value. */
    static final int LONGEST_LINE = 16 * 1024;

    private final byte[] prefix;
    private final Predicate<String> closing;
    private final Consumer<String> lines;
    private final byte[] trailer;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte[] surplus = new byte[0];
    private int trailerRead;
    private boolean anyLine;
    private boolean linesComplete;

    /**
     * A header that has not begun.
     *
     * @param prefix what every line begins with
     * @param closing whether a line is the last one
     * @param lines is told every line without prefix and line end
     * @param trailerBytes number of binary bytes that follow the lines if there are any lines
     */
    TextHeader(String prefix, Predicate<String> closing, Consumer<String> lines, int trailerBytes) {
        this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
        this.closing = closing;
        this.lines = lines;
        this.trailer = new byte[trailerBytes];
    }

    boolean isComplete() {
        return linesComplete && (!anyLine || trailerRead == trailer.length);
    }

    /** The binary bytes after the lines; zeros if there are no lines or not all have been read. */
    byte[] trailer() {
        return trailer;
    }

    /** Whether the header has begun and not ended. */
    boolean isInside() {
        return linesComplete ? !isComplete() : line.size() > 0;
    }

    /** What was read as a line and turned out to be the beginning of the data. */
    byte[] surplus() {
        return surplus;
    }

    /** Reads on; returns the index after the last byte that this header has taken. */
    int read(byte[] bytes, int from, int to) {
        int at = readLines(bytes, from, to);
        while (linesComplete && !isComplete() && at < to) {
            trailer[trailerRead++] = bytes[at++];
        }
        return at;
    }

    private int readLines(byte[] bytes, int from, int to) {
        int at = from;
        while (!linesComplete && at < to) {
            byte next = bytes[at];
            if (next == '\n' && line.size() >= prefix.length) {
                endLine();
            } else if (!fits(next)) {
                surplus = line.toByteArray();
                line.reset();
                linesComplete = true;
                return at;
            } else {
                line.write(next);
            }
            at++;
        }
        return at;
    }

    private boolean fits(byte next) {
        int at = line.size();
        if (at < prefix.length) {
            return next == prefix[at];
        }
        boolean text = next < 0 || next >= ' ' || next == '\t' || next == '\r';
        return text && at < LONGEST_LINE;
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.ISO_8859_1)
                .substring(prefix.length)
                .strip();
        line.reset();
        lines.accept(text);
        anyLine = true;
        linesComplete = closing.test(text);
    }
}
