// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.events.Geometry;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.operators.model.ModelSpec;

import org.apache.flink.configuration.Configuration;

import java.util.Arrays;
import java.util.List;

/** The filters before a model that is fed by event cameras, by the options {@code events.*}. */
final class ModelEventFilters {

    private ModelEventFilters() {}

    /** The filters, checked against the sensor that the model knows. */
    static EventFilterSpec spec(Configuration own, ModelSpec.Events events) {
        Geometry known = new Geometry(events.width(), events.height());
        EventFilterSpec spec = made(sensor(own, known), own);
        Geometry left = spec.chain().geometry();
        if (!left.equals(known)) {
            throw refused(
                    ("the model of model.path reads sensors of %s pixels, but of one of %s events.filters leave %s;"
                                    + " set events.sensor and events.filters so that %s are left")
                            .formatted(known, spec.sensor(), left, known));
        }
        return spec;
    }

    private static EventFilterSpec made(Geometry sensor, Configuration own) {
        try {
            return new EventFilterSpec(
                    sensor, own.getOptional(EventOptions.FILTERS).orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw refused("events.filters cannot be used: " + e.getMessage());
        }
    }

    private static Geometry sensor(Configuration own, Geometry known) {
        return own.getOptional(EventOptions.SENSOR)
                .map(text -> Arrays.stream(text.split("x"))
                        .mapToInt(Integer::parseInt)
                        .toArray())
                .map(sides -> Geometry.of(sides[0], sides[1]))
                .orElse(known);
    }

    private static ConfigurationException refused(String sentence) {
        return new ConfigurationException(List.of(sentence));
    }
}
