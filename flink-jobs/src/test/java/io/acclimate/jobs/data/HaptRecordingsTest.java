// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HaptRecordingsTest {

    @TempDir
    private Path folder;

    private Path raw;

    /** Users 1, 3, 5, 6, 7 and 2, the last one of UCI's test users; four samples each, user 1 with transition. */
    @BeforeEach
    void writeSixUsers() throws IOException {
        raw = Files.createDirectory(folder.resolve("RawData"));
        StringBuilder labels = new StringBuilder("1 1 5 2 2\n1 1 7 3 3\n1 1 1 4 4\n");
        int experiment = 0;
        for (int user : new int[] {1, 2, 3, 5, 6, 7}) {
            experiment++;
            if (user != 1) {
                labels.append(experiment).append(' ').append(user).append(" 6 1 4\n");
            }
            write("acc_exp%02d_user%02d.txt".formatted(experiment, user), "1 0 -5e-1\n 1 0 0\n1 0 0\n1 0 2.5 \n");
            gzip("gyro_exp%02d_user%02d.txt.gz".formatted(experiment, user), "0 0 7\n0 0 8\n0 0 9\n0 0 10\n");
        }
        write("labels.txt", labels.toString());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(raw.resolve(file), text);
    }

    private void gzip(String file, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(raw.resolve(file)))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void readsPlainAndCompressedFilesIntoSixChannelsAt50Hz() {
        Recording first = new HaptRecordings(folder).training().get(0);
        assertThat(first.streamId()).isEqualTo("user01-exp01");
        assertThat(first.timestampsMicros()).containsExactly(0, 20_000, 40_000, 60_000);
        assertThat(first.slice(0, 1).values()).containsExactly(1, 0, -0.5f, 0, 0, 7);
        assertThat(first.slice(60_000, 60_001).values()).containsExactly(1, 0, 2.5f, 0, 0, 10);
    }

    @Test
    void transitionsAndUnnotedSamplesAreUnlabelled() {
        assertThat(new HaptRecordings(folder).training().get(0).labels()).containsExactly(-1, 4, -1, 0);
    }

    @Test
    void splitsByUser() {
        HaptRecordings hapt = new HaptRecordings(folder);
        assertThat(hapt.live()).extracting(Recording::streamId).containsExactly("user02-exp02");
        assertThat(hapt.validation()).extracting(Recording::streamId).containsExactly("user07-exp06");
        assertThat(hapt.training()).extracting(HaptRecordings::userOf).containsExactly(1, 3, 5, 6);
    }

    @Test
    void aMissingFolderIsNamed() {
        assertRefused(() -> new HaptRecordings(folder.resolve("nowhere")), "labels.txt is missing");
    }

    @Test
    void aMissingSensorFileIsNamed() throws IOException {
        Files.delete(raw.resolve("gyro_exp02_user02.txt.gz"));
        assertRefused(
                () -> new HaptRecordings(folder).live(),
                "gyro_exp02_user02.txt is missing, as is gyro_exp02_user02.txt.gz; expected is one of them, each line "
                        + "3 numbers: angular rate in rad/s along x, y and z");
    }

    @Test
    void aDamagedLineIsNamed() throws IOException {
        for (String line : List.of("1 0", "1 0 x", "1 0 NaN", "1 2 3 4")) {
            write("acc_exp02_user02.txt", "1 0 0\n" + line + "\n1 0 0\n1 0 0\n");
            assertRefused(
                    () -> new HaptRecordings(folder).live(),
                    "acc_exp02_user02.txt is damaged at line 2; expected is 3 numbers: acceleration in g");
        }
    }

    @Test
    void aTruncatedGzipFileIsNamed() throws IOException {
        Path file = raw.resolve("gyro_exp02_user02.txt.gz");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 9));
        assertRefused(() -> new HaptRecordings(folder).live(), "gyro_exp02_user02.txt.gz cannot be read");
    }

    @Test
    void sensorFilesOfDifferentLengthsAreRefused() throws IOException {
        write("acc_exp02_user02.txt", "1 0 0\n");
        assertRefused(() -> new HaptRecordings(folder).live(), "has 1 accelerometer and 4 gyroscope lines");
    }

    @Test
    void aLabelBeyondTheLastSampleIsRefused() throws IOException {
        write("labels.txt", "2 2 6 1 5\n");
        assertRefused(() -> new HaptRecordings(folder).live(), "labels sample 5 of experiment 2, which has only 4");
    }

    @Test
    void damagedLabelsAreNamed() throws IOException {
        for (String line : List.of("2 2 13 1 4", "2 2 6 3 2", "2 2 6 0 4", "2 2 6 1")) {
            write("labels.txt", line + "\n");
            assertRefused(() -> new HaptRecordings(folder), "labels.txt is damaged at line 1; expected is 5 whole");
        }
        write("labels.txt", "\n");
        assertRefused(() -> new HaptRecordings(folder), "labels.txt is empty");
    }

    private static void assertRefused(Runnable reading, String sentence) {
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(reading::run)
                .withMessageContaining(sentence);
    }

    @Test
    void theRealDataHasTheCountsOfItsReadme() {
        HaptRecordings hapt = new HaptRecordings(SharedData.require("hapt"));
        List<Recording> training = hapt.training();
        List<Recording> validation = hapt.validation();
        List<Recording> live = hapt.live();
        List<Recording> all =
                Stream.of(training, validation, live).flatMap(List::stream).toList();
        assertThat(hapt.segmentCount()).isEqualTo(1214);
        assertThat(all).hasSize(61);
        assertThat(all.stream().mapToInt(Recording::readings).sum()).isEqualTo(1_122_772);
        assertThat(users(live)).isEqualTo(new TreeSet<>(HaptRecordings.LIVE_USERS));
        assertThat(users(validation)).containsExactly(7, 16, 23, 29);
        assertThat(users(training)).hasSize(17).doesNotContainAnyElementsOf(users(validation));
    }

    private static Set<Integer> users(List<Recording> recordings) {
        return recordings.stream().map(HaptRecordings::userOf).collect(Collectors.toCollection(TreeSet::new));
    }
}
