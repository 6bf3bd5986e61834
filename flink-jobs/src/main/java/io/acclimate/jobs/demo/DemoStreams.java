// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.operators.model.ModelSpec;

import java.util.List;
import java.util.function.BooleanSupplier;

/** The streams that a demo plays. */
interface DemoStreams {

    /** Names of the classes; the index is the label. */
    List<String> classNames();

    /** Classes and known shifts of every stream over time, for the report. */
    List<Recording> timelines();

    /** Names of the stretches between known shifts; may be empty. */
    List<String> segmentNames();

    /** How many windows the job will make of all streams. */
    long expectedWindows(JobConfiguration configuration, ModelSpec model);

    /**
     * Sends all streams until the end, or until {@code stop} holds.
     *
     * @param speed seconds of the streams' time per second; {@link Double#POSITIVE_INFINITY} for as fast as Kafka takes it
     */
    void play(JobConfiguration configuration, RecordProducer producer, double speed, BooleanSupplier stop);
}
