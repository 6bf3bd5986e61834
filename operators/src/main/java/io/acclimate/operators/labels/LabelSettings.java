// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import java.io.Serializable;

/**
 * What is done with labels that come late.
 *
 * @param enabled whether they are read at all
 * @param remember windows of every stream that a label may still come for, at least 1
 * @param memory labelled windows of every stream that its label head is fitted to, at least {@link HeadTuner#FEWEST}
 * @param requestsPerThousand labels that are asked for per thousand windows of a stream, 0 to 1000
 */
public record LabelSettings(boolean enabled, int remember, int memory, double requestsPerThousand)
        implements Serializable {

    /** Labels are not read. */
    public static final LabelSettings OFF = new LabelSettings(false, 1, HeadTuner.FEWEST, 0);
}
