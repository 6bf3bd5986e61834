// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.ModelSpec;

import org.apache.flink.configuration.Configuration;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Windows of a model that is fed by event cameras: what its package says, and the options {@code window.*}. */
final class ModelEventWindows {

    private ModelEventWindows() {}

    /** The windows, checked against the input of the model. */
    static EventWindowSpec spec(Configuration own, ModelSpec model) {
        try {
            EventTensor.of(model);
            ModelSpec.Events events = model.events();
            return new EventWindowSpec(
                    EventWindowSpec.Kind.of(events.window()),
                    events.durationMicros(),
                    events.strideMicros(),
                    events.count(),
                    events.width(),
                    events.height(),
                    events.downsampling(),
                    own.get(WindowOptions.MAX_EVENTS),
                    own.get(WindowOptions.MAX_CLOCK_JUMP).toNanos() / 1000,
                    own.get(WindowOptions.EVENT_CLOCK) == WindowOptions.EventClock.HOST);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(List.of("the model of model.path cannot be fed: " + e.getMessage()));
        }
    }

    /** Time from the start of one window to the next one's; nothing where it depends on what the camera sees. */
    static Optional<Duration> step(ModelSpec model) {
        return Optional.of(model.events().strideMicros())
                .filter(micros -> micros > 0)
                .map(micros -> Duration.of(micros, ChronoUnit.MICROS));
    }
}
