// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

/**
 * The job against the bare loop, once.
 *
 * @param bareBefore windows per second of the bare loop before the job ran
 * @param pipeline windows per second of the job
 * @param bareAfter windows per second of the bare loop after the job ran
 */
record Measurement(double bareBefore, double pipeline, double bareAfter) {

    double bare() {
        return (bareBefore + bareAfter) / 2;
    }

    double ratio() {
        return pipeline / bare();
    }
}
