// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.jobs.ClusterMain;
import io.acclimate.jobs.Installation;
import io.acclimate.jobs.Patience;
import io.acclimate.jobs.TestFleet;
import io.acclimate.jobs.cli.Acclimate;
import io.acclimate.jobs.cli.Answer;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.embedded.EmbeddedDefaults;
import io.acclimate.jobs.embedded.EmbeddedFlink;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.jobs.rest.FlinkRest;
import io.acclimate.schemas.Prediction;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.WebOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code acclimate savepoint rollback} of the embedded run and of a cluster's job, reached by their REST addresses. */
class RollbackITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    /** A run of the command line in this JVM. */
    private record Run(CompletableFuture<Integer> code, StringWriter out) {

        static Run start(List<String> arguments) {
            StringWriter out = new StringWriter();
            CommandLine commandLine =
                    Acclimate.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
            return new Run(
                    CompletableFuture.supplyAsync(() -> commandLine.execute(arguments.toArray(String[]::new))), out);
        }
    }

    private static String savepointIn(String line) {
        return line.replaceFirst("(?s).*stopped with savepoint (file:)?([^;\\n]+).*", "$2");
    }

    private static List<Recording> half(List<Recording> live, boolean first) {
        return TestFleet.part(live, first ? 0 : 1, 2);
    }

    private static List<Recording> third(List<Recording> live, int index) {
        return TestFleet.part(live, index, 3);
    }

    private static List<Prediction> tail(List<Prediction> all, int from) {
        return all.subList(from, all.size());
    }

    /** A run of the command line that goes on from a savepoint of an earlier one. */
    private static Run runFrom(Installation installation, String older) throws Exception {
        int before = Installation.count(installation.predictions(1));
        Run run = Run.start(installation.runArguments(
                "kafka.bounded",
                "false",
                "execution.state-recovery.path",
                older,
                "execution.checkpointing.num-retained",
                "1000"));
        installation.predictions(before + 1);
        return run;
    }

    @Test
    void theEmbeddedRunIsStoppedAndReadsItsInputOnceMore() throws Exception {
        Installation installation = new Installation(KAFKA.bootstrapServers(), "rewound", directory);
        List<Recording> live = installation.wholeBatches(1);
        // Partitions that nothing was read from are rewound, too.
        installation.play(half(live, true).subList(0, 1));
        Path dir = directory.resolve("rewound");
        String older = installation.runUntilStreams(1, "kafka.bounded", "false");
        installation.play(half(live, true).subList(1, live.size()));
        installation.play(half(live, false));
        int atOlder = Installation.count(installation.predictions(1));
        Run run = runFrom(installation, older);
        Answer.to("savepoint", "rollback", directory.resolve("nowhere"), "--dir", dir)
                .assertRefused("there is no complete savepoint or checkpoint");
        assertThat(run.code).isNotDone();

        Answer stopped = Answer.to("savepoint", "rollback", older, "--dir", dir);

        assertThat(stopped.done()).contains("start it again with:", "./acclimate run --dir " + dir, "--from " + older);
        assertThat(run.code.get()).isZero();
        assertThat(Path.of(savepointIn(stopped.out()), "_metadata")).exists();
        Answer.to("savepoint", "rollback", older, "--dir", dir)
                .assertRefused("no run of --dir " + dir + " can be found");
        assertReadsOnceMore(installation, older, atOlder, installation.windows(live));
    }

    /** What was predicted after the older savepoint is predicted once more, bit for bit, and then the rest. */
    private static void assertReadsOnceMore(Installation installation, String older, int atOlder, int windows)
            throws Exception {
        Map<String, List<Prediction>> before = installation.predictions(1);
        assertThat(Installation.count(before)).isGreaterThan(atOlder);
        int expected = Installation.count(before) + windows - atOlder;
        installation.runFrom(older, expected);
        Map<String, List<Prediction>> all = installation.predictions(expected);
        int repeated = 0;
        for (Map.Entry<String, List<Prediction>> stream : all.entrySet()) {
            List<Prediction> old = before.getOrDefault(stream.getKey(), List.of());
            List<Prediction> again = tail(stream.getValue(), old.size());
            long start = again.get(0).getWindowEndMicros();
            List<Prediction> twice = old.stream()
                    .filter(prediction -> prediction.getWindowEndMicros() >= start)
                    .toList();
            assertThat(again.subList(0, twice.size())).isEqualTo(twice);
            repeated += twice.size();
        }
        assertThat(repeated).isEqualTo(Installation.count(before) - atOlder);
    }

    @Test
    void withKeepOffsetsTheEmbeddedRunGoesOnWithNewInputAndOldState() throws Exception {
        Installation installation = new Installation(KAFKA.bootstrapServers(), "kept", directory);
        List<Recording> live = installation.wholeBatches(1);
        Path dir = directory.resolve("kept");
        installation.play(third(live, 0));
        String older = installation.runUntilStreams(live.size(), "kafka.bounded", "false");
        installation.play(third(live, 1));
        Run run = runFrom(installation, older);
        Path checkpoint =
                Savepoints.newestFirst(List.of(dir.resolve("checkpoints"))).get(0);
        Answer.to("savepoint", "rollback", checkpoint, "--dir", dir).assertRefused("removes when it stops");

        Answer stopped = Answer.to("savepoint", "rollback", older, "--dir", dir, "--keep-offsets");

        stopped.done();
        assertThat(run.code.get()).isZero();
        String grafted = savepointIn(stopped.out()) + "-rolled-back";
        assertThat(Answer.to("savepoint", "diff", older, grafted).done()).contains(" 0 changed", " 0 missing");
        installation.play(third(live, 2));
        installation.runFrom(grafted, installation.windows(live));
        installation.predictions(installation.windows(live)).forEach((stream, predictions) -> assertThat(predictions)
                .extracting(Prediction::getWindowEndMicros)
                .isSorted()
                .doesNotHaveDuplicates());
    }

    @Test
    void aClustersJobIsStoppedAndStartedAgainFromTheOlderSavepoint() throws Exception {
        Installation installation = new Installation(KAFKA.bootstrapServers(), "clustered", directory);
        List<Recording> live = installation.wholeBatches(1).subList(0, 2);
        installation.play(half(live, true));
        Path dir = Files.createDirectories(directory.resolve("cluster"));
        Configuration configuration = EmbeddedDefaults.complete(
                new Configuration()
                        .set(WebOptions.UPLOAD_DIR, dir.resolve("jars").toString()),
                dir,
                Duration.ofMillis(300));
        try (EmbeddedFlink cluster = EmbeddedFlink.start(configuration, 2)) {
            FlinkRest rest = new FlinkRest(cluster.webInterface(), Patience.DEADLINE);
            Patience.until("the cluster knows its leader", () -> answers(rest));
            String jar = rest.jars().upload(jar(dir.resolve("acclimate-job.jar")));
            String job =
                    rest.jars().run(jar, ClusterMain.class.getName(), arguments(installation, dir), Optional.empty());
            new StoppedJob(rest, Patience.DEADLINE).awaitRunning(job);
            installation.predictions(1);
            Patience.until("a checkpoint is there", () -> !Savepoints.newestFirst(List.of(dir))
                    .isEmpty());
            String older = new StoppedJob(rest, Patience.DEADLINE).stop(job, Optional.empty(), Optional.empty());
            String second =
                    rest.jars().run(jar, ClusterMain.class.getName(), arguments(installation, dir), Optional.of(older));
            new StoppedJob(rest, Patience.DEADLINE).awaitRunning(second);

            Answer answer =
                    Answer.to("savepoint", "rollback", older, "--rest", cluster.webInterface(), "--job", second);

            assertThat(answer.done()).contains("stopped with savepoint", "starting from " + older, "running");
            assertThat(rest.status(second)).contains("FINISHED");
            String third = rest.runningJobs().get(0);
            assertThat(third).isNotEqualTo(second);
            Answer kept = Answer.to(
                    "savepoint",
                    "rollback",
                    older,
                    "--keep-offsets",
                    "--rest",
                    cluster.webInterface(),
                    "--timeout",
                    "120");
            assertThat(kept.done()).contains("grafted", "-rolled-back", "running");
            Answer.to("savepoint", "rollback", older, "--rest", cluster.webInterface(), "--job", second)
                    .assertRefused("job " + second + " is finished, not running");
            int before = Installation.count(installation.predictions(1));
            installation.play(half(live, false));
            assertThat(Installation.count(installation.predictions(before + 1))).isGreaterThan(before);
            new StoppedJob(rest, Patience.DEADLINE).stop(rest.runningJobs().get(0), Optional.empty(), Optional.empty());
        }
    }

    private static boolean answers(FlinkRest rest) {
        try {
            return rest.runningJobs().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void optionsOfAClusterWithoutItsAddressAreAUsageError() {
        Answer usage = Answer.to("savepoint", "rollback", "any", "--job", "x");
        assertThat(usage.code()).isEqualTo(2);
        assertThat(usage.err()).contains("give its --rest");
    }

    private static List<String> arguments(Installation installation, Path dir) {
        List<String> arguments = new ArrayList<>();
        installation
                .options(
                        "kafka.bounded",
                        "false",
                        "state.backend.type",
                        "rocksdb",
                        "execution.checkpointing.savepoint-dir",
                        dir.resolve("savepoints").toUri().toString(),
                        "execution.checkpointing.dir",
                        dir.resolve("checkpoints").toUri().toString())
                .forEach((key, value) -> {
                    arguments.add("-D");
                    arguments.add(key + "=" + value);
                });
        return arguments;
    }

    /** A jar whose classes the cluster has already. */
    private static Path jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, ClusterMain.class.getName());
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
        return file;
    }
}
