// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.jobs.BareLoop;
import io.acclimate.jobs.Installation;
import io.acclimate.jobs.TestFleet;
import io.acclimate.jobs.TestModel;
import io.acclimate.jobs.cli.Answer;
import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.StreamState;
import io.acclimate.state.savepoint.SavedStream;
import io.acclimate.state.savepoint.SavedStreams;
import io.acclimate.state.savepoint.Savepoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** {@code acclimate savepoint} on savepoints of the main job: one of its first part, one of its first two. */
class SavepointITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    private static final int PARTS = 3;

    private static Installation installation;
    private static List<Recording> live;
    private static Map<String, AdaptationLogEntry> lastBatches;
    private static String older;
    private static String newer;

    @BeforeAll
    static void stopTwice() throws Exception {
        installation = new Installation(KAFKA.bootstrapServers(), "saved", directory);
        live = installation.wholeBatches(1);
        installation.play(TestFleet.part(live, 0, PARTS));
        older = installation.runUntilStreams(live.size(), "kafka.bounded", "false");
        installation.play(TestFleet.part(live, 1, PARTS));
        newer = installation.runFrom(older, predictionsUpTo(1));
        lastBatches = lastBatches();
        installation.play(TestFleet.part(live, 2, PARTS));
    }

    private static Map<String, AdaptationLogEntry> lastBatches() throws Exception {
        Map<String, AdaptationLogEntry> last = new TreeMap<>();
        installation.log().forEach((stream, entries) -> entries.stream()
                .filter(entry -> entry.getWindows() > 0)
                .forEach(entry -> last.put(stream, entry)));
        return last;
    }

    /** All but a batch per stream, which may wait for the next part. */
    private static int predictionsUpTo(int part) {
        JobConfiguration configuration = installation.configuration();
        WindowSpec spec = configuration.windowSpec(TestModel.load().spec());
        int batch = configuration.adaptationSettings().batchSize();
        int predictions = 0;
        for (Recording recording : live) {
            long end = recording.timestampsMicros()[recording.readings() * (part + 1) / PARTS];
            int windows =
                    RecordingWindows.windows(recording.slice(0, end), spec).size();
            predictions += (windows / batch - 1) * batch;
        }
        return predictions;
    }

    private static Map<String, StreamState> learned(String savepoint) throws Exception {
        Map<String, StreamState> learned = new TreeMap<>();
        try (SavedStreams streams = Savepoint.open(savepoint).streams()) {
            while (streams.hasNext()) {
                SavedStream stream = streams.next();
                learned.put(stream.streamId(), stream.learned().orElseThrow());
            }
        }
        return learned;
    }

    /** Predictions of a run from {@code savepoint} over the rest, without those committed before it. */
    private static Map<String, List<Prediction>> goOn(String savepoint) throws Exception {
        int batch = installation.configuration().adaptationSettings().batchSize();
        long predicted =
                learned(newer).values().stream().mapToLong(StreamState::steps).sum() * batch;
        Map<String, List<Prediction>> before = installation.predictions(1);
        int all = Installation.count(before) + installation.windows(live) - (int) predicted;
        installation.runFrom(savepoint, all);
        Map<String, List<Prediction>> after = installation.predictions(all);
        after.replaceAll(
                (stream, predictions) -> predictions.subList(before.get(stream).size(), predictions.size()));
        return after;
    }

    @Test
    void graftedStreamsGoOnAsInTheOlderAndAllOthersAsInTheNewerBitForBit() throws Exception {
        String chosen = live.get(0).streamId();
        Path out = directory.resolve("grafted");
        assertThat(Answer.to("savepoint", "graft", "--base", newer, "--from", older, "--stream", chosen, "--out", out)
                        .done())
                .contains("grafted 1 of " + live.size() + " streams");
        long from = learned(older).get(chosen).endMicros();
        long to = learned(newer).get(chosen).endMicros();
        assertThat(from).isLessThan(to);

        Map<String, List<Prediction>> expected = goOn(newer);
        Map<String, List<Prediction>> found = goOn(out.toString());

        List<Prediction> whole = BareLoop.predictions(new BareLoop(
                                TestModel.load(), installation.configuration(), Installation.SENT_MILLIS)
                        .batches(live.subList(0, 1), sample -> sample.endMicros() <= from || sample.endMicros() > to))
                .get(chosen);
        List<Prediction> unlearned = expected.put(
                chosen,
                whole.stream()
                        .filter(prediction -> prediction.getWindowEndMicros() > to)
                        .toList());
        assertThat(expected.get(chosen)).isNotEqualTo(unlearned);
        Installation.assertEqual(found, expected);
    }

    @Test
    void listShowsEverySavepointNewestFirst() {
        List<String> lines = Answer.to("savepoint", "list", "--dir", directory.resolve("saved"))
                .done()
                .lines()
                .toList();

        assertThat(lines).hasSizeGreaterThan(2);
        int first = indexOf(lines, newer);
        assertThat(first).isPositive().isLessThan(indexOf(lines, older));
        assertThat(lines.get(first))
                .contains("savepoint", TestModel.load().id().substring(0, 12), " " + live.size() + " ");
    }

    private static int indexOf(List<String> lines, String path) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith(path)) {
                return i;
            }
        }
        throw new AssertionError(path + " is not in " + lines);
    }

    @Test
    void inspectTellsOfEveryStreamWhatItsStateHolds() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(Answer.to("savepoint", "inspect", newer, "--model", TestModel.directory(), "--json")
                        .done());

        Map<String, StreamState> learned = learned(newer);
        assertThat(json.get("streams")).hasSize(learned.size()).allSatisfy(stream -> {
            StreamState state = learned.get(stream.get("streamId").asText());
            assertThat(stream.get("modelId").asText())
                    .isEqualTo(TestModel.load().id());
            assertThat(stream.get("steps").asLong()).isEqualTo(state.steps());
            assertThat(stream.get("updates").asLong()).isEqualTo(state.updates());
            assertDistance(stream, state, lastBatches.get(stream.get("streamId").asText()));
        });
        assertThat(lastBatches.values())
                .extracting(AdaptationLogEntry::getAction)
                .contains(AdaptationAction.STEP);
        assertThat(Answer.to(
                                "savepoint",
                                "inspect",
                                newer,
                                "--stream",
                                live.get(0).streamId())
                        .done())
                .contains(live.get(0).streamId(), "losses are not part of state")
                .doesNotContain(live.get(1).streamId());
    }

    /** As the job said of the stream's last batch, unless the guard kept nothing of that. */
    private static void assertDistance(JsonNode stream, StreamState state, AdaptationLogEntry batch) {
        double distance = stream.get("parameterDistance").asDouble();
        assertThat(batch.getStep()).isEqualTo(state.steps());
        if (batch.getAction() == AdaptationAction.STEP) {
            assertThat(distance).isPositive().isCloseTo(batch.getParameterDistance(), within(1e-5));
        } else if (state.updates() == 0) {
            assertThat(distance).isZero();
        }
    }

    @Test
    void diffTellsWhatWasLearnedInBetween() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(Answer.to("savepoint", "diff", older, newer, "--json").done());

        Map<String, StreamState> before = learned(older);
        Map<String, StreamState> after = learned(newer);
        assertThat(json.get("streams")).hasSize(after.size()).allSatisfy(stream -> {
            String id = stream.get("streamId").asText();
            assertThat(stream.get("steps").asLong())
                    .isEqualTo(after.get(id).steps() - before.get(id).steps());
        });
        assertThat(json.get("streams")).anySatisfy(stream -> assertThat(
                        stream.get("moved").get("student").asDouble())
                .isPositive());
        assertThat(Answer.to("savepoint", "diff", older, older).done())
                .contains(live.size() + " unchanged, 0 new, 0 missing");
    }

    @Test
    void mistakesAreToldInOneSentence() throws Exception {
        String nowhere = directory.resolve("nowhere").toString();
        Answer.to("savepoint", "inspect", nowhere)
                .assertRefused("there is no complete savepoint or checkpoint at " + nowhere);
        Answer.to("savepoint", "inspect", newer, "--stream", "nobody").assertRefused("holds no such stream");
        Answer.to("savepoint", "list", "--dir", nowhere).assertRefused("is not a folder");
        Path other = Files.createDirectories(directory.resolve("other-model"));
        TestModel.saveOther(other);
        Answer.to("savepoint", "inspect", newer, "--model", other)
                .assertRefused("were adapted from model " + TestModel.load().id(), "but --model has the id");
        Answer withoutChoice = Answer.to("savepoint", "graft", "--base", newer, "--from", older, "--out", nowhere);
        assertThat(withoutChoice.code()).isEqualTo(2);
        assertThat(withoutChoice.err()).contains("say which streams");
        Answer.to("savepoint", "graft", "--base", newer, "--from", older, "--all", "--out", directory)
                .assertRefused("is there already");
    }
}
