// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.TestModel;
import io.acclimate.jobs.cli.Acclimate;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code acclimate demo}, small and as fast as the job goes, with a model that is there already. */
class DemoITCase {

    @TempDir
    static Path directory;

    private static final StringWriter OUT = new StringWriter();
    private static final StringWriter ERR = new StringWriter();
    private static Path demo;
    private static int exitCode;

    @BeforeAll
    static void playTwoMachines() {
        demo = directory.resolve("demo");
        String arguments = "demo --machines 2 --minutes 3 --seconds 0 -D adapt.batch-size=16";
        exitCode = Acclimate.commandLine()
                .setOut(new PrintWriter(OUT))
                .setErr(new PrintWriter(ERR))
                .execute(Stream.of(arguments.split(" "), new String[] {"--dir", demo.toString()}, new String[] {
                            "--model", TestModel.directory().toString()
                        })
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
    }

    @Test
    void everyWindowComesBackAndTheExitCodeSaysSo() {
        assertThat(ERR.toString()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(OUT.toString()).contains("repeated 0, of other streams 0, dead letters 0");
    }

    @Test
    void theSummaryComparesTheFrozenModelWithTheAdaptedOne() {
        assertThat(OUT.toString())
                .contains("2 streams of fleet")
                .containsPattern("accuracy +frozen [0-9.]+ %, adapted [0-9.]+ %")
                .containsPattern("adaptation +steps [1-9]");
    }

    @Test
    void theReportIsWhereItSays() throws IOException {
        Path report = demo.resolve("report.html");
        assertThat(OUT.toString()).contains("report " + report);
        assertThat(Files.readString(report))
                .startsWith("<!DOCTYPE html>")
                .contains("<svg", TestModel.load().id());
    }

    @Test
    void theJobStopsWithASavepoint() {
        assertThat(OUT.toString()).containsPattern("stopped with savepoint file:\\S+");
    }
}
