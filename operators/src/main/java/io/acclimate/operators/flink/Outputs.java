// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.state.OutputRecord;

import org.apache.flink.util.OutputTag;

/** Side outputs of the operators. */
public final class Outputs {

    /** Records that could not be used, as {@code DeadLetter}. */
    public static final OutputTag<OutputRecord> DEAD_LETTERS = new OutputTag<>("dead-letters", OutputRecord.TYPE);

    /** Shifts found and over, as {@code ShiftAlert}. */
    public static final OutputTag<OutputRecord> ALERTS = new OutputTag<>("alerts", OutputRecord.TYPE);

    /** What every adaptation step did, as {@code AdaptationLogEntry}. */
    public static final OutputTag<OutputRecord> ADAPTATION_LOG = new OutputTag<>("adaptation-log", OutputRecord.TYPE);

    /** Windows that a label is asked for, as {@code LabelRequest}. */
    public static final OutputTag<OutputRecord> LABEL_REQUESTS = new OutputTag<>("label-requests", OutputRecord.TYPE);

    private Outputs() {}
}
