// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Evaluation with and without the guard, on the images of {@link EvaluateCommandTest}. */
class GuardedEvaluationTest {

    @TempDir
    static Path directory;

    @BeforeAll
    static void importTheModel() throws IOException {
        EvaluateCommandTest.directory = directory;
        EvaluateCommandTest.importTheModel();
    }

    @Test
    void wreckTellsWhatIsLeftOnCleanDataWithAndWithoutTheGuard() throws IOException {
        Path json = directory.resolve("wreck.json");
        EvaluateCommandTest.Answer answer =
                EvaluateCommandTest.evaluate("tent", "wreck", "--wreck-samples", "8", "--json", json.toString());
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out())
                .contains("8 samples of each stream before the clean data")
                .containsPattern("clean data after +constant +noise +one-class +sorted +alternating +scaled")
                .containsPattern("(?m)^source .*\\d\\.\\d\\d")
                .containsPattern("(?m)^tent .*\\d\\.\\d\\d")
                .containsPattern("(?m)^tent guarded .*\\d\\.\\d\\d");
        JsonNode methods = new ObjectMapper().readTree(json.toFile()).get("methods");
        assertThat(methods).hasSize(3);
        assertThat(methods.get(2).get("guarded").asBoolean()).isTrue();
        assertThat(methods.get(2).at("/runs/0/domains"))
                .hasSize(6)
                .allSatisfy(stream -> assertThat(stream.get("samples").asInt()).isEqualTo(EvaluateCommandTest.IMAGES));
    }

    @Test
    void aGuardedMethodStandsBesideTheBareOne() {
        EvaluateCommandTest.Answer answer = EvaluateCommandTest.evaluate("source,tent", "continual", "--guard", "both");
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out())
                .containsPattern("error %\\s+source\\s+tent\\s+tent guarded")
                .contains("guard stepped in, batches");
    }

    @Test
    void wreckSamplesBelowOneAreTold() {
        EvaluateCommandTest.assertRefused(
                EvaluateCommandTest.evaluate("source", "wreck", "--wreck-samples", "0"),
                "--wreck-samples must be at least 1");
    }
}
