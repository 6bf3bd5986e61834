// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

/** What becomes of streams that were adapted from another model package than the job's. */
public enum OnModelChange {
    /** The job is not started. */
    REFUSE,
    /** They start from the new source model. */
    RESET,
    /** What they had learned as a difference to the old source model is applied to the new one. */
    REPROJECT;

    /**
     * The sentence that refuses to start.
     *
     * @param saved id of the package that the streams were adapted from
     * @param started id of the job's package
     */
    public static String refusal(String saved, String started) {
        return ("the savepoint's streams were adapted from model %s, but model.path holds model %s; start with the old package,"
                        + " or say what becomes of the streams: model.on-change (--on-model-change) reset, or reproject")
                .formatted(saved, started);
    }
}
