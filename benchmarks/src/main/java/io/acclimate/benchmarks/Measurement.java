// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

/**
 * The job against the bare loop, once.
 *
 * @param bareBefore windows per second of the bare loop before the job ran
 * @param pipeline windows per second of the job
 * @param bareAfter windows per second of the bare loop after the job ran
 * @param bareMillis CPU time of the bare loop's threads per window
 * @param pipelineMillis CPU time of the job's adapt threads per window
 */
record Measurement(double bareBefore, double pipeline, double bareAfter, double bareMillis, double pipelineMillis) {

    double bare() {
        return (bareBefore + bareAfter) / 2;
    }

    double ratio() {
        return pipeline / bare();
    }

    /** The same ratio of the windows per CPU second of the threads that adapt, whatever else the machine does. */
    double cpuRatio() {
        return bareMillis / pipelineMillis;
    }
}
