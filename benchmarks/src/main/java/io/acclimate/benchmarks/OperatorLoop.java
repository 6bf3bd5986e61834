// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.operators.flink.AdaptOperator;
import io.acclimate.operators.flink.AlertSettings;
import io.acclimate.operators.flink.BatchingSettings;
import io.acclimate.operators.flink.ModelSettings;
import io.acclimate.operators.flink.Outputs;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;

import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** The adapt operator alone, with its state in RocksDB: no broker, no network, no other operator. */
final class OperatorLoop implements AutoCloseable {

    private static final long MANAGED_MEMORY = 128 << 20;
    private static final int KEY_GROUPS = 128;
    private static final double ALERT_THRESHOLD = 10;
    private static final long NEVER = Long.MAX_VALUE / 4;
    private static final long CACHE = 64 << 20;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final MockEnvironment environment;
    private final AbstractStreamOperatorTestHarness<OutputRecord> harness;
    private final AdaptOperator<Sample> operator;
    private long checkpoint;

    OperatorLoop(ModelPackage model, String path, JobConfiguration configuration, int streamsPerPass) throws Exception {
        operator = new AdaptOperator<>(
                new ModelSettings(path, model.id(), "cpu", PipelineRun.LIBTORCH_THREADS),
                configuration.adaptationSettings(),
                new BatchingSettings(
                        configuration.adaptationSettings().batchSize(),
                        NEVER,
                        NEVER,
                        streamsPerPass,
                        NEVER,
                        false,
                        NEVER,
                        CACHE),
                new AlertSettings(ALERT_THRESHOLD, 1, false, false),
                configuration.safetySettings(),
                configuration.labelSettings());
        environment = new MockEnvironmentBuilder()
                .setTaskName("adapt")
                .setManagedMemorySize(MANAGED_MEMORY)
                .setMaxParallelism(KEY_GROUPS)
                .build();
        harness = new AbstractStreamOperatorTestHarness<>(operator, environment);
        KeySelector<Sample, String> key = Sample::streamId;
        harness.getStreamConfig().setStatePartitioner(0, key);
        harness.getStreamConfig().setStateKeySerializer(StringSerializer.INSTANCE);
        harness.getStreamConfig().serializeAllConfigs();
        harness.setStateBackend(new EmbeddedRocksDBStateBackend(false));
        harness.setup(OutputRecord.Serializer.INSTANCE);
        harness.open();
    }

    /**
     * CPU milliseconds of the operator's threads, on which libtorch runs, too, for these windows and a checkpoint after them:
     * unlike the time that passes, they do not depend on what else the machine does. The operators of one process take turns.
     */
    double millis(List<Sample> samples) throws Exception {
        long started = cpuNanos();
        for (Sample sample : samples) {
            StreamRecord<Sample> element = new StreamRecord<>(sample);
            operator.setKeyContextElement1(element);
            operator.processElement1(element);
        }
        harness.prepareSnapshotPreBarrier(++checkpoint);
        harness.snapshot(checkpoint, checkpoint);
        double millis = (cpuNanos() - started) / NANOS_PER_MILLI;
        harness.getOutput().clear();
        for (OutputTag<OutputRecord> side : List.of(Outputs.ALERTS, Outputs.ADAPTATION_LOG)) {
            if (harness.getSideOutput(side) != null) {
                harness.getSideOutput(side).clear();
            }
        }
        return millis;
    }

    private static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime() + TaskClock.nanos();
    }

    @Override
    public void close() throws Exception {
        harness.close();
        environment.close();
    }
}
