// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.sensors.WindowSpec;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ModelWindowsTest {

    @Test
    void windowsAreThoseOfTheModelByDefault() {
        assertThat(Configurations.of().windowSpec(Models.sensors()))
                .isEqualTo(new WindowSpec(6, 128, 64, 20_000, 500_000, 1_000_000, 60_000_000));
    }

    @Test
    void rowsAreWindowsOfOneReading() {
        assertThat(Configurations.of().windowSpec(Models.rows()))
                .isEqualTo(new WindowSpec(128, 1, 1, 0, 500_000, 1_000_000, 60_000_000));
    }

    @Test
    void optionsOverrideStrideAndPeriod() {
        WindowSpec spec = Configurations.of(
                        "window.stride", "32", "window.period", "2500 micros", "window.max-gap", "2 s")
                .windowSpec(Models.sensors());

        assertThat(spec).isEqualTo(new WindowSpec(6, 128, 32, 2_500, 500_000, 2_000_000, 60_000_000));
    }

    @Test
    void optionsSayWhatAPackageWithoutWindowsDoesNot() {
        ModelSpec silent = Models.of(List.of(6, 128), null);

        assertThat(Configurations.of("window.length", "128", "window.stride", "64", "window.period", "20 ms")
                        .windowSpec(silent))
                .isEqualTo(Configurations.of().windowSpec(Models.sensors()));
        assertRefused(silent, "model.path says nothing of windows; set window.length yourself");
    }

    @Test
    void lengthThatTheModelDoesNotReadIsRefused() {
        assertRefused(
                Models.sensors(),
                "window.length is 64, but the model of model.path reads windows of 128; set it to 128",
                "window.length",
                "64");
    }

    @Test
    void modelOfImagesIsRefused() {
        assertRefused(
                Models.of(List.of(3, 32, 32), new ModelSpec.Window(1, 1, 0)),
                "shape [3, 32, 32]",
                "window.length",
                "1");
    }

    @Test
    void optionsThatDoNotFitTheModelAreRefused() {
        assertRefused(Models.rows(), "window.stride", "window.stride", "2");
    }

    @Test
    void batchIntervalFollowsFromWindowsAndBatchSize() {
        assertThat(Configurations.of("adapt.batch-size", "10").batchInterval(Models.sensors()))
                .isEqualTo(Duration.ofMillis(64 * 20 * 10));
    }

    @Test
    void batchIntervalOfRowsIsAMinute() {
        assertThat(Configurations.of().batchInterval(Models.rows())).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void batchIntervalThatIsSetWins() {
        assertThat(Configurations.of("alerts.batch-interval", "5 s").batchInterval(Models.sensors()))
                .isEqualTo(Duration.ofSeconds(5));
    }

    private static void assertRefused(ModelSpec model, String sentence, String... options) {
        JobConfiguration configuration = Configurations.of(options);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> configuration.windowSpec(model))
                .withMessageContaining(sentence);
    }
}
