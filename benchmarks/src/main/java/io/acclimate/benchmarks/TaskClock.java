// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeMap;

/**
 * CPU time of the adapt operator's threads over a run. Unlike the time that passes, it hardly depends on what else the
 * machine does.
 */
final class TaskClock {

    /** Both of the task's thread, {@code adapt (1/1)}, and of the one that passes run on, {@code adaptation}. */
    private static final String THREADS_OF_ADAPT = "adapt";

    private static final double NANOS_PER_MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final TreeMap<Long, Double> millisAt = new TreeMap<>();

    /** CPU nanoseconds that the threads that live now have used. */
    static long nanos() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().startsWith(THREADS_OF_ADAPT))
                .mapToLong(ThreadInfo::getThreadId)
                .map(THREADS::getThreadCpuTime)
                .sum();
    }

    /** Notes how much the threads that live now have used. */
    void look() {
        millisAt.put(System.currentTimeMillis(), nanos() / NANOS_PER_MILLI);
    }

    /** CPU milliseconds between two instants of the run, linear between two looks. */
    double millis(long from, long to) {
        return at(to) - at(from);
    }

    private double at(long instant) {
        var before = millisAt.floorEntry(instant);
        var after = millisAt.higherEntry(instant);
        if (before == null || after == null) {
            return (before == null ? after : before).getValue();
        }
        double share = (double) (instant - before.getKey()) / (after.getKey() - before.getKey());
        return before.getValue() + share * (after.getValue() - before.getValue());
    }
}
