// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Events as text, one per line, with four columns separated by commas, semicolons, spaces or tabs. A first line of names
 * says which column is which (t, x, y, p and their usual longer forms). Without one, the first event decides: t, x, y, p;
 * or, as Metavision writes it, x, y, p, t if only then the polarity is 0, 1 or -1. Times are whole microseconds, or
 * seconds if they have a decimal point, as in the recordings of RPG. Polarity is 1, 0, -1, true, false, on or off. Lines
 * that begin with #, % or / are comments; {@code # geometry WxH} before the events says the sensor's size.
 *
 * <p>No line of an event allocates anything. A line longer than {@value #LONGEST_LINE} bytes is {@link Fault#CORRUPT}.
 */
final class TextDecoder extends WordDecoder {

    static final int LONGEST_LINE = 256;
    /** What a comment begins with that says the sensor's size. */
    static final String GEOMETRY = "# geometry ";

    private static final Pattern SIZED = Pattern.compile(GEOMETRY + "(\\d{1,5})x(\\d{1,5})\\s*");

    private final byte[] line = new byte[LONGEST_LINE];
    private final TextColumns columns = new TextColumns();
    private int length;
    private long lineStart;
    private boolean tooLong;

    TextDecoder() {
        super(1, 1, null);
    }

    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        int at = from;
        for (; at < to && out.size() < out.times().length; at++) {
            byte next = bytes[at];
            if (length == 0) {
                lineStart = offset(at);
            }
            if (next == '\n') {
                endLine(lineStart, out);
            } else if (length < LONGEST_LINE) {
                line[length++] = next;
            } else {
                tooLong = true;
            }
        }
        return at;
    }

    private void endLine(long start, EventBuffer out) {
        if (tooLong) {
            report.add(Fault.CORRUPT, start);
        } else if (!isComment()) {
            take(start, out);
        } else if (report.events() == 0
                && length > GEOMETRY.length()
                && !geometry().isKnown()) {
            readGeometry();
        }
        length = 0;
        tooLong = false;
    }

    private void readGeometry() {
        Matcher said = SIZED.matcher(new String(line, 0, length, StandardCharsets.ISO_8859_1));
        if (said.matches()) {
            setGeometry(Geometry.of(Long.parseLong(said.group(1)), Long.parseLong(said.group(2))));
        }
    }

    private boolean isComment() {
        for (int i = 0; i < length; i++) {
            if (line[i] > ' ' || line[i] < 0) {
                return line[i] == '#' || line[i] == '%' || line[i] == '/';
            }
        }
        return true;
    }

    private void take(long start, EventBuffer out) {
        if (!columns.split(line, length)) {
            report.add(Fault.CORRUPT, start);
            return;
        }
        if (!columns.isKnown()) {
            boolean names = columns.decide(line);
            if (names) {
                return;
            }
        }
        if (!columns.read(line)) {
            report.add(Fault.CORRUPT, start);
            return;
        }
        if (columns.x >= geometry().columns() || columns.y >= geometry().rows()) {
            report.add(Fault.OUT_OF_SENSOR, start);
        } else if (columns.time >= order.last || order.startsNewClock(report.events(), start)) {
            out.add(columns.time, (int) columns.x, (int) columns.y, columns.on);
            order.last = columns.time;
            report.addEvents(1);
        }
    }

    /** Whether these bytes, the first of a file, look like this format. */
    static boolean matches(byte[] head, int length) {
        String[] lines = new String(head, 0, length, StandardCharsets.ISO_8859_1).split("\n", 64);
        for (String first : lines) {
            if (!first.isBlank() && "#%/".indexOf(first.strip().charAt(0)) < 0) {
                return first.strip().split("[,; \t]+").length == 4
                        && first.chars().allMatch(c -> c >= ' ' || c < 14);
            }
        }
        return false;
    }

    @Override
    boolean endsInside() {
        return length > 0 && !isComment();
    }
}
