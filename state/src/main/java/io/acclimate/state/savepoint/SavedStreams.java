// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import io.acclimate.state.AdaptDescriptors;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobInfoImpl;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.common.functions.util.RuntimeUDFContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.state.api.input.KeyedStateInputFormat;
import org.apache.flink.state.api.input.operator.KeyedStateReaderOperator;
import org.apache.flink.state.api.input.splits.KeyGroupRangeInputSplit;

import java.io.IOException;
import java.util.Map;

/**
 * The streams of a savepoint, read in this thread without a Flink job, in no particular order. One stream is held in memory
 * at a time, unless the state was written natively by the heap backend, which is restored whole.
 */
public final class SavedStreams implements AutoCloseable {

    private final KeyedStateInputFormat<String, VoidNamespace, SavedStream> format;
    private boolean open;

    SavedStreams(OperatorState operator) throws IOException {
        ExecutionConfig execution = new ExecutionConfig();
        format = new KeyedStateInputFormat<>(
                operator,
                StateHandles.backend(operator),
                new Configuration(),
                new KeyedStateReaderOperator<>(new StreamReader(), Types.STRING),
                execution);
        format.setRuntimeContext(new RuntimeUDFContext(
                new JobInfoImpl(new JobID(), "savepoint"),
                new TaskInfoImpl(AdaptDescriptors.UID, operator.getMaxParallelism(), 0, 1, 0),
                getClass().getClassLoader(),
                execution,
                Map.of(),
                Map.of(),
                UnregisteredMetricsGroup.createOperatorMetricGroup()));
        KeyGroupRangeInputSplit[] all = format.createInputSplits(1);
        format.openInputFormat();
        try {
            format.open(all[0]);
            open = true;
        } catch (IOException e) {
            throw new IOException("the streams' state cannot be restored: " + Savepoint.rootCause(e), e);
        }
    }

    /** Whether there is another one. */
    public boolean hasNext() throws IOException {
        return !format.reachedEnd();
    }

    /** The next one. */
    public SavedStream next() throws IOException {
        try {
            return format.nextRecord(null);
        } catch (IOException | RuntimeException e) {
            throw new IOException("a stream's state cannot be read: " + Savepoint.rootCause(e), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            format.close();
        }
    }
}
