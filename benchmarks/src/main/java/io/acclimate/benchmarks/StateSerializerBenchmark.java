// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.state.StreamState;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
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
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What one stream has learned, scope {@code norm}, to the bytes that RocksDB keeps and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Dai.djl.offline=true")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StateSerializerBenchmark {

    private static final int FIRST_BUFFER = 1 << 16;
    private static final int BATCH_SIZE = 16;

    /** Adaptation method; it decides which vectors a stream keeps. */
    @Param({"tent", "rmt"})
    public String method;

    private final DataOutputSerializer output = new DataOutputSerializer(FIRST_BUFFER);
    private final DataInputDeserializer input = new DataInputDeserializer();
    private StreamState state;
    private byte[] bytes;

    /** Adapts a stream by one batch and prints how many bytes that makes. */
    @Setup
    public void adapt() throws IOException {
        try (AdaptedStreams streams = new AdaptedStreams(method, 1, BATCH_SIZE, 1, "cpu")) {
            state = streams.step().get(0).state();
        }
        write();
        bytes = output.getCopyOfBuffer();
        System.out.printf("# %s: %,d bytes per stream%n", method, bytes.length);
    }

    /** To bytes. */
    @Benchmark
    public int write() throws IOException {
        output.clear();
        StreamState.Serializer.INSTANCE.serialize(state, output);
        return output.length();
    }

    /** From bytes. */
    @Benchmark
    public StreamState read() throws IOException {
        input.setBuffer(bytes);
        return StreamState.Serializer.INSTANCE.deserialize(input);
    }
}
