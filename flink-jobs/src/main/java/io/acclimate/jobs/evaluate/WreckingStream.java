// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Input that is known to wreck adaptation; each is followed by clean data, on which the damage is measured. */
enum WreckingStream {
    /** Every reading of a channel has the same value: a sensor that is stuck. */
    CONSTANT,
    /** Every reading is drawn from a normal distribution with the channel's own mean and deviation. */
    NOISE,
    /** Clean samples of the most frequent class only. */
    ONE_CLASS,
    /** Clean samples, sorted by class. */
    SORTED,
    /** Another domain every five batches, over and over. */
    ALTERNATING,
    /** Clean samples, each scaled by a factor of its own between 1/100 and 100, evenly in the logarithm. */
    SCALED;

    /** Its name in tables. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All names. */
    static List<String> labels() {
        return Arrays.stream(values()).map(WreckingStream::label).toList();
    }
}
