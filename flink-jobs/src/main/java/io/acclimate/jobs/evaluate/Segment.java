// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.List;

/**
 * A part of the test stream that is cut into batches by itself; its last batch may be short.
 *
 * @param visit how often its domains have come so far, from 1
 * @param severity of its domains, 1 to 5
 * @param reset whether the model starts anew before it
 * @param scored whether its predictions are held against labels
 * @param domains names of the domains that its samples come from
 * @param inputs their inputs, one for each name
 * @param order samples in stream order; sample i is counted through all inputs, one after the other
 */
record Segment(
        int visit,
        int severity,
        boolean reset,
        boolean scored,
        List<String> domains,
        List<LabelledInputs> inputs,
        int[] order) {

    /** A segment that is scored. */
    Segment(int visit, int severity, boolean reset, List<String> domains, List<LabelledInputs> inputs, int[] order) {
        this(visit, severity, reset, true, domains, inputs, order);
    }

    /** One sample: which of the domains, and which row of it. */
    record Place(int domain, int row) {}

    Place place(int at) {
        int row = order[at];
        int domain = 0;
        while (row >= inputs.get(domain).size()) {
            row -= inputs.get(domain).size();
            domain++;
        }
        return new Place(domain, row);
    }

    int size() {
        return order.length;
    }
}
