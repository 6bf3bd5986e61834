// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.embedded.Interrupt;
import io.acclimate.jobs.embedded.RunDirectory;
import io.acclimate.jobs.kafka.KafkaAccessException;
import io.acclimate.jobs.kafka.TopicAdmin;
import io.acclimate.jobs.kafka.Topics;
import io.acclimate.jobs.rest.FlinkRest;
import io.acclimate.operators.model.ModelPackage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** The same input twice through the same job on the same processes: left alone, and while they are killed. */
final class TortureRun {

    private static final int PARTITIONS = 4;
    private static final int START_ATTEMPTS = 6;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration REST_ANSWER = Duration.ofSeconds(5);

    private final TortureSettings settings;
    private final TortureJob tortured;
    private final Consumer<String> print;
    private final Interrupt interrupt;

    TortureRun(TortureSettings settings, Consumer<String> print, Interrupt interrupt) {
        this.settings = settings;
        this.tortured = new TortureJob(settings);
        this.print = print;
        this.interrupt = interrupt;
    }

    /**
     * Runs both and compares.
     *
     * @throws java.io.IOException with a sentence if the job gives up or does not recover
     * @throws java.util.concurrent.CancellationException if the user asks to stop
     */
    TortureReport run() throws Exception {
        RunDirectory.empty(settings.directory(), "torture");
        Path model = tortured.model(print, interrupt::requested);
        print.accept("generating the input");
        Feed feed = new Feed(tortured.fleet(), settings.slices());
        int processes = settings.parallelism() + 2;
        print.accept("starting %d processes; their logs are in %s"
                .formatted(processes, settings.directory().resolve("logs")));
        try (ProcessCluster cluster = ProcessCluster.start(settings.directory(), settings.parallelism())) {
            awaitBroker(cluster);
            print.accept("Kafka %s, Flink %s".formatted(cluster.brokers(), cluster.webInterface()));
            return run(model, feed, cluster);
        } finally {
            feed.stop();
        }
    }

    private void awaitBroker(ProcessCluster cluster) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                TopicAdmin.reachable(cluster.brokers(), ANSWER);
                return;
            } catch (KafkaAccessException e) {
                if (attempt == START_ATTEMPTS || interrupt.requested()) {
                    throw e;
                }
            }
        }
    }

    private TortureReport run(Path model, Feed feed, ProcessCluster cluster) throws Exception {
        print.accept("the undisturbed run");
        Stage undisturbed = new Stage("undisturbed", model, cluster);
        feed.play(cluster.brokers(), undisturbed.topics.sensors());
        Map<String, List<Output>> expected = undisturbed.finish();
        print.accept(
                "%,d predictions in %s".formatted(expected.get("predictions").size(), undisturbed.elapsed()));
        Stage disturbed = new Stage("disturbed", model, cluster);
        Map<ClusterRole, Integer> kills = disturbed.torture(feed);
        Map<String, List<Output>> committed = disturbed.finish();
        Map<String, Comparison> comparisons = new LinkedHashMap<>();
        double tolerance = TortureJob.tolerance(disturbed.configuration);
        expected.forEach(
                (topic, outputs) -> comparisons.put(topic, Comparison.of(outputs, committed.get(topic), tolerance)));
        return new TortureReport(
                settings,
                kills,
                disturbed.supervisor.endedByThemselves(),
                disturbed.job.restarts(),
                disturbed.job.resubmissions(),
                disturbed.supervisor.recoveries(),
                disturbed.recordsIn,
                tolerance,
                comparisons);
    }

    /** One run of the job, on topics of its own. */
    private final class Stage {

        private final long start = System.nanoTime();
        private final ProcessCluster cluster;
        private final JobConfiguration configuration;
        private final Topics topics;
        private final SupervisedJob job;
        private final Supervisor supervisor;
        private long recordsIn;

        Stage(String name, Path model, ProcessCluster cluster) throws Exception {
            this.cluster = cluster;
            Path directory = settings.directory().toAbsolutePath().resolve(name);
            configuration = tortured.configuration(name, model, cluster, directory);
            topics = configuration.topics();
            TopicAdmin.createMissing(cluster.brokers(), topics.all(), PARTITIONS, 1);
            ModelPackage loaded = ModelPackage.load(model);
            job = new SupervisedJob(
                    configuration, loaded, new FlinkRest(cluster.webInterface(), REST_ANSWER), directory);
            supervisor = new Supervisor(cluster, job, interrupt, print);
        }

        String elapsed() {
            return String.format(Locale.ROOT, "%.0f s", (System.nanoTime() - start) / 1e9);
        }

        /** Plays the input and kills meanwhile; how many of each kind. */
        Map<ClusterRole, Integer> torture(Feed feed) throws Exception {
            SplittableRandom random = new SplittableRandom(settings.seed());
            Map<ClusterRole, Integer> counts = new EnumMap<>(ClusterRole.class);
            CompletableFuture<Void> playing = feed.start(cluster.brokers(), topics.sensors(), TortureJob.SPEED);
            supervisor.until("the job takes its first checkpoint", () -> job.hasCheckpointSince(0));
            List<Kill> plan = Kill.plan(settings.seed(), settings.kills());
            for (int i = 0; i < plan.size(); i++) {
                Kill kill = plan.get(i);
                if (!kill.early()) {
                    supervisor.untilRecovered();
                }
                if (playing.isDone()) {
                    requirePlayed(playing);
                }
                feed.allow(i + 1);
                supervisor.during(Duration.ofMillis(Math.round(kill.after() * settings.seconds() * 1000)));
                kill(kill.role(), feed, random);
                counts.merge(kill.role(), 1, Integer::sum);
                print.accept(progress(i + 1, kill));
            }
            feed.allow(settings.slices());
            supervisor.untilRecovered();
            supervisor.until("the input is played", playing::isDone);
            requirePlayed(playing);
            return counts;
        }

        private void kill(ClusterRole role, Feed feed, SplittableRandom random) throws IOException {
            if (role == ClusterRole.BROKER) {
                feed.hold();
            }
            cluster.replace(role, random);
            supervisor.killed();
            feed.release();
        }

        private void requirePlayed(CompletableFuture<Void> playing) throws IOException {
            try {
                playing.join();
            } catch (CompletionException e) {
                throw new IOException("the input could not be played: " + EmbeddedJob.rootCause(e), e);
            }
        }

        private String progress(int kills, Kill kill) {
            List<Duration> recoveries = supervisor.recoveries();
            String last = recoveries.isEmpty()
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            ", last recovery %.1f s",
                            recoveries.get(recoveries.size() - 1).toMillis() / 1e3);
            return "%s  kill %d of %d: %s%s%s"
                    .formatted(
                            elapsed(),
                            kills,
                            settings.kills(),
                            kill.role().title(),
                            kill.early() ? ", before the job had recovered" : "",
                            last);
        }

        /** Waits until everything is read, ends the job and reads what is committed. */
        Map<String, List<Output>> finish() throws Exception {
            supervisor.until(
                    "all input is read",
                    () -> TopicAdmin.unread(
                                    cluster.brokers(), configuration.kafka().groupId(), topics.sensors())
                            == 0);
            String request = job.drain();
            supervisor.until("the job ends", () -> job.hasDrained(request));
            recordsIn = TopicAdmin.records(cluster.brokers(), topics.sensors());
            return Output.read(cluster.brokers(), topics);
        }
    }
}
