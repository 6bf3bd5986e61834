// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.sensors.Outcome;
import io.acclimate.operators.sensors.SensorWindow;
import io.acclimate.operators.sensors.SensorWindowAssembler;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.state.Sample;
import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Cuts each stream's readings into windows; packets without a place in their stream go to dead letters. */
public final class WindowFunction extends KeyedProcessFunction<String, SensorReadings, Sample> {

    private static final long serialVersionUID = 1L;

    private final WindowSpec spec;
    private transient SensorWindowAssembler assembler;
    private transient WindowStateManager state;
    private transient WindowMetrics metrics;
    private transient DeadLetters deadLetters;

    /** A function that makes windows as {@code spec} says. */
    public WindowFunction(WindowSpec spec) {
        this.spec = spec;
    }

    @Override
    public void open(OpenContext context) {
        assembler = new SensorWindowAssembler(spec);
        state = new WindowStateManager();
        metrics = new WindowMetrics(getRuntimeContext().getMetricGroup());
        deadLetters = new DeadLetters(metrics.deadLetters());
    }

    @Override
    public void processElement(SensorReadings packet, Context context, Collector<Sample> out) throws IOException {
        Outcome outcome = assembler.add(state.get(), packet);
        state.put(outcome.state());
        metrics.count(outcome);
        for (SensorWindow window : outcome.windows()) {
            out.collect(sample(packet, window));
        }
        outcome.deadLetter().ifPresent(fault -> context.output(Outputs.DEAD_LETTERS, deadLetters.of(packet, fault)));
    }

    private static Sample sample(SensorReadings packet, SensorWindow window) {
        ByteBuffer bytes =
                ByteBuffer.allocate(window.data().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(window.data());
        return new Sample(
                packet.streamId(), window.startMicros(), window.endMicros(), packet.arrivalMillis(), bytes.array());
    }

    /**
     * All state of this operator: {@code sensor-buffer}, a value per stream, bounded by {@link
     * WindowSpec#maxBufferedReadings()}.
     */
    private final class WindowStateManager {

        private final ValueState<SensorBuffer> buffer =
                getRuntimeContext().getState(new ValueStateDescriptor<>("sensor-buffer", SensorBuffer.TYPE));

        SensorBuffer get() throws IOException {
            SensorBuffer stored = buffer.value();
            if (stored == null) {
                return SensorBuffer.EMPTY;
            }
            if (stored.values().length == stored.size() * spec.channels()) {
                return stored;
            }
            // Buffered for a model of other channels; the stream's clock goes on.
            return new SensorBuffer(
                    new long[0],
                    new float[0],
                    stored.nextStartMicros(),
                    stored.highestMicros(),
                    stored.jumpCandidateMicros());
        }

        void put(SensorBuffer value) throws IOException {
            buffer.update(value);
        }
    }
}
