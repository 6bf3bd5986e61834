// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.jobs.BareLoop;
import io.acclimate.jobs.Installation;
import io.acclimate.jobs.TestFleet;
import io.acclimate.jobs.TestModel;
import io.acclimate.jobs.cli.Answer;
import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One stream of a running job is wrecked by a third of noise, which nothing stops as the guard is off, and is taken back by
 * command. The others are left alone.
 */
class WreckedStreamITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    private static final int PARTS = 3;

    /** The stream whose sensor was re-mounted: what it predicts well it has learned. */
    private static final int LAST = 5;

    private static final String[] OPTIONS = {"kafka.bounded", "false", "guard.enabled", "false", "adapt.method", "rmt"};

    private static Installation installation;
    private static JobConfiguration configuration;
    private static List<Recording> sent;
    private static String wrecked;
    private static Map<String, List<Prediction>> found;
    private static List<AdaptationLogEntry> log;
    private static AdaptationLogEntry pinned;
    private static AdaptationLogEntry rolledBack;

    @BeforeAll
    static void wreckAStreamAndTakeItBack() throws Exception {
        installation = new Installation(KAFKA.bootstrapServers(), "wrecked", directory);
        configuration = installation.configuration(OPTIONS);
        sent = new ArrayList<>(installation.wholeBatches(1));
        wrecked = sent.get(LAST).streamId();
        sent.set(LAST, withNoise(sent.get(LAST)));
        try (EmbeddedJob job = installation.start(OPTIONS)) {
            play(0);
            command("pin");
            pinned = newest(AdaptationAction.SNAPSHOT);
            play(1);
            command("rollback", "--to", pinned.getSnapshotId().toString(), "--reason", "it was noise");
            rolledBack = newest(AdaptationAction.ROLLED_BACK);
            installation.play(TestFleet.part(sent, 2, PARTS));
            installation.stopAfter(installation.windows(sent), job);
        }
        found = installation.predictions(1);
        log = installation.log().get(wrecked);
    }

    private static Recording withNoise(Recording recording) {
        Random random = new Random(1);
        float[] values = recording.values().clone();
        for (int i = values.length / PARTS; i < 2 * values.length / PARTS; i++) {
            values[i] = (float) (3 * random.nextGaussian());
        }
        return new Recording(
                recording.streamId(),
                recording.timestampsMicros(),
                values,
                recording.channels(),
                recording.labels(),
                recording.shifts());
    }

    /** Sends a part, and returns when all but a batch per stream is predicted. */
    private static void play(int part) throws Exception {
        installation.play(TestFleet.part(sent, part, PARTS));
        int batch = configuration.adaptationSettings().batchSize();
        int predictions = 0;
        for (Recording recording : sent) {
            long end = recording.timestampsMicros()[recording.readings() * (part + 1) / PARTS];
            predictions += (installation.windows(List.of(recording.slice(0, end))) / batch - 1) * batch;
        }
        installation.predictions(predictions);
    }

    private static void command(String command, String... more) {
        List<Object> arguments = new ArrayList<>(List.of("control", command, "--stream", wrecked));
        arguments.addAll(List.of("--bootstrap-servers", KAFKA.bootstrapServers(), "--topic-prefix", "wrecked"));
        arguments.addAll(List.of(more));
        assertThat(Answer.to(arguments.toArray()).done()).contains("done: 1 streams");
    }

    private static AdaptationLogEntry newest(AdaptationAction action) throws Exception {
        return installation.log().get(wrecked).stream()
                .filter(entry -> entry.getAction() == action && entry.getCommandId() != null)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** The wrecked stream in a loop that never sees the batches from {@code first} up to {@code last}. */
    private static List<Prediction> without(long first, long last) throws Exception {
        int batch = configuration.adaptationSettings().batchSize();
        WindowSpec spec = configuration.windowSpec(TestModel.load().spec());
        List<Long> ends = RecordingWindows.windows(sent.get(LAST), spec).stream()
                .map(window -> window.endMicros())
                .toList();
        List<Long> unseen = ends.subList((int) first * batch, (int) last * batch);
        BareLoop loop = new BareLoop(TestModel.load(), configuration, Installation.SENT_MILLIS);
        return BareLoop.predictions(
                        loop.batches(sent.subList(LAST, LAST + 1), sample -> !unseen.contains(sample.endMicros())))
                .get(wrecked);
    }

    private static List<Prediction> from(long step, List<Prediction> predictions) {
        return predictions.stream()
                .filter(prediction -> prediction.getAdaptationStep() >= step)
                .toList();
    }

    @Test
    void itGoesOnBitForBitAsIfItHadNeverSeenWhatWreckedIt() throws Exception {
        long first = pinned.getStep();
        long last = rolledBack.getStep();
        assertThat(last).isGreaterThan(first + 2);

        List<Prediction> expected = from(first, without(first, last));
        expected.forEach(prediction -> prediction.setAdaptationStep(prediction.getAdaptationStep() + last - first));
        assertThat(from(last, found.get(wrecked))).isEqualTo(expected);
    }

    @Test
    void withoutTheCommandItWouldHaveStayedWrecked() throws Exception {
        List<Prediction> after = from(rolledBack.getStep(), found.get(wrecked));
        List<Prediction> damaged = from(rolledBack.getStep(), without(0, 0));

        assertThat(accuracy(after)).isGreaterThan(accuracy(damaged) + 0.2);
    }

    private static double accuracy(List<Prediction> predictions) {
        return predictions.stream()
                .filter(prediction -> label(prediction) != Recording.UNLABELLED)
                .mapToInt(prediction -> prediction.getPredictedClass() == label(prediction) ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private static int label(Prediction prediction) {
        return RecordingWindows.label(
                sent.get(LAST), prediction.getWindowStartMicros(), prediction.getWindowEndMicros());
    }

    @Test
    void theOthersDoNotNotice() throws Exception {
        Map<String, List<Prediction>> others = new BareLoop(TestModel.load(), configuration, Installation.SENT_MILLIS)
                .predictions(sent.subList(0, LAST));

        Map<String, List<Prediction>> rest = new TreeMap<>(found);
        rest.remove(wrecked);
        Installation.assertEqual(rest, others);
    }

    @Test
    void theLogTellsWhatWasDoneAndWhatItUndid() {
        assertThat(rolledBack.getSnapshotId()).isEqualTo(pinned.getSnapshotId());
        assertThat(rolledBack.getSkipReason()).isEqualTo("it was noise");
        assertThat(log)
                .filteredOn(entry -> rolledBack.getCommandId().equals(entry.getCommandId())
                        && entry.getAction() != AdaptationAction.ACKNOWLEDGED)
                .extracting(AdaptationLogEntry::getAction)
                .containsExactly(AdaptationAction.SNAPSHOT, AdaptationAction.ROLLED_BACK);
    }
}
