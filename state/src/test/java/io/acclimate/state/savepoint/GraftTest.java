// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Savepoints of every backend and format are read to the last bit, and grafted without being touched. */
class GraftTest {

    private static final int STREAMS = 20;
    private static final List<SavedStream> OLD = Examples.streams(STREAMS / 2, 1, Examples.MODEL);
    private static final List<SavedStream> NEW = Examples.streams(STREAMS, 2, Examples.MODEL);
    private static final StreamChoice CHOICE = new StreamChoice(Set.of("stream-3"), List.of("stream-1"));

    @TempDir
    static Path directory;

    private static KeptJob job;
    private static Savepoint old;

    @BeforeAll
    static void takeTheOlderSavepoint() throws Exception {
        job = new KeptJob();
        old = Savepoint.open(take(OLD, "hashmap", false, SavepointFormatType.CANONICAL));
    }

    @AfterAll
    static void stop() throws Exception {
        job.close();
    }

    private static String take(
            List<SavedStream> streams, String backend, boolean incremental, SavepointFormatType format)
            throws Exception {
        return job.savepoint(streams, Examples.MODEL, backend, incremental, format, directory);
    }

    private static Graft graft(Savepoint base, Savepoint from) {
        return new Graft(base, from, line -> {});
    }

    private static Map<String, Integer> files(Savepoint savepoint) throws IOException {
        Map<String, Integer> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of(savepoint.path().getPath()))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return hashes;
    }

    private static Map<String, String> expected() {
        Map<String, SavedStream> streams = new TreeMap<>();
        NEW.forEach(stream -> streams.put(stream.streamId(), stream));
        for (SavedStream stream : OLD) {
            if (CHOICE.contains(stream.streamId())) {
                streams.computeIfPresent(
                        stream.streamId(),
                        (id, newer) -> new SavedStream(
                                id, stream.learned(), newer.pending(), stream.snapshots(), stream.labels()));
            }
        }
        return Examples.bytes(streams.values());
    }

    @ParameterizedTest
    @CsvSource({
        "hashmap, false, CANONICAL",
        "hashmap, false, NATIVE",
        "rocksdb, false, CANONICAL",
        "rocksdb, false, NATIVE",
        "rocksdb, true, NATIVE"
    })
    void everyBackendAndFormatIsReadToTheLastBit(String backend, boolean incremental, SavepointFormatType format)
            throws Exception {
        Savepoint savepoint = Savepoint.open(take(NEW, backend, incremental, format));

        assertThat(Examples.bytes(savepoint)).isEqualTo(Examples.bytes(NEW));
        assertThat(savepoint.isCanonical()).isEqualTo(format == SavepointFormatType.CANONICAL);
        assertThat(savepoint.modelId()).contains(Examples.MODEL);
        assertThat(savepoint.ledger()).isEqualTo(Examples.LEDGER);
    }

    @ParameterizedTest
    @CsvSource({"hashmap, CANONICAL", "rocksdb, NATIVE"})
    void chosenStreamsAreTheOldersAndAllElseIsTheBases(String backend, SavepointFormatType format) throws Exception {
        Savepoint base = Savepoint.open(take(NEW, backend, true, format));
        Map<String, Integer> before = files(base);
        Map<String, Integer> olderBefore = files(old);
        String out = directory.resolve("grafted-" + backend).toString();

        Graft.Outcome outcome = graft(base, old).write(CHOICE, out);

        assertThat(outcome.grafted()).containsExactly("stream-1", "stream-3");
        assertThat(outcome.missing()).hasSize(10).contains("stream-10");
        Savepoint grafted = Savepoint.open(out);
        assertThat(Examples.bytes(grafted)).isEqualTo(expected());
        assertThat(grafted.ledger()).isEqualTo(Examples.LEDGER);
        assertThat(grafted.modelId()).contains(Examples.MODEL);
        assertThat(files(base)).isEqualTo(before);
        assertThat(files(old)).isEqualTo(olderBefore);
        job.restore(out, backend);
        assertThat(KeepingOperator.NOTES).hasSize(NEW.size()).allSatisfy((stream, note) -> assertThat(note)
                .isEqualTo("windows of " + stream));
    }

    @Test
    void anExistingFolderIsRefused() {
        assertThatThrownBy(() -> graft(old, old).write(CHOICE, directory.toString()))
                .isInstanceOf(IOException.class)
                .hasMessage("%s is there already; a savepoint is never changed, give a folder that is not", directory);
    }

    @Test
    void aStreamThatTheOlderDoesNotKnowIsRefusedAndNothingIsWritten() {
        Path out = directory.resolve("unknown");

        assertThatThrownBy(() -> graft(old, old).write(new StreamChoice(Set.of("nobody"), List.of()), out.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no stream nobody that has learned something in");
        assertThat(out).doesNotExist();
    }

    @Test
    void streamsOfAnotherModelAreRefusedByName() throws Exception {
        String other = "b".repeat(64);
        Savepoint foreign = Savepoint.open(job.savepoint(
                Examples.streams(2, 3, other), other, "hashmap", false, SavepointFormatType.CANONICAL, directory));

        assertThatThrownBy(() -> graft(old, foreign)
                        .write(StreamChoice.ALL, directory.resolve("mixed").toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Examples.MODEL)
                .hasMessageContaining(other)
                .hasMessageContaining("one job cannot go on with both");
    }

    @Test
    void whatIsNotASavepointIsToldInOneSentence(@TempDir Path empty) throws Exception {
        assertThatThrownBy(() -> Savepoint.open(empty.toString()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "there is no complete savepoint or checkpoint at %s; give the folder that holds the file _metadata",
                        empty);
        Files.writeString(empty.resolve("_metadata"), "no savepoint at all");
        assertThatThrownBy(() -> Savepoint.open(empty.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the file _metadata in %s cannot be read as a savepoint's", empty);
    }
}
