// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Map;

/**
 * What is known of a shift. "Unknown" is a value: without labels a change of what the classes mean cannot be seen at all.
 *
 * @param kind what has moved
 * @param course how it came
 * @param regime number of the earlier regime that has returned; 0 unless it has
 * @param onsetFromMicros begin of the time in which it began (95 %), on the stream's clock
 * @param onsetToMicros its end
 * @param accuracyBefore estimated accuracy before it, or {@link ShiftObservation#UNKNOWN}
 * @param sourceAccuracy estimated accuracy of the frozen model since, likewise
 * @param adaptedAccuracy estimated accuracy of what goes out since, likewise
 * @param coping whether adaptation makes up for it
 * @param evidence what this rests on, by name
 */
public record Diagnosis(
        Kind kind,
        Course.Kind course,
        long regime,
        long onsetFromMicros,
        long onsetToMicros,
        double accuracyBefore,
        double sourceAccuracy,
        double adaptedAccuracy,
        Coping coping,
        Map<String, Double> evidence) {

    /** What has moved. */
    public enum Kind {
        /** It cannot be told. */
        UNKNOWN,
        /** The inputs. */
        COVARIATE,
        /** The class frequencies only. */
        LABEL,
        /** Inputs and class frequencies. */
        BOTH
    }

    /** Whether adaptation makes up for the shift. */
    public enum Coping {
        /** It cannot be told. */
        UNKNOWN,
        /** Most of what the shift cost is won back, or it cost nothing. */
        YES,
        /** The shift costs accuracy, and adaptation does not win half of it back. */
        NO
    }

    /** Estimated share of answers that are wrong because of the shift, 0..1; 0 if it cannot be estimated. */
    public double severity() {
        return accuracyBefore < 0 || adaptedAccuracy < 0 ? 0 : Math.max(0, accuracyBefore - adaptedAccuracy);
    }
}
