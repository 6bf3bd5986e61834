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
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Cuts each stream's readings into windows; packets without a place in their stream go to dead letters. */
final class WindowFunction extends WindowingFunction<SensorReadings> {

    private static final long serialVersionUID = 1L;

    private final WindowSpec spec;
    private final long cacheBytes;
    private transient SensorWindowAssembler assembler;
    private transient WindowStateManager state;
    private transient WindowMetrics metrics;
    private transient DeadLetters deadLetters;

    /** As {@link WindowOperator#ofSensors} says. */
    WindowFunction(WindowSpec spec, long cacheBytes) {
        this.spec = spec;
        this.cacheBytes = cacheBytes;
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
        Outcome outcome = assembler.add(state.get(packet.streamId()), packet);
        state.put(packet.streamId(), outcome.state());
        metrics.count(outcome);
        for (SensorWindow window : outcome.windows()) {
            out.collect(sample(packet, window));
        }
        outcome.deadLetter().ifPresent(fault -> context.output(Outputs.DEAD_LETTERS, deadLetters.of(packet, fault)));
    }

    @Override
    void writeBack() throws IOException {
        state.flush();
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
     * WindowSpec#maxBufferedReadings()}. Every packet changes it, so it stays in memory until a checkpoint.
     */
    private final class WindowStateManager {

        private final WrittenBack<SensorBuffer, SensorBuffer> buffers = new WrittenBack<>(
                getRuntimeContext().getState(new ValueStateDescriptor<>("sensor-buffer", SensorBuffer.TYPE)),
                keys(),
                cacheBytes,
                buffer -> (long) buffer.size() * Long.BYTES + (long) buffer.values().length * Float.BYTES,
                buffer -> buffer);

        SensorBuffer get(String streamId) throws IOException {
            return buffers.get(streamId, this::fitting);
        }

        private SensorBuffer fitting(SensorBuffer stored) {
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

        void put(String streamId, SensorBuffer value) throws IOException {
            buffers.put(streamId, value);
        }

        void flush() throws IOException {
            buffers.flush();
        }
    }
}
