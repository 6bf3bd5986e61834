// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

import static org.assertj.core.api.Assertions.assertThat;

class LatencyBenchmarkTest {

    @Test
    void smallRunMeasuresLatenciesWhileTheJobAdapts() {
        StringWriter out = new StringWriter();
        CommandLine benchmark = LatencyBenchmark.commandLine().setOut(new PrintWriter(out));

        int code = benchmark.execute(
                "--streams 4 --batch-size 8 --warm-up-seconds 0 --largest-seconds 1 --settle-seconds 1 --seconds 3 --load 0.2"
                        .split(" "));

        assertThat(code).isZero();
        assertThat(out.toString()).contains("p99millis", "largest load").doesNotContainPattern("updates +0\\n");
    }

    @Test
    void aQuantileIsTheLatencyThatItsShareDoesNotExceed() {
        Latencies latencies = Latencies.of(new long[] {4, 1, 3, 2}, new long[] {1, 0, 1, 1}, 1, 0);

        assertThat(latencies.fields()).containsEntry("p50millis", 2L).containsEntry("p99millis", 4L);
    }
}
