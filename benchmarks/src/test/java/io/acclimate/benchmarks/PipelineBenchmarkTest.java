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

class PipelineBenchmarkTest {

    @Test
    void smallRunMeasuresARatio(@TempDir Path directory) throws IOException {
        Path json = directory.resolve("figures.json");
        StringWriter out = new StringWriter();
        CommandLine benchmark = PipelineBenchmark.commandLine().setOut(new PrintWriter(out));

        int code = benchmark.execute(
                ("--streams 4 --windows 24 --batch-size 8 --streams-per-pass 2 --parallelism 1 --method norm"
                                + " --checkpoint-millis 300 --json " + json)
                        .split(" "));

        assertThat(code).isZero();
        assertThat(out.toString()).contains("pipeline/bare", "Flink", "4 streams");
        JsonNode row = new ObjectMapper().readTree(json.toFile()).get("rows").get(0);
        assertThat(row.get("ratio").asDouble()).isPositive().isFinite();
        assertThat(row.get("method").asText()).isEqualTo("norm");
    }
}
