// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.Geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes filters from text, {@code NAME=VALUE}: {@code background-activity=MICROS}, {@code refractory=MICROS}, {@code
 * hot-pixels=MICROS} (the window), {@code region=LEFT,TOP,WIDTHxHEIGHT}, {@code downsample=FACTOR} (threshold FACTOR^2),
 * {@code rate-limit=EVENTS_PER_SECOND} (bursts of a millisecond's events).
 */
public final class EventFilters {

    private static final Pattern REGION = Pattern.compile("(\\d{1,5}),(\\d{1,5}),(\\d{1,5})x(\\d{1,5})");
    private static final long BURSTS_PER_SECOND = 1000;

    /** Makes a filter of a value. */
    private interface Maker {
        EventFilter make(Geometry sensor, String value);
    }

    private static final Map<String, Maker> MAKERS = new TreeMap<>(Map.of(
            "background-activity",
            (sensor, value) -> new BackgroundActivityFilter(sensor, number(value)),
            "refractory",
            (sensor, value) -> new RefractoryFilter(sensor, number(value)),
            "hot-pixels",
            (sensor, value) -> new HotPixelFilter(sensor, number(value)),
            "region",
            EventFilters::region,
            "downsample",
            EventFilters::downsampling,
            "rate-limit",
            EventFilters::rateLimit));

    private EventFilters() {}

    /** Names of all filters. */
    public static List<String> names() {
        return List.copyOf(MAKERS.keySet());
    }

    /**
     * A chain of filters in the order of the texts.
     *
     * @throws IllegalArgumentException if a name or value is none, with a sentence
     */
    public static FilterChain chain(Geometry sensor, List<String> texts) {
        List<EventFilter> filters = new ArrayList<>();
        Geometry geometry = sensor;
        for (String text : texts) {
            EventFilter filter = of(geometry, text);
            filters.add(filter);
            geometry = filter.geometry();
        }
        return new FilterChain(sensor, filters);
    }

    private static EventFilter of(Geometry sensor, String text) {
        String[] parts = text.split("=", 2);
        Maker maker = MAKERS.get(parts[0]);
        if (maker == null || parts.length < 2) {
            throw new IllegalArgumentException("'%s' is no filter; write NAME=VALUE with one of the names %s"
                    .formatted(text, String.join(", ", MAKERS.keySet())));
        }
        try {
            return maker.make(sensor, parts[1]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("filter '%s': %s".formatted(text, e.getMessage()), e);
        }
    }

    private static EventFilter region(Geometry sensor, String value) {
        Matcher said = REGION.matcher(value);
        if (!said.matches()) {
            throw new IllegalArgumentException("a region is written LEFT,TOP,WIDTHxHEIGHT, such as 10,20,100x80");
        }
        int left = Integer.parseInt(said.group(1));
        int top = Integer.parseInt(said.group(2));
        return new RegionOfInterest(
                sensor, left, top, Geometry.of(Integer.parseInt(said.group(3)), Integer.parseInt(said.group(4))));
    }

    private static EventFilter downsampling(Geometry sensor, String value) {
        int factor = (int) Math.min(number(value), Short.MAX_VALUE);
        return new SpatialDownsampling(sensor, factor, factor * factor);
    }

    private static EventFilter rateLimit(Geometry sensor, String value) {
        long rate = number(value);
        return new EventRateLimit(sensor, rate, Math.max(1, rate / BURSTS_PER_SECOND));
    }

    private static long number(String value) {
        if (!value.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("'%s' is no whole number".formatted(value));
        }
        return Long.parseLong(value);
    }
}
