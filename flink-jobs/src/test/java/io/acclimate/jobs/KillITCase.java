// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code acclimate run} in processes of their own, which are killed, stopped, killed again and each time go on from the
 * latest checkpoint or savepoint, against a run that nobody disturbs.
 */
class KillITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    private static final int MINUTES = 2;
    private static final int PARTS = 16;

    /** A broker then hands out one of the parts every 150 ms, so that no run comes to the end of its input too early. */
    private static final String[] SLOWLY = {
        "kafka.properties.fetch.min.bytes",
        "1000000",
        "kafka.properties.fetch.max.wait.ms",
        "150",
        "kafka.properties.max.partition.fetch.bytes",
        "1"
    };

    private static final Duration PROMISED_STOP = Duration.ofSeconds(60);
    private static final Pattern SAVEPOINT = Pattern.compile("stopped with savepoint (\\S+)");

    private static Installation disturbed;
    private static Map<String, List<Prediction>> predictions;
    private static Map<String, List<AdaptationLogEntry>> log;
    private static Duration stopTook;
    private static String stopPrinted;

    @BeforeAll
    static void runUndisturbedAndThenDisturbed() throws Exception {
        Installation undisturbed = new Installation(KAFKA.bootstrapServers(), "undisturbed", directory);
        List<Recording> live = undisturbed.wholeBatches(MINUTES);
        undisturbed.play(live);
        undisturbed.runToEnd();
        predictions = undisturbed.predictions(1);
        log = undisturbed.log();
        disturbed = new Installation(KAFKA.bootstrapServers(), "disturbed", directory);
        for (int i = 0; i < PARTS; i++) {
            disturbed.play(TestFleet.part(live, i, PARTS));
        }
        killWhenMoreIsCommitted();
        disturbed.play(List.of(live.get(0).named("late-comer")));
        stopWhenMoreIsCommitted();
        killWhenACheckpointIsComplete();
        goOnToTheEnd();
    }

    private static void killWhenMoreIsCommitted() throws Exception {
        try (AcclimateProcess run = start()) {
            awaitMoreCommitted();
            run.kill();
        }
        assertInTheMiddle();
    }

    private static void stopWhenMoreIsCommitted() throws Exception {
        try (AcclimateProcess run = start("--from", "latest")) {
            awaitMoreCommitted();
            long asked = System.nanoTime();
            run.interrupt();
            run.awaitExit();
            stopTook = Duration.ofNanos(System.nanoTime() - asked);
            stopPrinted = run.output();
        }
        assertInTheMiddle();
    }

    /** Kills between the completion of a checkpoint and the commit of its transactions, as near as can be. */
    private static void killWhenACheckpointIsComplete() throws Exception {
        Set<Path> before = disturbed.checkpoints();
        try (AcclimateProcess run = start("--from", "latest")) {
            Patience.until("a checkpoint is complete", () -> !before.containsAll(disturbed.checkpoints()));
            run.kill();
        }
        assertInTheMiddle();
    }

    /** The last predictions may be committed out of the checkpoint that it goes on from, before its tasks run. */
    private static void goOnToTheEnd() throws Exception {
        try (AcclimateProcess run = start("--from", "latest")) {
            disturbed.predictions(Installation.count(predictions));
            run.interrupt();
            run.awaitExit();
            assertThat(run.output()).as(run.errors()).containsPattern(SAVEPOINT);
        }
    }

    private static AcclimateProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(disturbed.runArguments(SLOWLY));
        arguments.addAll(List.of(more));
        return AcclimateProcess.start(directory, arguments);
    }

    private static void awaitMoreCommitted() throws Exception {
        disturbed.predictions(Installation.count(disturbed.predictions(0)) + 1);
    }

    private static void assertInTheMiddle() throws Exception {
        assertThat(Installation.count(disturbed.predictions(0)))
                .as("predictions committed so far")
                .isPositive()
                .isLessThan(Installation.count(predictions));
    }

    @Test
    void committedPredictionsAreThoseOfTheUndisturbedRunBitForBit() throws Exception {
        Installation.assertEqual(disturbed.predictions(1), predictions);
    }

    @Test
    void committedAdaptationLogIsThatOfTheUndisturbedRun() throws Exception {
        Installation.assertEqual(disturbed.log(), log);
    }

    @Test
    void inputThatCameAfterTheFirstStartOfABoundedRunIsLeftUnread() throws Exception {
        assertThat(disturbed.predictions(1)).containsOnlyKeys(predictions.keySet());
    }

    @Test
    void aRunThatIsAskedToStopSaysWhereItsSavepointLies() {
        assertThat(stopTook).isLessThan(PROMISED_STOP);
        Matcher named = SAVEPOINT.matcher(stopPrinted);
        assertThat(named.find()).as(stopPrinted).isTrue();
        assertThat(Path.of(URI.create(named.group(1))).resolve("_metadata")).matches(Files::isRegularFile);
    }

    @Test
    void noTransactionOfAKilledRunIsLeftOpen() throws Exception {
        Map<String, Object> settings = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            assertThat(admin.listTransactions().all().get())
                    .filteredOn(transaction -> transaction.state() == TransactionState.ONGOING)
                    .extracting(TransactionListing::transactionalId)
                    .isEmpty();
        }
    }
}
