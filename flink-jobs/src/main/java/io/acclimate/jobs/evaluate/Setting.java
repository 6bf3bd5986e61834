// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The order in which a stream visits test domains and samples, and when the model is reset. */
public enum Setting {
    /** Domain after domain, shuffled within, reset before each (TENT, EATA, SAR, DeYO). */
    RESET,
    /** The same without a reset (CoTTA). */
    CONTINUAL,
    /** Domain after domain, each in the order in which it was recorded, without a reset: what a live stream shows. */
    RECORDED,
    /** Every domain at severities 1-2-3-4-5-4-3-2-1, without a reset (RMT). */
    GRADUAL,
    /** Samples of all domains in one shuffle. */
    MIXED,
    /** As continual, with the classes of a domain in clumps (NOTE's scheme). */
    CORRELATED,
    /** As mixed, with classes in clumps. */
    MIXED_CORRELATED,
    /** The sequence of all domains, classes in clumps (RoTTA's scheme), again and again (PeTTA). */
    RECURRING,
    /** Every domain with a class prior that moves on from class to class, drawn with replacement, reset before each (SAR). */
    LABEL_SHIFT,
    /** Streams that wreck adaptation, each from a new model on and followed by clean data, which alone count. */
    WRECK;

    /** Its name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The setting of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Setting of(String label) {
        return Arrays.stream(values())
                .filter(setting -> setting.label().equals(label.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--setting is '%s'; set it to one of %s".formatted(label, String.join(", ", labels()))));
    }

    /** All names. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Setting::label).toList();
    }
}
