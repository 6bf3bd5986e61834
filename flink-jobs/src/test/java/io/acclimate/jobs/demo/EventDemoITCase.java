// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.data.ShapeCameras;
import io.acclimate.jobs.training.EventRecipe;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.train.TrainSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Cameras through Kafka, the job and back, from training to the report. */
class EventDemoITCase {

    @Test
    void everyWindowOfEveryCameraComesBack(@TempDir Path directory) throws Exception {
        EventRecipe recipe = new EventRecipe(
                new ShapeCameras(1, Duration.ofSeconds(3), Duration.ofSeconds(5)),
                List.of(16),
                new ModelSpec.Events(32, 32, 2, List.of("log-histogram"), 1, 30_000, "time", 100_000, 100_000, 0),
                new TrainSettings(1, 1, 16, 3e-3, 1, 0),
                0);
        StringWriter out = new StringWriter();

        int code = new DemoRun(
                        recipe,
                        directory.resolve("demo"),
                        null,
                        Map.of("adapt.batch-size", "16"),
                        0,
                        false,
                        new PrintWriter(out))
                .run();

        assertThat(out.toString())
                .contains("11 streams of shapes")
                .contains("repeated 0, of other streams 0, dead letters 0")
                .containsPattern("adaptation +steps [1-9]")
                .containsPattern("stopped with savepoint file:\\S+");
        assertThat(code).isZero();
        assertThat(directory.resolve("demo/report.html")).isNotEmptyFile();
    }
}
