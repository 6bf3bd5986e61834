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
    SENSOR_AGEING,
    /** An event camera's pixels fire without cause. */
    BACKGROUND_NOISE,
    /** Some pixels of an event camera fire all the time. */
    HOT_PIXELS,
    /** An event camera loses events. */
    EVENT_THINNING,
    /** What an event camera sees has moved over its sensor. */
    OFFSET,
    /** Events of an event camera have the wrong polarity. */
    POLARITY_FLIP,
    /** An event camera needs another change of brightness for an event. */
    CONTRAST_THRESHOLD,
    /** There is less light. */
    ILLUMINATION,
    /** What a camera sees moves faster. */
    SPEED,
    /** A camera's lens is out of focus. */
    LENS_BLUR,
    /** Another recording session: light, distance, motion and settings may all differ. */
    RECORDING_SESSION
}
