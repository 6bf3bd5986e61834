// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.events.Geometry;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.operators.model.ModelSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ModelEventFiltersTest {

    private static final ModelSpec CAMERAS = new ModelSpec(
            ModelSpec.FORMAT_VERSION,
            "classification",
            "event-resnet",
            List.of(16),
            List.of(2, 48, 64),
            List.of("a", "b"),
            null,
            new ModelSpec.Events(64, 48, 1, List.of("log-histogram"), 1, 30_000, "time", 100_000, 100_000, 0),
            Map.of());

    @Test
    void thereIsNoFilterByDefault() {
        assertThat(Configurations.of().eventFilters(CAMERAS))
                .isEqualTo(new EventFilterSpec(new Geometry(64, 48), List.of()));
    }

    @Test
    void filtersAreTakenInTheirOrderFromAFileAsFromTheCommandLine(@TempDir Path directory) {
        List<String> filters = List.of("hot-pixels=100000", "region=0,0,64x48", "refractory=500");
        Path file = Configurations.file(directory, """
                model.path: models/cameras
                events:
                  filters:
                    - hot-pixels=100000
                    - region=0,0,64x48
                    - refractory=500
                """);

        assertThat(JobConfiguration.load(Optional.of(file), Map.of())
                        .eventFilters(CAMERAS)
                        .filters())
                .isEqualTo(filters);
        assertThat(Configurations.of("events.filters", String.join(";", filters))
                        .eventFilters(CAMERAS)
                        .filters())
                .isEqualTo(filters);
    }

    @Test
    void aSensorThatFiltersMakeAsLargeAsTheModelsIsTaken() {
        EventFilterSpec spec = Configurations.of(
                        "events.sensor", "130x97", "events.filters", "region=1,1,128x96;downsample=2")
                .eventFilters(CAMERAS);

        assertThat(spec.sensor()).isEqualTo(new Geometry(130, 97));
        assertThat(spec.chain().geometry()).isEqualTo(new Geometry(64, 48));
    }

    @Test
    void whatIsNoFilterIsRefused() {
        assertRefused(
                "events.filters cannot be used: 'blur=3' is no filter; write NAME=VALUE", "events.filters", "blur=3");
        assertRefused(
                "events.filters cannot be used: filter 'refractory=0': a period of 0 us is impossible",
                "events.filters",
                "hot-pixels=1000;refractory=0");
    }

    @Test
    void filtersThatLeaveAnotherSensorThanTheModelsAreRefused() {
        assertRefused(
                "reads sensors of 64x48 pixels, but of one of 64x48 events.filters leave 32x24",
                "events.filters",
                "downsample=2");
        assertRefused("but of one of 640x480 events.filters leave 640x480", "events.sensor", "640x480");
    }

    @Test
    void aSizeThatIsNoneIsRefused() {
        assertThat(Configurations.problemsOf("events.sensor", "640"))
                .containsExactly("events.sensor is '640'; set it to WIDTHxHEIGHT in pixels, such as 640x480");
    }

    @Test
    void filtersBeforeAModelOfSensorsAreRefused() {
        JobConfiguration configuration = Configurations.of("events.filters", "refractory=500");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> configuration.windowSpec(Models.sensors()))
                .withMessageContaining("is not fed by event cameras; remove it");
    }

    private static void assertRefused(String sentence, String... options) {
        JobConfiguration configuration = Configurations.of(options);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> configuration.eventFilters(CAMERAS))
                .withMessageContaining(sentence);
    }
}
