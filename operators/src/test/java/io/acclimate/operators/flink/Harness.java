// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;
import io.acclimate.state.OutputRecord;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * One subtask of an operator that is keyed by stream, on a chosen backend, new or restored, with its metrics and decoded
 * outputs at hand.
 */
final class Harness<I, O> implements AutoCloseable {

    /** Key groups of every test. */
    static final int KEY_GROUPS = 16;

    private static final String PASSES = "adapt.passesInFlight";
    private static final long MANAGED_MEMORY = 128 << 20;

    final AbstractStreamOperatorTestHarness<O> flink;
    final CapturedMetrics metrics = new CapturedMetrics();
    private final MockEnvironment environment;
    private long checkpoints;

    /** Subtask {@code subtask} of {@code parallelism}, restored from {@code state} unless that is null. */
    Harness(
            StreamOperator<O> operator,
            KeySelector<I, String> key,
            TypeSerializer<O> output,
            Backend backend,
            OperatorSubtaskState state,
            int parallelism,
            int subtask)
            throws Exception {
        environment = new MockEnvironmentBuilder()
                .setTaskName("task")
                .setManagedMemorySize(MANAGED_MEMORY)
                .setMaxParallelism(KEY_GROUPS)
                .setParallelism(parallelism)
                .setSubtaskIndex(subtask)
                .setMetricGroup(metrics.task())
                .build();
        flink = new AbstractStreamOperatorTestHarness<>(operator, environment);
        flink.getStreamConfig().setStatePartitioner(0, key);
        flink.getStreamConfig().setStateKeySerializer(StringSerializer.INSTANCE);
        flink.getStreamConfig().serializeAllConfigs();
        flink.setStateBackend(backend.create());
        flink.setup(output);
        if (state != null) {
            flink.initializeState(state);
        }
        flink.open();
    }

    void process(List<? extends I> elements) throws Exception {
        for (I element : elements) {
            process(element);
        }
    }

    @SuppressWarnings("unchecked")
    private void process(I element) throws Exception {
        StreamRecord<I> record = new StreamRecord<>(element);
        if (flink.getOperator() instanceof TwoInputStreamOperator<?, ?, ?> two) {
            TwoInputStreamOperator<I, ?, O> keyed = (TwoInputStreamOperator<I, ?, O>) two;
            keyed.setKeyContextElement1(record);
            keyed.processElement1(record);
        } else {
            OneInputStreamOperator<I, O> keyed = (OneInputStreamOperator<I, O>) flink.getOperator();
            keyed.setKeyContextElement(record);
            keyed.processElement(record);
        }
    }

    /** An element of the second input, which has no key. */
    @SuppressWarnings("unchecked")
    <C> void broadcast(C element) throws Exception {
        StreamRecord<C> record = new StreamRecord<>(element);
        ((TwoInputStreamOperator<?, C, O>) flink.getOperator()).processElement2(record);
    }

    /** The end of the first input. */
    void endInput() throws Exception {
        if (flink.getOperator() instanceof BoundedMultiInput two) {
            two.endInput(1);
        } else {
            ((BoundedOneInput) flink.getOperator()).endInput();
        }
    }

    /** Event time goes on to its end, as at the end of a bounded input. */
    @SuppressWarnings("unchecked")
    void endEventTime() throws Exception {
        ((OneInputStreamOperator<I, O>) flink.getOperator()).processWatermark(Watermark.MAX_WATERMARK);
    }

    /** A checkpoint, taken as a task takes it. */
    OperatorSubtaskState checkpoint() throws Exception {
        flink.prepareSnapshotPreBarrier(++checkpoints);
        return flink.snapshot(checkpoints, checkpoints);
    }

    /** A savepoint that any backend can read. */
    OperatorSubtaskState canonicalSavepoint() throws Exception {
        flink.prepareSnapshotPreBarrier(++checkpoints);
        SavepointType canonical = SavepointType.savepoint(SavepointFormatType.CANONICAL);
        return flink.snapshotWithLocalState(checkpoints, checkpoints, canonical).getJobManagerOwnedState();
    }

    /** Waits for the passes in flight, and takes what they gave as a task takes it between two elements. */
    void settle() {
        while (metrics.has(PASSES) && (int) metrics.gauge(PASSES) > 0) {
            Thread.onSpinWait();
        }
        for (Optional<Mail> mail = nextMail(); mail.isPresent(); mail = nextMail()) {
            try {
                mail.get().run();
            } catch (Exception e) {
                throw new IllegalStateException("a pass failed", e);
            }
        }
    }

    private Optional<Mail> nextMail() {
        return flink.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
    }

    /** Everything in the main output so far. */
    List<O> output() {
        settle();
        return flink.extractOutputValues();
    }

    /** Everything in a side output so far, decoded. */
    <T extends SpecificRecord> List<T> side(OutputTag<OutputRecord> tag, Class<T> type) {
        settle();
        Queue<StreamRecord<OutputRecord>> records = flink.getSideOutput(tag);
        return records == null
                ? List.of()
                : decoded(records.stream().map(StreamRecord::getValue).toList(), type);
    }

    static <T extends SpecificRecord> List<T> decoded(List<OutputRecord> records, Class<T> type) {
        RecordCodec<T> codec = RecordCodec.of(type, SchemaStore.builtIn());
        List<T> decoded = new ArrayList<>();
        for (OutputRecord record : records) {
            try {
                decoded.add(codec.decode(record.value()));
            } catch (UndecodableException e) {
                throw new AssertionError("an operator sent what cannot be decoded", e);
            }
        }
        return decoded;
    }

    @Override
    public void close() {
        try {
            flink.close();
            environment.close();
        } catch (Exception e) {
            throw new IllegalStateException("the harness does not close", e);
        }
    }
}
