// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import java.util.Comparator;
import java.util.List;

/**
 * One setting and what was measured with it.
 *
 * @param method adaptation method
 * @param slots parallelism of the job, and threads of the bare loop
 * @param streamsPerPass most streams of a pass; 1 is the naive way
 * @param repeats at least one
 */
record Row(String method, int slots, int streamsPerPass, List<Measurement> repeats) {

    /** The repeat with the median ratio; of an even number the lower one of the middle two. */
    Measurement median() {
        return repeats.stream()
                .sorted(Comparator.comparingDouble(Measurement::ratio))
                .toList()
                .get((repeats.size() - 1) / 2);
    }
}
