// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class ManyStreamsBenchmarkTest {

    @Test
    void smallRunMeasuresSavepointAndStartFromIt(@TempDir Path directory) throws IOException {
        Path json = directory.resolve("figures.json");
        CommandLine benchmark = ManyStreamsBenchmark.commandLine();

        int code = benchmark.execute(("--streams 4 --windows 64 --json " + json).split(" "));

        assertThat(code).isZero();
        JsonNode figures =
                new ObjectMapper().readTree(json.toFile()).get("figures").get(0);
        assertThat(figures.get("savepointBytes").asLong()).isGreaterThan(4 * 20_000);
        assertThat(figures.get("restoreSeconds").asDouble()).isPositive();
    }
}
