// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class EventPipelineBenchmarkTest {

    @Test
    void smallRunMeasuresEventsPerSecondAndTheShareOutsideTheNetwork(@TempDir Path directory) throws IOException {
        Path json = directory.resolve("figures.json");
        StringWriter out = new StringWriter();
        CommandLine benchmark = EventPipelineBenchmark.commandLine().setOut(new PrintWriter(out));

        int code = benchmark.execute(
                ("--cameras 2 --windows 16 --batch-size 4 --rate 20000 --downsampling 20 --method norm --filter hot-pixels=100000"
                                + " --checkpoint-millis 300 --json " + json)
                        .split(" "));

        assertThat(code).isZero();
        assertThat(out.toString()).contains("2 cameras of 640x480 pixels", "hot-pixels=100000", "outside");
        JsonNode row = new ObjectMapper().readTree(json.toFile()).get("rows").get(0);
        assertThat(row.get("eventsPerSecond").asDouble()).isPositive().isFinite();
        assertThat(row.get("outsideNetwork").asDouble()).isBetween(0.0, 1.0);
        assertThat(row.get("eventsPerWindow").asDouble()).isBetween(500.0, 1_100.0);
    }
}
