// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.filter.EventFilters;
import io.acclimate.operators.events.filter.FilterChain;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Filtering a million events of a sensor of 640x480; operations per microsecond are millions of events per second. Copying
 * the events into the buffer that is filtered counts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EventFilterBenchmark {

    private static final int EVENTS = 1_000_000;
    private static final int PIECE = 1 << 14;

    @Param({
        "background-activity=5000",
        "refractory=1000",
        "hot-pixels=10000",
        "region=100,100,320x240",
        "downsample=2",
        "rate-limit=1000000"
    })
    private String filter;

    private final EventBuffer piece = new EventBuffer(PIECE);
    private EventBuffer events;

    /** Reads or makes the events. */
    @Setup
    public void prepare() {
        events = EventSources.window(EVENTS, 100_000);
    }

    /** One stream, from a new filter on. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public FilterChain filter(CoreRate rate) {
        rate.begin();
        FilterChain chain = EventFilters.chain(EventSources.SENSOR, List.of(filter));
        for (int from = 0; from < EVENTS; from += PIECE) {
            piece.clear();
            piece.addAll(events, from, Math.min(PIECE, EVENTS - from));
            chain.apply(piece);
        }
        rate.end(EVENTS);
        return chain;
    }
}
