// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.data.FleetGenerator;
import io.acclimate.jobs.data.SharedData;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.train.TrainSettings;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SensorFolderTest {

    private static SensorFolder fleet() {
        return new SensorFolder(new Recipe(
                new FleetGenerator(1, 4, 4, 2, Duration.ofMinutes(1), Duration.ofMinutes(1)),
                "sensor-resnet",
                List.of(16),
                new ModelSpec.Window(128, 64, 10_000),
                new TrainSettings(1, 1, 16, 5e-3, 1, 0)));
    }

    @Test
    void everyFaultIsADomainOfTheSameWindows() {
        SensorFolder fleet = fleet();
        assertThat(fleet.domains()).containsExactly("gain-drift", "bias-drift", "noise", "dead-axis", "remount");
        LabelledInputs gain = fleet.load("gain-drift", 5, Integer.MAX_VALUE);
        LabelledInputs bias = fleet.load("bias-drift", 5, Integer.MAX_VALUE);
        assertThat(gain.size()).isPositive().isEqualTo(bias.size());
        assertThat(gain.input(0)).hasSize(6 * 128 * Float.BYTES).isNotEqualTo(bias.input(0));
        assertThat(gain.label(0)).isEqualTo(bias.label(0));
    }

    @Test
    void lowerSeveritiesAreWeakerFaults() {
        SensorFolder fleet = fleet();
        byte[] weak = fleet.load("remount", 1, 1).input(0);
        assertThat(weak).isNotEqualTo(fleet.load("remount", 5, 1).input(0));
        assertThat(fleet.load("remount", 1, 1).size()).isEqualTo(1);
    }

    @Test
    void batchesOfAgeingSensorsAreDomainsWithoutSeverities() {
        SensorFolder gas = new SensorFolder(Recipe.of(SharedData.require("gas_drift")));
        assertThat(gas.graded()).isFalse();
        assertThat(gas.domains()).hasSize(7);
        assertThat(gas.load("shift-1", 5, Integer.MAX_VALUE).size()).isEqualTo(1244);
        assertThat(gas.load("shift-7", 5, 10).size()).isEqualTo(10);
    }

    @Test
    void ageingSensorsChangeAtTheBordersOfTheirBatchesAndPhonesWithTheirUsers() {
        SensorFolder gas = new SensorFolder(Recipe.of(SharedData.require("gas_drift")));
        List<LabelledInputs> months = gas.stretches(Integer.MAX_VALUE);
        assertThat(months).hasSize(8);
        assertThat(months.get(0).size()).isEqualTo(gas.clean(Integer.MAX_VALUE).size());
        assertThat(months.get(7).size())
                .isEqualTo(gas.load("shift-7", 5, Integer.MAX_VALUE).size());

        SensorFolder phones = new SensorFolder(Recipe.of(SharedData.require("hapt")));
        List<LabelledInputs> users = phones.stretches(Integer.MAX_VALUE);
        assertThat(users).hasSizeGreaterThan(5);
        assertThat(users.stream().mapToInt(LabelledInputs::size).sum())
                .isEqualTo(phones.clean(Integer.MAX_VALUE).size());
    }
}
