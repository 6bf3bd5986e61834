// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.schemas.Prediction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A job whose checkpoint storage is slow, or slower than a checkpoint may be. */
class CheckpointStorageITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    private static Map<String, List<Prediction>> expected;

    @BeforeAll
    static void predictUndisturbed() throws Exception {
        Installation any = new Installation(KAFKA.bootstrapServers(), "any", directory);
        expected = new BareLoop(TestModel.load(), any.configuration(), Installation.SENT_MILLIS)
                .predictions(any.wholeBatches(2));
    }

    @AfterEach
    void heal() {
        FaultyFileSystem.delay(Duration.ZERO);
    }

    private static Installation played(String name) {
        Installation installation = new Installation(KAFKA.bootstrapServers(), name, directory);
        List<Recording> live = installation.wholeBatches(2);
        installation.play(live);
        return installation;
    }

    private static Path storage(Installation installation) {
        return directory.resolve(installation.topics().prefix()).resolve("faulty");
    }

    private static EmbeddedJob start(Installation installation, String key, String value) throws Exception {
        return installation.start(
                "execution.checkpointing.dir",
                FaultyFileSystem.SCHEME + ":" + storage(installation),
                // Small state would travel with the acknowledgement, past the storage.
                "execution.checkpointing.data-inline-threshold",
                "0 b",
                key,
                value);
    }

    @Test
    void slowStorageDelaysOutputAndChangesNothing() throws Exception {
        Installation installation = played("slow");
        FaultyFileSystem.delay(Duration.ofMillis(100));
        try (EmbeddedJob job = start(installation, "execution.checkpointing.interval", "50 ms")) {
            Installation.awaitEnd(job);
        }
        assertThat(FaultyFileSystem.checkpoints(storage(installation))).isPositive();
        Installation.assertEqual(installation.predictions(1), expected);
    }

    @Test
    void checkpointsThatTimeOutCommitNothingAndTheJobOutlivesThem() throws Exception {
        Installation installation = played("stalled");
        FaultyFileSystem.delay(Duration.ofSeconds(5));
        try (EmbeddedJob job = start(installation, "execution.checkpointing.timeout", "3 s")) {
            // There is never more than one at a time.
            Patience.until(
                    "a second checkpoint has begun", () -> FaultyFileSystem.checkpoints(storage(installation)) >= 2);
            assertThat(installation.predictions(0)).isEmpty();
            FaultyFileSystem.delay(Duration.ZERO);
            Installation.awaitEnd(job);
        }
        Installation.assertEqual(installation.predictions(1), expected);
    }
}
