// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.TestModel;
import io.acclimate.jobs.cli.Acclimate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code acclimate torture} with one kill of each kind, the second before the job has recovered from the first: a broker, a
 * JobManager and two TaskManagers, each a process of its own, and poison between the packets.
 */
class TortureITCase {

    /** Kills a TaskManager, the broker while the job recovers from that, and the JobManager. */
    private static final String SEED = "159";

    private static final int KILLS = 3;

    @TempDir
    static Path directory;

    private static String printed;
    private static JsonNode figures;

    @BeforeAll
    static void torture() throws Exception {
        Path json = directory.resolve("figures.json");
        StringWriter out = new StringWriter();
        CommandLine commandLine = Acclimate.commandLine().setOut(new PrintWriter(out));
        int code = commandLine.execute(
                "torture",
                "--kills",
                String.valueOf(KILLS),
                "--seconds",
                "1",
                "--machines",
                "3",
                "--seed",
                SEED,
                "--model",
                TestModel.directory().toString(),
                "--dir",
                directory.resolve("run").toString(),
                "--json",
                json.toString());
        printed = out.toString();
        assertThat(code).as(printed).isZero();
        figures = new ObjectMapper().readTree(json.toFile());
    }

    @Test
    void committedOutputIsThatOfAnUndisturbedRunBitForBit() {
        assertThat(figures.path("equal").asBoolean()).isTrue();
        assertThat(figures.path("tolerance").asDouble()).isZero();
        for (String topic : new String[] {"predictions", "adaptation log", "alerts", "dead letters"}) {
            JsonNode output = figures.path("outputs").path(topic);
            assertThat(output.path("committed").asInt())
                    .as(topic)
                    .isEqualTo(output.path("undisturbed").asInt());
        }
        assertThat(figures.path("outputs").path("predictions").path("committed").asInt())
                .isGreaterThan(KILLS);
    }

    @Test
    void oneOfEachKindWasKilledAndTheJobCameBackEachTime() {
        for (ClusterRole role : ClusterRole.values()) {
            assertThat(figures.path("kills").path(role.title()).asInt())
                    .as(role.title())
                    .isOne();
        }
        assertThat(figures.path("resubmissions").asInt()).isOne();
        assertThat(figures.path("recoveryMillis")).isNotEmpty();
    }

    @Test
    void poisonThatCameDuringARecoveryIsOneDeadLetterEach() {
        assertThat(figures.path("outputs")
                        .path("dead letters")
                        .path("committed")
                        .asInt())
                .isEqualTo(KILLS + 1);
    }

    @Test
    void whatIsPrintedNamesEveryKillAndTheVerdict() {
        assertThat(printed).contains("kill 3 of 3").endsWith("equal bit for bit\n\n");
        assertThat(Stream.of(ClusterRole.values()).map(ClusterRole::title)).allMatch(printed::contains);
    }
}
