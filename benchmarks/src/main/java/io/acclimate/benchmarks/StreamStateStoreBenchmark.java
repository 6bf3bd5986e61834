// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.state.NamedTensor;
import io.acclimate.state.StreamState;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** States of 10,000 streams, 21 kB each, to RocksDB and back, under different options of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class StreamStateStoreBenchmark {

    private static final int STREAMS = 10_000;
    private static final int VECTORS = 6;
    private static final int FLOATS = 876;
    private static final int KEY_GROUPS = 128;
    private static final String MEMORY = "256mb";
    private static final String PREFIX = "state.backend.rocksdb.";

    /** {@code KEY=VALUE} after {@value #PREFIX}, joined by +; or default. */
    @Param({
        "default",
        "use-bloom-filter=true",
        "block.blocksize=32kb",
        "compression.per.level=NO_COMPRESSION",
        "compression.per.level=LZ4_COMPRESSION",
        "writebuffer.size=32mb"
    })
    public String options;

    private final List<StreamState> states = new ArrayList<>();
    private WorkDirectory directory;
    private KeyedOneInputStreamOperatorTestHarness<String, StreamState, StreamState> harness;
    private OperatorSubtaskState snapshot;
    private long checkpoints;

    /** Writes what comes; an empty state asks for the one that is there. */
    private static final class Store extends KeyedProcessFunction<String, StreamState, StreamState> {

        private static final long serialVersionUID = 1L;
        private transient ValueState<StreamState> state;

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext().getState(new ValueStateDescriptor<>("stream-state", StreamState.TYPE));
        }

        @Override
        public void processElement(StreamState value, Context context, Collector<StreamState> out) throws IOException {
            if (value.vectors().isEmpty()) {
                out.collect(state.value());
            } else {
                state.update(value);
            }
        }
    }

    /** Makes states whose numbers are as random as weights. */
    @Setup
    public void makeStates() throws Exception {
        directory = WorkDirectory.make();
        SplittableRandom random = new SplittableRandom(3);
        for (int stream = 0; stream < STREAMS; stream++) {
            List<NamedTensor> vectors = new ArrayList<>();
            for (int v = 0; v < VECTORS; v++) {
                byte[] bytes = new byte[FLOATS * Float.BYTES];
                FloatBuffer floats =
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
                for (int i = 0; i < FLOATS; i++) {
                    floats.put((float) random.nextGaussian());
                }
                vectors.add(new NamedTensor("vector-" + v, new int[] {FLOATS}, bytes));
            }
            states.add(state(stream, vectors));
        }
        open(null);
        writeAndCheckpoint();
    }

    private static StreamState state(int stream, List<NamedTensor> vectors) {
        return new StreamState(
                Fleet.streamId(stream), "rmt", stream, 1, 1, vectors, new double[100], new double[30], 0);
    }

    private void open(OperatorSubtaskState from) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString(PREFIX + "memory.fixed-per-slot", MEMORY);
        if (!options.equals("default")) {
            for (String option : options.split("\\+")) {
                String[] parts = option.split("=", 2);
                configuration.setString(PREFIX + parts[0], parts[1]);
            }
        }
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new Store()), StreamState::modelId, Types.STRING, KEY_GROUPS, 1, 0);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend(true)
                .configure(configuration, getClass().getClassLoader()));
        harness.setCheckpointStorage(
                new FileSystemCheckpointStorage(directory.path().toUri()));
        harness.setup(StreamState.Serializer.INSTANCE);
        if (from != null) {
            harness.initializeState(from);
        }
        harness.open();
    }

    /** All streams have changed. */
    @Benchmark
    public void writeAndCheckpoint() throws Exception {
        for (StreamState state : states) {
            harness.processElement(state, 0);
        }
        snapshot = harness.snapshot(++checkpoints, checkpoints);
    }

    /** A restored operator reads all streams. */
    @Benchmark
    public int restoreAndRead() throws Exception {
        harness.close();
        open(snapshot);
        for (int stream = 0; stream < STREAMS; stream++) {
            StreamState question = state(stream, List.of());
            harness.processElement(question, 0);
        }
        int found = harness.getOutput().size();
        harness.getOutput().clear();
        return found;
    }

    /** Ends RocksDB. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        harness.close();
        directory.close();
    }
}
