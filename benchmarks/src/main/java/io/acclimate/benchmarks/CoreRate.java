// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Two sums over all measured iterations: events done, and microseconds that the thread really ran. Their quotient is the
 * millions of events that one core gets through in a second. JMH's own score divides by the time on the wall, in which a
 * shared machine may have run others.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CoreRate {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private long done;
    private long nanos;
    private long began;

    /** Begins an iteration. */
    @Setup(Level.Iteration)
    public void reset() {
        done = 0;
        nanos = 0;
    }

    void begin() {
        began = THREADS.getCurrentThreadCpuTime();
    }

    void end(long events) {
        nanos += THREADS.getCurrentThreadCpuTime() - began;
        done += events;
    }

    /** Events done. */
    public long events() {
        return done;
    }

    /** Processor time of the thread. */
    public long coreMicroseconds() {
        return nanos / 1000;
    }
}
