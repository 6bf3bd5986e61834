// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.embedded.Checkpoints;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.schemas.Prediction;

import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A job whose RocksDB runs out of disk space, a small file system of its own, in the middle of the input. */
class DiskFullITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    private static Path disk;
    private static Installation installation;
    private static Map<String, List<Prediction>> expected;
    private static String failure;
    private static int committedBeforeFailure;

    @BeforeAll
    static void fillTheDiskAndFreeItAgain() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk.toString()),
                "this user may not mount a tmpfs, so no disk can be filled");
        installation = new Installation(KAFKA.bootstrapServers(), "full", directory);
        List<Recording> live = installation.wholeBatches(2);
        installation.play(live);
        expected = new BareLoop(TestModel.load(), installation.configuration(), Installation.SENT_MILLIS)
                .predictions(live);
        Path filler = disk.resolve("filler");
        try (EmbeddedJob job = start()) {
            installation.predictions(1);
            fill(filler);
            Patience.until("the job gives up", () -> job.status().isGloballyTerminalState());
            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            failure = job.failure().orElseThrow();
        }
        committedBeforeFailure = Installation.count(installation.predictions(0));
        Files.delete(filler);
        Path latest = Checkpoints.latest(directory.resolve("full"));
        try (EmbeddedJob job =
                start("execution.state-recovery.path", latest.toUri().toString())) {
            installation.predictions(Installation.count(expected));
            assertThat(job.failure()).isEmpty();
        }
    }

    private static EmbeddedJob start(String... more) throws Exception {
        String[] options = new String[4 + more.length];
        options[0] = "state.backend.rocksdb.localdir";
        options[1] = disk.toString();
        options[2] = "restart-strategy.type";
        options[3] = "none";
        System.arraycopy(more, 0, options, 4, more.length);
        return installation.start(options);
    }

    private static void fill(Path filler) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @AfterAll
    static void unmount() throws Exception {
        run("umount", disk.toString());
    }

    @Test
    void theJobFailsWithASentenceThatNamesTheCause() {
        assertThat(failure).contains("No space left on device").hasLineCount(1);
    }

    @Test
    void onceThereIsRoomTheJobGoesOnAndNothingIsLostOrDoubled() throws Exception {
        assertThat(committedBeforeFailure).isPositive().isLessThan(Installation.count(expected));
        Installation.assertEqual(installation.predictions(1), expected);
    }
}
