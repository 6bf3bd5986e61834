// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.sensors.WindowSpec;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Windows of a model: what its package says, and where the options {@code window.*} differ from it. */
final class ModelWindows {

    private final Configuration own;
    private final ModelSpec model;

    ModelWindows(Configuration own, ModelSpec model) {
        this.own = own;
        this.model = model;
    }

    /** The windows, checked against the input of the model. */
    WindowSpec spec() {
        int length = length();
        int channels = channels(length);
        try {
            return new WindowSpec(
                    channels,
                    length,
                    stride(),
                    micros(period()),
                    micros(own.get(WindowOptions.OUT_OF_ORDER)),
                    micros(own.get(WindowOptions.MAX_GAP)),
                    micros(own.get(WindowOptions.MAX_CLOCK_JUMP)));
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    /** Time from the start of one window to the next one's; nothing where readings are not resampled. */
    Optional<Duration> step() {
        return Optional.of(period()).filter(time -> !time.isZero()).map(period -> period.multipliedBy(stride()));
    }

    private int channels(int length) {
        List<Integer> shape = model.inputShape();
        if (shape.isEmpty() || shape.size() > 2) {
            throw refused(("the model of model.path reads inputs of shape %s; set it to one of sensor windows, whose "
                            + "inputs have the shape [channels, length] or [channels]")
                    .formatted(shape));
        }
        int expected = shape.size() == 1 ? 1 : shape.get(1);
        if (length != expected) {
            throw refused("window.length is %d, but the model of model.path reads windows of %d; set it to %d"
                    .formatted(length, expected, expected));
        }
        return shape.get(0);
    }

    private int length() {
        return value(WindowOptions.LENGTH, ModelSpec.Window::length);
    }

    private int stride() {
        return value(WindowOptions.STRIDE, ModelSpec.Window::stride);
    }

    private Duration period() {
        return value(WindowOptions.PERIOD, window -> Duration.ofNanos(Math.multiplyExact(1000, window.periodMicros())));
    }

    private <T> T value(ConfigOption<T> option, Function<ModelSpec.Window, T> fromModel) {
        return own.getOptional(option)
                .or(() -> Optional.ofNullable(model.window()).map(fromModel))
                .orElseThrow(() -> refused("the model package of model.path says nothing of windows; set %s yourself"
                        .formatted(option.key())));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private static ConfigurationException refused(String problem) {
        return new ConfigurationException(List.of(problem));
    }
}
