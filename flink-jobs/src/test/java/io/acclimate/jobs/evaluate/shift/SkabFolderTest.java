// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.data.RecordingException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SkabFolderTest {

    private static final int ROWS = 450;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        for (String name : List.of("valve1", "valve2", "other")) {
            Files.createDirectories(folder.resolve("data").resolve(name));
        }
        StringBuilder text = new StringBuilder("datetime;a;b;c;d;e;f;g;h;anomaly;changepoint\n");
        for (int i = 0; i < ROWS; i++) {
            String value = Integer.toString(i % 2 + (i < 430 ? 0 : 3));
            text.append("2020-03-09 10:14:33;");
            text.append((value + ";").repeat(8));
            text.append(i < 430 ? "0.0;" : "1.0;").append(i == 430 ? "1.0\n" : "0.0\n");
        }
        Files.writeString(file(), text);
    }

    private Path file() {
        return folder.resolve("data/valve1/0.csv");
    }

    @Test
    void readingsAreStandardizedByTheTrainingRowsAndChangesCountedAfterThem() {
        SkabFolder.Series series = new SkabFolder(folder).series().get(0);

        assertThat(series.training()).hasDimensions(400, 8);
        assertThat(series.scores()).hasDimensions(50, 8);
        assertThat(series.scores()[0]).containsOnly(-1);
        assertThat(series.scores()[31]).containsOnly(7);
        assertThat(series.changes()).containsExactly(30);
        assertThat(series.anomalous()[29]).isFalse();
        assertThat(series.anomalous()[30]).isTrue();
    }

    @Test
    void theJobsMonitorOpensOneIncidentWhereTheReadingsChange() {
        SkabFolder.Series series = new SkabFolder(folder).series().get(0);

        assertThat(new SeriesMonitor(500).alarms(series)).singleElement().satisfies(row -> assertThat(row)
                .isBetween(30, 47));
    }

    @Test
    void aDamagedRowIsRefusedByFileAndLine() throws IOException {
        Files.writeString(file(), Files.readString(file()) + "2020;1;2\n");

        assertThatThrownBy(() -> new SkabFolder(folder).series())
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("0.csv is damaged at line 452");
    }

    @Test
    void aMissingFolderIsNamed() throws IOException {
        Files.delete(folder.resolve("data/other"));

        assertThatThrownBy(() -> new SkabFolder(folder).series())
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("other");
    }
}
