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
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Writing representations of a window of a million events of a sensor of 640x480; operations per microsecond are millions
 * of events per second. Emptying the tensor counts. Events lie around 200 edges that move, as a scene's do, and a tenth of
 * them anywhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RepresentationBenchmark {

    private static final int EVENTS = 1_000_000;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int EDGES = 200;
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

    private final EventBuffer events = new EventBuffer(EVENTS);
    private Representation written;
    private FloatBuffer out;

    /** Makes events and tensor. */
    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(1);
        double[] edges = random.doubles(2 * EDGES).toArray();
        for (int i = 0; i < EVENTS; i++) {
            int edge = random.nextInt(EDGES);
            double moved = (double) i / EVENTS * (edge % 20) / 100;
            boolean noise = random.nextInt(10) == 0;
            int x = noise
                    ? random.nextInt(WIDTH)
                    : (int) ((edges[2 * edge] + moved) % 1 * WIDTH + random.nextInt(3)) % WIDTH;
            int y = noise ? random.nextInt(HEIGHT) : (int) (edges[2 * edge + 1] * HEIGHT + random.nextInt(60)) % HEIGHT;
            events.add(i * MICROS / EVENTS, x, y, random.nextBoolean());
        }
        written = Representations.of(representation, new Representations.Parameters(WIDTH, HEIGHT, 5, 30_000));
        out = ByteBuffer.allocateDirect(written.size() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** One window. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public FloatBuffer write() {
        written.write(events, 0, EVENTS, 0, MICROS, out);
        return out;
    }
}
