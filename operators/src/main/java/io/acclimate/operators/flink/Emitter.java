// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.state.OutputRecord;

import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

import java.util.function.LongSupplier;

/** Where the adapt operator's records go out, and the clock that they are stamped by. */
final class Emitter {

    private final Output<StreamRecord<OutputRecord>> output;
    private final LongSupplier clock;

    Emitter(Output<StreamRecord<OutputRecord>> output, LongSupplier clock) {
        this.output = output;
        this.clock = clock;
    }

    /** Processing time, milliseconds since the epoch. */
    long now() {
        return clock.getAsLong();
    }

    void prediction(OutputRecord record) {
        output.collect(new StreamRecord<>(record, record.timestampMillis()));
    }

    void log(OutputRecord record) {
        side(Outputs.ADAPTATION_LOG, record);
    }

    void alert(OutputRecord record) {
        side(Outputs.ALERTS, record);
    }

    void labelRequest(OutputRecord record) {
        side(Outputs.LABEL_REQUESTS, record);
    }

    private void side(OutputTag<OutputRecord> tag, OutputRecord record) {
        output.collect(tag, new StreamRecord<>(record, record.timestampMillis()));
    }
}
