// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.jobs.events.Commands.Run;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class ConvertCommandTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"b.dat, ", "b.raw, EVT2", "b.raw, evt3", "b.aedat4, ", "b.csv, ", "b.bin, TEXT"})
    void everyEventComesBackFromTheOtherFormat(String name, String format) throws IOException {
        EventBuffer events = Commands.scene(5_000);
        Path in = Commands.write(directory.resolve("a.dat"), EventFormat.DAT, events);
        Path out = directory.resolve(name);
        Run run = format == null
                ? Commands.run("events", "convert", in, out)
                : Commands.run("events", "convert", in, out, "--format", format);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith(out + ": ").contains("21,000 events of 64x48 pixels");
        if (!name.equals("b.bin")) {
            assertThat(Commands.equal(events, Commands.read(out))).isTrue();
        }
        assertThat(directory).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
    }

    @Test
    void whatWouldBeLostIsNamedAndNothingIsWrittenUnlessItIsAllowed() throws IOException {
        Path in = Commands.write(directory.resolve("a.csv"), EventFormat.TEXT, Commands.scene(50_000_000));
        byte[] bytes = Files.readAllBytes(in);
        Files.write(in, Arrays.copyOf(bytes, bytes.length - 9));
        Path out = directory.resolve("b.raw");

        Run refused = Commands.run("events", "convert", in, out, "--format", "EVT3");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualToIgnoringNewLines(
                        out + " would lose 1 damaged places ('events info' lists them) and 33,554,432 us"
                                + " of the start time, since the format's clock has only 16,777,216; nothing was written, --lossy"
                                + " leaves them out");
        assertThat(directory).isDirectoryContaining(file -> file.equals(in));
        assertThat(out).doesNotExist();

        Run lossy = Commands.run("events", "convert", in, out, "--format", "EVT3", "--lossy");
        assertThat(lossy.exitCode()).isZero();
        assertThat(lossy.out()).contains("lost: 1 damaged places");
        assertThat(Commands.read(out).size()).isEqualTo(20_999);
        assertThat(Commands.read(out).times()[0]).isEqualTo(50_000_000 % (1 << 24));
    }

    @Test
    void filtersSayWhatTheyRemoved() throws IOException {
        Path in = Commands.write(directory.resolve("a.dat"), EventFormat.DAT, Commands.scene(0));
        Path out = directory.resolve("b.aedat4");
        Run run = Commands.run(
                "events", "convert", in, out, "--filter", "region=0,0,32x48", "--filter", "refractory=1000");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("events of 32x48 pixels")
                .contains("filter region=0,0,32x48: ")
                .contains(" dropped");
        EventBuffer read = Commands.read(out);
        for (int i = 0; i < read.size(); i++) {
            assertThat((int) read.x()[i]).isLessThan(32);
        }
    }

    @Test
    void aSensorOfUnknownSizeMustBeNamed() throws IOException {
        Path in = Files.writeString(directory.resolve("a.csv"), "t,x,y,p\n1,2,3,1\n2,30,4,0\n");
        Path out = directory.resolve("b.dat");
        assertThat(Commands.run("events", "convert", in, out).err())
                .isEqualToIgnoringNewLines(in + " does not say how large its sensor is; give --geometry WxH (its events"
                        + " reach column 30 and row 4)");
        assertThat(Commands.run("events", "convert", in, out, "--geometry", "34x34")
                        .exitCode())
                .isZero();
        assertThat(Commands.read(out).size()).isEqualTo(2);
        assertThat(Commands.run("events", "convert", in, out, "--geometry", "30x34")
                        .err())
                .isEqualToIgnoringNewLines("event at column 30, row 4 lies outside the sensor of 30x34 pixels");
    }

    @Test
    void mistakesAreSentences() throws IOException {
        Path in = Commands.write(directory.resolve("a.dat"), EventFormat.DAT, Commands.scene(0));
        assertThat(Commands.run("events", "convert", in, directory.resolve("b.raw"))
                        .err())
                .isEqualToIgnoringNewLines("a .raw file may be EVT2 or EVT3; say which with --format");
        assertThat(Commands.run("events", "convert", in, directory.resolve("b.mp4"))
                        .err())
                .startsWith("the name b.mp4 tells no format that can be written");
        assertThat(Commands.run("events", "convert", in, in).err()).contains("write to another file");
        assertThat(Commands.run("events", "convert", in, directory.resolve("b"), "--format", "AEDAT2")
                        .err())
                .contains("AEDAT2 recordings cannot be written; choose one of");
        assertThat(Commands.run("events", "convert", in, directory.resolve("b.dat"), "--filter", "blur=1")
                        .err())
                .startsWith("'blur=1' is no filter")
                .hasLineCount(1);
        assertThat(Commands.run("events", "convert", in, directory.resolve("no/b.dat"))
                        .err())
                .contains("there is no folder");
    }
}
