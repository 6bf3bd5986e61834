// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.fs.Path;
import org.apache.flink.state.api.OperatorTransformation;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.api.SavepointWriter;
import org.apache.flink.state.api.SavepointWriterOperatorFactory;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;

import java.util.HashSet;
import java.util.Set;

/** The batch job, on a Flink cluster inside this JVM, that writes a grafted savepoint. */
final class GraftJob {

    private final Savepoint base;
    private final Savepoint from;
    private final HashSet<String> grafted;

    GraftJob(Savepoint base, Savepoint from, Set<String> grafted) {
        this.base = base;
        this.from = from;
        this.grafted = new HashSet<>(grafted);
    }

    /** Writes everything but the files of the base's native state. */
    void run(Path target) throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, configuration());
        SavepointWriter.fromExistingSavepoint(environment, base.path().toString(), new EmbeddedRocksDBStateBackend())
                .removeOperator(Savepoint.ADAPT)
                .withOperator(
                        Savepoint.ADAPT,
                        OperatorTransformation.bootstrapWith(streams(environment))
                                .keyBy(SavedStream::streamId, Types.STRING)
                                .transform(writer()))
                .write(target.toString());
        environment.execute("graft");
    }

    private SavepointWriterOperatorFactory writer() throws Exception {
        long checkpointId = base.checkpointId();
        byte[] ledger = StreamWriter.bytes(base.ledger());
        String modelId = base.modelId().orElse(null);
        return (timestamp, path) ->
                SimpleOperatorFactory.of(new StreamWriter(checkpointId, timestamp, path, ledger, modelId));
    }

    private DataStream<SavedStream> streams(StreamExecutionEnvironment environment) throws Exception {
        HashSet<String> old = grafted;
        return read(environment, base)
                .map(stream -> old.contains(stream.streamId()) ? stream.onlyPending() : stream)
                .returns(SavedStream.TYPE)
                .union(read(environment, from)
                        .filter(stream -> old.contains(stream.streamId()))
                        .map(SavedStream::withoutPending)
                        .returns(SavedStream.TYPE));
    }

    private static DataStream<SavedStream> read(StreamExecutionEnvironment environment, Savepoint savepoint)
            throws Exception {
        return SavepointReader.read(environment, savepoint.path().toString(), StateHandles.backend(savepoint.adapt()))
                .readKeyedState(Savepoint.ADAPT, new StreamReader(), Types.STRING, SavedStream.TYPE);
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        configuration.set(RestOptions.BIND_PORT, "0");
        return configuration;
    }
}
