// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.jobs.Installation;
import io.acclimate.jobs.cli.Answer;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.LabelRequest;
import io.acclimate.schemas.Prediction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code acclimate label} and the job that reads it, on a real broker and over a savepoint. */
class LabelITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    private static final String[] OPTIONS = {
        "kafka.bounded", "false", "labels.enabled", "true", "labels.requests-per-thousand", "100"
    };

    @TempDir
    static Path directory;

    @Test
    void aRequestedLabelIsTakenOnceAlsoAfterARestartAndABadOneIsADeadLetter() throws Exception {
        Installation installation = new Installation(KAFKA.bootstrapServers(), "labelled", directory);
        installation.play(installation.wholeBatches(1));
        String savepoint;
        LabelRequest request;
        try (EmbeddedJob job = installation.start(OPTIONS)) {
            List<Prediction> predictions =
                    installation.read(Prediction.class, installation.topics().predictions(), 1);
            request = installation
                    .read(LabelRequest.class, installation.topics().labelRequests(), 1)
                    .get(0);
            assertThat(predictions).isNotEmpty();

            Answer first = label(request, "1");
            assertThat(first.code()).as(first.err()).isZero();
            assertThat(first.out()).contains("taken: the window has its label");
            assertThat(label(request, "99", "--timeout", "1").err()).contains("dead-letters");
            assertThat(installation.read(DeadLetter.class, installation.topics().deadLetters(), 1))
                    .extracting(DeadLetter::getErrorClass)
                    .containsExactly("WRONG_CLASS");
            savepoint = Path.of(URI.create(job.stop())).toString();
        }

        String[] restored = {"execution.state-recovery.path", savepoint};
        try (EmbeddedJob job = installation.start(join(OPTIONS, restored))) {
            Answer again = label(request, "1");
            assertThat(again.code()).isEqualTo(1);
            assertThat(again.out()).contains("not used: the window had this label already");
            job.stop();
        }
    }

    private static String[] join(String[] first, String[] second) {
        return Stream.of(first, second).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private static Answer label(LabelRequest request, String label, String... more) {
        String[] arguments = {
            "label",
            "--stream",
            request.getStreamId(),
            "--window",
            Long.toString(request.getWindowEndMicros()),
            "--class",
            label,
            "--bootstrap-servers",
            KAFKA.bootstrapServers(),
            "--topic-prefix",
            "labelled"
        };
        return Answer.to(join(arguments, more));
    }
}
