// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Supplier;

/** Says every two seconds how far long work is, on standard error; work that is done sooner says nothing. */
final class Progress {

    private static final long EVERY_NANOS = 2_000_000_000;

    private final PrintWriter out;
    private final long start = System.nanoTime();
    private long next = start + EVERY_NANOS;

    Progress(PrintWriter out) {
        this.out = out;
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Prints the line if it is time for one. */
    void update(Supplier<String> line) {
        if (System.nanoTime() >= next) {
            out.println(line.get());
            out.flush();
            next = System.nanoTime() + EVERY_NANOS;
        }
    }

    /** Text with numbers grouped as in English, whatever the machine's language. */
    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
