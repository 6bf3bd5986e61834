// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.Geometry;

import java.io.Serializable;
import java.util.List;

/**
 * The filters that each camera of a job gets.
 *
 * @param sensor size of the cameras' sensors
 * @param filters as {@link EventFilters} reads them, in their order; may be empty
 */
public record EventFilterSpec(Geometry sensor, List<String> filters) implements Serializable {

    /**
     * Checks that the filters can be made.
     *
     * @throws IllegalArgumentException if one cannot, with a sentence
     */
    public EventFilterSpec {
        filters = List.copyOf(filters);
        EventFilters.chain(sensor, filters);
    }

    /** Whether there is no filter. */
    public boolean isEmpty() {
        return filters.isEmpty();
    }

    /** Filters at the beginning of a stream. */
    public FilterChain chain() {
        return EventFilters.chain(sensor, filters);
    }

    /** Names of the filters, without their values, in their order. */
    public List<String> names() {
        return filters.stream().map(filter -> filter.split("=", 2)[0]).toList();
    }

    /** Sensor and filters as one text, which says whether a state is of the same. */
    public String text() {
        return sensor + " " + String.join(" ", filters);
    }
}
