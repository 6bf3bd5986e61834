// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.io.PrintWriter;

/**
 * Shows a run while it goes on: one line of numbers that a terminal overwrites with each update, and one line for every
 * incident that opens or resolves. Where the output is not a terminal every update is a line of its own and plain text.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ProgressLine {

    /** Back to the first column, and clear the line. */
    private static final String REWIND = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private String shown = "";

    /**
     * Shows nothing yet.
     *
     * @param out where to write; flushed after every line
     * @param terminal whether a terminal reads it, which may be sent control characters
     */
    public ProgressLine(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Shows where the run stands. */
    public void show(RunSnapshot snapshot) {
        shown = text(snapshot);
        out.print(terminal ? REWIND + shown : shown + "\n");
        out.flush();
    }

    /** Shows an incident on a line that stays. */
    public void show(AlertChange change) {
        out.print(terminal ? REWIND + text(change) + "\n" + shown : text(change) + "\n");
        out.flush();
    }

    /** Leaves the last update standing, so that what is printed next begins on a new line. */
    public void end() {
        if (terminal && !shown.isEmpty()) {
            out.print("\n");
            out.flush();
        }
        shown = "";
    }

    /**
     * Elapsed time, windows, recent rate, accuracy of both models over the last 1000 scored windows, alerts opened, latency:
     * {@code 00:41 12,480 windows 1,930/s frozen 71.2 % adapted 84.9 % alerts 7 p99 412 ms}, with two spaces between.
     */
    public static String text(RunSnapshot snapshot) {
        return String.join(
                "  ",
                Wording.clock(snapshot.elapsed()),
                Wording.count(snapshot.counts().windows()) + " windows",
                Wording.rate(snapshot.throughput().recentPerSecond()),
                "frozen " + Wording.percent(snapshot.recent().frozen()),
                "adapted " + Wording.percent(snapshot.recent().adapted()),
                "alerts " + Wording.count(snapshot.counts().alertsOpened()),
                "p99 " + Wording.millis(snapshot.latency().p99Millis()));
    }

    /**
     * For example {@code ALERT stream user10 at 02:31 of its time: feature-distance 14.2 (threshold 9.8), since about 02:12}
     * or {@code RESOLVED stream user10 at 04:10 of its time: feature-distance 1.1}.
     */
    public static String text(AlertChange change) {
        String line = "%s stream %s at %s of its time: %s %s"
                .formatted(
                        change.opened() ? "ALERT" : "RESOLVED",
                        Wording.name(change.streamId()),
                        Wording.clock(change.sinceStartMicros()),
                        Wording.name(change.statistic()),
                        Wording.decimal(change.score(), 1));
        return change.opened()
                ? line
                        + " (threshold %s), since about %s"
                                .formatted(Wording.decimal(change.threshold(), 1), Wording.clock(change.onsetMicros()))
                : line;
    }
}
