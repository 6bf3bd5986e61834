// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/** Why a decoder skipped something. Names appear in reports and stay the same over releases. */
public enum Fault {
    /** The data ended inside a header, a word, an event or a packet. */
    TRUNCATED,
    /** Bytes that the format does not allow; skipped up to the next place where decoding can go on. */
    CORRUPT,
    /** An event outside the sensor's pixels. */
    OUT_OF_SENSOR,
    /** An event earlier than the one before it. */
    TIME_REVERSED,
    /** So many events in a row were earlier that the device has set its clock back; this event starts the new time. */
    CLOCK_RESET,
    /** An event before the first word that says what time it is. */
    BEFORE_TIME,
    /** A kind of data, compression or version that this decoder does not read. */
    UNSUPPORTED
}
