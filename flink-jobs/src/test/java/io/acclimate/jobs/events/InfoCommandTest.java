// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.jobs.data.SharedData;
import io.acclimate.jobs.events.Commands.Run;
import io.acclimate.operators.events.EventFormat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class InfoCommandTest {

    @TempDir
    private Path directory;

    @Test
    void itSaysWhatTheRecordingHolds() throws IOException {
        Path file = Commands.write(directory.resolve("a.raw"), EventFormat.EVT3, Commands.scene(1_000_000));
        Run run = Commands.run("events", "info", file);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("format      EVT3")
                .contains("sensor      64x48 pixels")
                .contains("events      21,000")
                .contains("duration    0.199990 s, from 1.000000 s on the sensor's clock")
                .contains("rate        105,005 events/s")
                .contains("polarity    52.4 % ON")
                .contains("extent      columns 0 to 63, rows 0 to 47")
                .contains("hot pixels  1: (50, 40) with 1,0")
                .contains("damage      none");
    }

    @Test
    void jsonHasTheSameFactsAndTheFirstFaults() throws IOException {
        Path file = Commands.write(directory.resolve("a.dat"), EventFormat.DAT, Commands.scene(77));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        Run run = Commands.run("events", "info", "--json", file);
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("format").asText()).isEqualTo("DAT");
        assertThat(json.get("width").asInt()).isEqualTo(64);
        assertThat(json.get("events").asInt()).isEqualTo(20_999);
        assertThat(json.get("firstMicros").asInt()).isEqualTo(77);
        assertThat(json.get("onShare").asDouble()).isBetween(0.52, 0.53);
        assertThat(json.get("hottest").get(0).get("x").asInt()).isEqualTo(50);
        assertThat(json.get("faults").get("TRUNCATED").asInt()).isEqualTo(1);
        assertThat(json.get("firstFaults").get(0).get("offset").asInt()).isEqualTo(bytes.length - 8);
    }

    @Test
    void aFileThatIsNoRecordingIsOneSentence() throws IOException {
        Path wrong = Files.writeString(directory.resolve("notes.md"), "to do");
        Run run = Commands.run("events", "info", wrong);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith(wrong + " is in no known event-camera format; name one of")
                .hasLineCount(1);
        Run missing = Commands.run("events", "info", directory.resolve("none.raw"));
        assertThat(missing.err()).isEqualToIgnoringNewLines(directory.resolve("none.raw") + " does not exist");
    }

    @Test
    void aRealRecordingIsDescribed() {
        Path recordings = SharedData.require("ev_recordings");
        assertThat(Commands.run("events", "info", recordings.resolve("expelliarmus/evt2_sample.raw"))
                        .out())
                .contains("events      539,481")
                .contains("extent      columns 60 to 599, rows 18 to 475");
        assertThat(Commands.run("events", "info", recordings.resolve("tonic/sample.aedat4"))
                        .out())
                .contains("events      111,954")
                .contains("other       59 records");
        assertThat(Commands.run("events", "info", recordings.resolve("tonic/sample_nmnist.bin"))
                        .out())
                .contains("size unknown")
                .contains("extent      columns 0 to 33, rows 0 to 33");
    }
}
