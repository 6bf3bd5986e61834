// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.RawRecord;
import io.acclimate.state.SensorReadings;

import org.apache.flink.streaming.api.operators.ProcessOperator;

import java.util.List;

/** A decode function in a harness. */
record DecodeRun(Harness<RawRecord, SensorReadings> harness) implements AutoCloseable {

    static DecodeRun start(SchemaStore schemas) throws Exception {
        return new DecodeRun(new Harness<>(
                new ProcessOperator<>(new DecodeFunction(schemas, RawRecords.LIMITS)),
                RawRecord::topic,
                SensorReadings.Serializer.INSTANCE,
                Backend.HASHMAP,
                null,
                1,
                0));
    }

    static DecodeRun start() throws Exception {
        return start(SchemaStore.builtIn());
    }

    void process(List<RawRecord> records) throws Exception {
        harness.process(records);
    }

    List<SensorReadings> readings() {
        return harness.output();
    }

    List<DeadLetter> letters() {
        return harness.side(Outputs.DEAD_LETTERS, DeadLetter.class);
    }

    List<OutputRecord> letterRecords() {
        return harness.flink.getSideOutput(Outputs.DEAD_LETTERS).stream()
                .map(record -> record.getValue())
                .toList();
    }

    long count(String name) {
        return harness.metrics.count("decode." + name);
    }

    @Override
    public void close() {
        harness.close();
    }
}
