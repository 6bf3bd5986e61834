// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.List;

/**
 * Labelled recordings of one kind of event camera, split into three disjoint parts.
 *
 * <p>The lists are read or generated anew by every call, always with equal content. Problems with files are reported as
 * {@link RecordingException}.
 */
public interface EventRecordingSource {

    /** Short name for file names and titles. */
    String name();

    /** Names of the classes; the index is the label. */
    List<String> classNames();

    /** Columns of the sensor. */
    int width();

    /** Rows of the sensor. */
    int height();

    /** Recordings to train the source model on. */
    List<EventRecording> training();

    /** Recordings to choose the source model by, and to learn how streams differ without a shift. */
    List<EventRecording> validation();

    /** Recordings to stream, with their known shifts. */
    List<EventRecording> live();

    /**
     * Kinds of {@link EventShift} that an evaluation puts on the live recordings; empty if they bring their own shift,
     * which then begins with the first of {@link EventRecording#shifts()}.
     */
    List<ShiftKind> madeShifts();
}
