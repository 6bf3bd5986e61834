// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.schemas.Prediction;

import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A job that goes on from canonical savepoints with another parallelism and state backend, or with another model. */
class RescaleITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    private static Installation installation;
    private static Map<String, List<Prediction>> expected;
    private static String savepointOfOne;

    @BeforeAll
    static void startAtOneGoOnAtThreeAndGoOnAtTwo() throws Exception {
        installation = new Installation(KAFKA.bootstrapServers(), "rescaled", directory);
        List<Recording> live = installation.wholeBatches(2);
        installation.play(live);
        expected = new BareLoop(TestModel.load(), installation.configuration(), Installation.SENT_MILLIS)
                .predictions(live);
        savepointOfOne = runUntil(1, "parallelism.default", "1", "state.backend.type", "hashmap");
        int atOne = committed();
        String savepointOfThree = runUntil(
                atOne + 1,
                "parallelism.default",
                "3",
                "state.backend.type",
                "rocksdb",
                "execution.state-recovery.path",
                savepointOfOne);
        int atThree = committed();
        assertThat(atThree).as("predictions before the last savepoint").isLessThan(Installation.count(expected));
        runUntil(
                Installation.count(expected),
                "parallelism.default",
                "2",
                "state.backend.type",
                "hashmap",
                "execution.state-recovery.path",
                savepointOfThree);
    }

    private static int committed() throws Exception {
        return Installation.count(installation.predictions(1));
    }

    private static String runUntil(int committed, String... options) throws Exception {
        EmbeddedJob job = installation.start(options);
        try {
            installation.predictions(committed);
            return job.stop();
        } finally {
            job.close();
        }
    }

    @Test
    void fromHashMapAtOneOverRocksDbAtThreeToHashMapAtTwoPredictionsStayTheSameBitForBit() throws Exception {
        Installation.assertEqual(installation.predictions(1), expected);
    }

    @Test
    void anotherModelPackageIsRefusedWithASentenceThatNamesBothIds(@TempDir Path other) throws Exception {
        ModelPackage successor = TestModel.saveOther(other);
        JobConfiguration configuration = installation.configuration(
                "model.path",
                other.toString(),
                "execution.state-recovery.path",
                savepointOfOne,
                "restart-strategy.type",
                "none",
                "kafka.transactional-id-prefix",
                "successor");
        EmbeddedJob job = EmbeddedJob.start(configuration, successor, other, Duration.ofSeconds(1));
        try {
            Patience.until("the job gives up", () -> job.status() == JobStatus.FAILED);
            assertThat(job.failure().orElseThrow())
                    .contains(TestModel.load().id())
                    .contains(successor.id())
                    .endsWith("start it with the old model package");
        } finally {
            job.close();
        }
    }
}
