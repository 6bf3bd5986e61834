// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.sensors.PacketDecoder;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;
import io.acclimate.state.Sample;
import io.acclimate.state.SensorReadings;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A window function in a harness. */
record WindowRun(Harness<SensorReadings, Sample> harness) implements AutoCloseable {

    /** Windows that fit the synthetic model. */
    static final WindowSpec SPEC = new WindowSpec(
            SyntheticModel.CHANNELS,
            SyntheticModel.LENGTH,
            SyntheticModel.LENGTH / 2,
            RawRecords.PERIOD_MICROS,
            5 * RawRecords.PERIOD_MICROS,
            3 * RawRecords.PERIOD_MICROS,
            10_000_000);

    /** Small enough that streams of a test leave memory. */
    private static final long CACHE_BYTES = 2048;

    static WindowRun start(Backend backend, OperatorSubtaskState state) throws Exception {
        return start(SPEC, backend, state);
    }

    static WindowRun start(WindowSpec spec, Backend backend, OperatorSubtaskState state) throws Exception {
        TypeSerializer<Sample> output = Sample.Serializer.INSTANCE;
        return new WindowRun(new Harness<>(
                WindowOperator.ofSensors(spec, CACHE_BYTES), SensorReadings::streamId, output, backend, state, 1, 0));
    }

    static WindowRun start() throws Exception {
        return start(Backend.HASHMAP, null);
    }

    /** A packet as the decoder hands it on. */
    static SensorReadings readings(SensorPacket packet, long offset) throws Exception {
        return new PacketDecoder(SchemaStore.builtIn(), RawRecords.LIMITS).decode(RawRecords.record(packet, offset));
    }

    void process(List<SensorReadings> packets) throws Exception {
        harness.process(packets);
    }

    List<Sample> windows() {
        return harness.output();
    }

    /** Every bit of every window, by stream. */
    Map<String, List<String>> texts() {
        Map<String, List<String>> texts = new TreeMap<>();
        for (Sample sample : windows()) {
            texts.computeIfAbsent(sample.streamId(), id -> new ArrayList<>()).add(text(sample));
        }
        return texts;
    }

    static String text(Sample sample) {
        return sample.startMicros() + ".." + sample.endMicros() + " at " + sample.arrivalMillis() + " "
                + Arrays.toString(sample.data());
    }

    List<DeadLetter> letters() {
        return harness.side(Outputs.DEAD_LETTERS, DeadLetter.class);
    }

    long count(String name) {
        return harness.metrics.count("window." + name);
    }

    @Override
    public void close() {
        harness.close();
    }
}
