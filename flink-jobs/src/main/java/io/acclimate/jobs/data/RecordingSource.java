// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.List;

/**
 * Labelled recordings of one kind of sensor, split by sensor or person into three disjoint parts.
 *
 * <p>The lists are read or generated anew by every call, always with equal content; a caller that needs one twice
 * keeps it. Problems with files are reported as {@link RecordingException}.
 */
public interface RecordingSource {

    /** Short name for file names and titles. */
    String name();

    /** Names of the classes; the index is the label. */
    List<String> classNames();

    /** Channels of every recording. */
    int channels();

    /** Nominal sampling period in microseconds; 0 where a reading is a complete feature row and makes no series. */
    long periodMicros();

    /** Recordings to train the source model on. */
    List<Recording> training();

    /** Recordings to choose the source model by. */
    List<Recording> validation();

    /** Recordings to stream, with their known shifts. */
    List<Recording> live();
}
