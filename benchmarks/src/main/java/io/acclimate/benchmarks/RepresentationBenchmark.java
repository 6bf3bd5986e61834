// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.representation.Representation;
import io.acclimate.operators.events.representation.Representations;

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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Writing representations of a window of a million events of a sensor of 640x480; operations per microsecond are millions
 * of events per second. Emptying the tensor counts. The events are a camera's where {@link EventSources} finds one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RepresentationBenchmark {

    private static final int EVENTS = 1_000_000;
    private static final long MICROS = 100_000;

    @Param({
        "histogram",
        "event-frame",
        "time-surface",
        "linear-time-surface",
        "voxel-grid",
        "event-spike-tensor",
        "tore",
        "averaged-time-surface"
    })
    private String representation;

    private EventBuffer events;
    private Representation written;
    private FloatBuffer out;

    /** Makes events and tensor. */
    @Setup
    public void prepare() {
        events = EventSources.window(EVENTS, MICROS);
        written = Representations.of(
                representation,
                new Representations.Parameters(EventSources.SENSOR.width(), EventSources.SENSOR.height(), 5, 30_000));
        out = ByteBuffer.allocateDirect(written.size() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** One window. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public FloatBuffer write(CoreRate rate) {
        rate.begin();
        written.write(events, 0, EVENTS, 0, MICROS, out);
        rate.end(EVENTS);
        return out;
    }
}
