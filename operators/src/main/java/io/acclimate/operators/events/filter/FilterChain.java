// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

import java.util.List;

/** Filters one after the other; each sees what the one before it has passed. */
public final class FilterChain {

    private static final int VERSION = 1;

    private final Geometry sensor;
    private final List<EventFilter> filters;

    /**
     * A chain.
     *
     * @param sensor size of the sensor
     * @param filters made for that sensor, and each after the first for the geometry of the one before it; may be empty
     */
    public FilterChain(Geometry sensor, List<EventFilter> filters) {
        this.sensor = sensor;
        this.filters = List.copyOf(filters);
    }

    /** Removes from the buffer what does not pass. */
    public void apply(EventBuffer events) {
        for (EventFilter filter : filters) {
            filter.apply(events);
        }
    }

    /** Size of the sensor that the passed events are of. */
    public Geometry geometry() {
        return filters.isEmpty() ? sensor : filters.get(filters.size() - 1).geometry();
    }

    /** The filters in their order, for their counters. */
    public List<EventFilter> filters() {
        return filters;
    }

    /** Bytes of memory that all filters hold for the sensor's pixels. */
    public long bytes() {
        return filters.stream().mapToLong(EventFilter::bytes).sum();
    }

    /** The states of all filters: a version byte, their number, then length and bytes of each. */
    public byte[] state() {
        StateWriter out = new StateWriter();
        out.putByte(VERSION);
        out.putInt(filters.size());
        for (EventFilter filter : filters) {
            out.putBytes(filter.state());
        }
        return out.bytes();
    }

    /**
     * Goes on from a state.
     *
     * @throws IllegalArgumentException if it is of other filters or another version, or damaged, with a sentence
     */
    public void restore(byte[] state) {
        StateReader in = new StateReader(state);
        int version = in.getByte();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "the state of filters has version %d; this release reads version %d".formatted(version, VERSION));
        }
        int count = in.getInt();
        if (count != filters.size()) {
            throw new IllegalArgumentException(
                    "the state is of %d filters, but there are %d".formatted(count, filters.size()));
        }
        for (EventFilter filter : filters) {
            filter.restore(in.getBytes());
        }
        in.end();
    }
}
