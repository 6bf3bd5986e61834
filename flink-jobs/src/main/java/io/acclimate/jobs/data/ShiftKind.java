// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

/** What changes in a stream relative to the recordings that its model was trained on. */
public enum ShiftKind {
    /** Nothing; the kind of a recording without shifts. */
    NONE,
    /** Every channel is multiplied by a factor of its own. */
    GAIN_DRIFT,
    /** Every channel gets an offset of its own. */
    BIAS_DRIFT,
    /** White Gaussian noise is added. */
    NOISE,
    /** One channel reads a constant. */
    DEAD_AXIS,
    /** The sensor was mounted again: its frame is rotated. */
    REMOUNT,
    /** The sensing material aged; nobody knows the exact distortion. */
    SENSOR_AGEING
}
