// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.training;

import io.acclimate.operators.model.ModelSpec;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What {@code acclimate train --representations} makes of a recipe. */
class TrainedRepresentationsTest {

    private static final EventRecipe SHAPES = EventRecipe.shapes(Duration.ofSeconds(1));

    private static ModelSpec modelOf(String... representations) {
        return SHAPES.seeing(List.of(representations)).model(Map.of());
    }

    @Test
    void oneIsReadByOneNetworkAndSeveralByOneEach() {
        assertThat(SHAPES.model(Map.of()).branches()).isNull();
        assertThat(modelOf("voxel-grid").branches()).isNull();
        assertThat(modelOf("voxel-grid").inputShape().get(0)).isEqualTo(5);
        assertThat(modelOf("log-histogram", "voxel-grid", "event-frame").branches())
                .containsExactly(2, 5, 1);
    }

    @Test
    void anUnknownOneIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> modelOf("log-histogram", "hologram"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "the representation 'hologram' is unknown; this build knows averaged-time-surface");
    }

    @Test
    void sensorsHaveNone() {
        StringWriter errors = new StringWriter();
        CommandLine train = new CommandLine(new TrainCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(errors));

        int code = train.execute("--representations", "voxel-grid", "--out", "never-written");

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString()).startsWith("--representations are of event cameras, but ");
    }
}
