// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.operators.adapt.WindowPrediction;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One prediction at once of one window of each stream that shares the pass; the counter {@code windows} is windows/s. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Dai.djl.offline=true", "-Dai.djl.pytorch.num_interop_threads=1"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PredictionAtOnceBenchmark {

    private static final int BATCH_SIZE = 16;
    private static final int BATCHES = 8;

    /** Streams that share the pass. */
    @Param({"1", "2", "8"})
    public int streams;

    /** Adaptation method. */
    @Param({"tent", "rmt"})
    public String method;

    private AdaptedStreams adapted;

    /** Counts what a pass did. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Windows {
        /** Windows predicted. */
        public long windows;
    }

    /** Trains the source model, generates the streams and lets each learn from a batch. */
    @Setup
    public void start() throws IOException {
        adapted = new AdaptedStreams(method, streams, BATCH_SIZE, BATCHES, "cpu");
        adapted.step();
    }

    /** One pass. */
    @Benchmark
    public List<WindowPrediction> predict(Windows counter) {
        counter.windows += streams;
        return adapted.predict();
    }

    /** Frees the model. */
    @TearDown
    public void stop() {
        adapted.close();
    }
}
