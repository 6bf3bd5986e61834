// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers and names as all outputs of a run write them; the same in every locale. */
final class Wording {

    static final String NONE = "-";
    private static final int LONGEST_NAME = 60;

    private Wording() {}

    /** A share 0..1 as percent with one decimal. */
    static String percent(double share) {
        return Double.isFinite(share) ? decimal(share * 100, 1) + " %" : NONE;
    }

    static String decimal(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Windows per second: whole from 10 on. */
    static String rate(double perSecond) {
        return decimal(perSecond, perSecond < 10 ? 1 : 0) + "/s";
    }

    static String millis(long millis) {
        return millis < 0 ? NONE : count(millis) + " ms";
    }

    /** A length of time in the unit that keeps it short; {@link #NONE} for NaN. */
    static String seconds(double seconds) {
        if (Double.isNaN(seconds)) {
            return NONE;
        }
        if (Math.abs(seconds) < 100) {
            return decimal(seconds, 1) + " s";
        }
        return Math.abs(seconds) < 6000 ? decimal(seconds / 60, 1) + " min" : decimal(seconds / 3600, 1) + " h";
    }

    /** A clock reading: mm:ss, from one hour on h:mm:ss; parts of seconds are cut off. */
    static String clock(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        String minutesAndSeconds = String.format(Locale.ROOT, "%02d:%02d", seconds / 60 % 60, seconds % 60);
        return seconds < 3600 ? minutesAndSeconds : seconds / 3600 + ":" + minutesAndSeconds;
    }

    static String clock(long micros) {
        return clock(Duration.ofNanos(Math.multiplyExact(micros / 1000, 1_000_000L)));
    }

    /** A name from outside on one line: control characters are replaced and a long one is cut. */
    static String name(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME - 3) + "...";
    }
}
