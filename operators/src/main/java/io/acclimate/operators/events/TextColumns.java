// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The four columns of one line of {@link TextDecoder}: where they are, which is which, what they say. */
final class TextColumns {

    private static final int COLUMNS = 4;
    private static final long BAD = Long.MIN_VALUE;
    private static final int MOST_DIGITS = 18;
    private static final int TIME = 0;
    private static final int X = 1;
    private static final int Y = 2;
    private static final int POLARITY = 3;

    private final int[] starts = new int[COLUMNS];
    private final int[] ends = new int[COLUMNS];
    /** Position in the line of time, x, y and polarity; null until decided. */
    private int[] places;

    /** Microseconds. */
    long time;

    long x;
    long y;
    boolean on;

    boolean isKnown() {
        return places != null;
    }

    /** Finds the columns; false if there are not four. */
    boolean split(byte[] line, int length) {
        int found = 0;
        int at = 0;
        while (at < length) {
            while (at < length && isSeparator(line[at])) {
                at++;
            }
            int start = at;
            while (at < length && !isSeparator(line[at])) {
                at++;
            }
            if (at > start) {
                if (found == COLUMNS) {
                    return false;
                }
                starts[found] = start;
                ends[found++] = at;
            }
        }
        return found == COLUMNS;
    }

    private static boolean isSeparator(byte next) {
        return next == ',' || next == ';' || next == ' ' || next == '\t' || next == '\r';
    }

    /** Decides by this line which column is which; returns whether it is a line of names. */
    boolean decide(byte[] line) {
        int[] named = named(line);
        if (named != null) {
            places = named;
            return true;
        }
        boolean last = polarity(line, 3) >= 0;
        boolean third = polarity(line, 2) >= 0;
        places = !last && third ? new int[] {3, 0, 1, 2} : new int[] {0, 1, 2, 3};
        return false;
    }

    private int[] named(byte[] line) {
        int[] found = {-1, -1, -1, -1};
        for (int i = 0; i < COLUMNS; i++) {
            String name = new String(line, starts[i], ends[i] - starts[i], StandardCharsets.ISO_8859_1);
            int meaning =
                    switch (name.toLowerCase(Locale.ROOT)) {
                        case "t", "ts", "time", "timestamp", "t_us", "timestamp_us" -> TIME;
                        case "x", "column" -> X;
                        case "y", "row" -> Y;
                        case "p", "pol", "polarity", "on" -> POLARITY;
                        default -> -1;
                    };
            if (meaning < 0 || found[meaning] >= 0) {
                return null;
            }
            found[meaning] = i;
        }
        return found;
    }

    /** Reads the values; false if one is none. */
    boolean read(byte[] line) {
        time = micros(line, places[TIME]);
        x = whole(line, starts[places[X]], ends[places[X]]);
        y = whole(line, starts[places[Y]], ends[places[Y]]);
        int polarity = polarity(line, places[POLARITY]);
        on = polarity == 1;
        return time != BAD && x >= 0 && y >= 0 && polarity >= 0;
    }

    /** 1 for ON, 0 for OFF, -1 if the column is neither. */
    private int polarity(byte[] line, int column) {
        int start = starts[column];
        int length = ends[column] - start;
        int first = line[start] | 0x20;
        if (length == 1 && line[start] >= '0' && line[start] <= '1') {
            return line[start] - '0';
        }
        boolean minusOne = length == 2 && line[start] == '-' && line[start + 1] == '1';
        boolean off = (length == 5 && first == 'f') || (length == 3 && first == 'o');
        if (minusOne || off) {
            return 0;
        }
        return (length == 4 && first == 't') || (length == 2 && first == 'o') ? 1 : -1;
    }

    private long micros(byte[] line, int column) {
        int start = starts[column];
        int end = ends[column];
        for (int at = start; at < end; at++) {
            if (line[at] == '.') {
                return seconds(line, start, at, end);
            }
        }
        return whole(line, start, end);
    }

    private static long seconds(byte[] line, int start, int point, int end) {
        long seconds = point == start ? 0 : whole(line, start, point);
        if (seconds == BAD || seconds > Long.MAX_VALUE / 2_000_000) {
            return BAD;
        }
        long micros = 0;
        for (int i = 1; i <= 6; i++) {
            int digit = point + i < end ? line[point + i] - '0' : 0;
            if (digit < 0 || digit > 9) {
                return BAD;
            }
            micros = 10 * micros + digit;
        }
        return 1_000_000 * seconds + micros;
    }

    /** A number without sign, at most 18 digits. */
    private static long whole(byte[] line, int start, int end) {
        if (end == start || end - start > MOST_DIGITS) {
            return BAD;
        }
        long value = 0;
        for (int at = start; at < end; at++) {
            int digit = line[at] - '0';
            if (digit < 0 || digit > 9) {
                return BAD;
            }
            value = 10 * value + digit;
        }
        return value;
    }
}
