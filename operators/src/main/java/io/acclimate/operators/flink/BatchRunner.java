// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.state.Sample;

import java.util.List;
import java.util.function.Predicate;

/** Predicts windows, and runs the passes that batches learn in once they have closed. */
interface BatchRunner extends AutoCloseable {

    /** A window came; what is returned of it joins its stream's batch. */
    Sample arrived(Sample window) throws Exception;

    /** The stream's waiting windows are a batch. */
    void closed(String streamId) throws Exception;

    /** Takes a batch back that had closed before a restore and taught nothing yet; the stream's first pending windows. */
    void restored(String streamId, List<Sample> batch) throws Exception;

    /** Whether {@link #run} is to be called once {@link #waitMillis} have passed. */
    boolean waits();

    /** Processing time until {@link #run}. */
    long waitMillis();

    /** Runs what has waited for others to share its pass, unless it had better wait on. */
    void run() throws Exception;

    /** Brings outputs and state to where a checkpoint may be taken. */
    void beforeBarrier() throws Exception;

    /** Runs the closed batches of those streams to their end; others may end, too. */
    void finish(Predicate<String> streams) throws Exception;

    @Override
    void close();
}
