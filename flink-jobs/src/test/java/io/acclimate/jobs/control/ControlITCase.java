// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.jobs.Installation;
import io.acclimate.jobs.cli.Answer;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code acclimate control} against a job of two subtasks on a real broker. */
class ControlITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    static Path directory;

    private static EmbeddedJob job;

    @BeforeAll
    static void start() throws Exception {
        Installation installation = new Installation(KAFKA.bootstrapServers(), "controlled", directory);
        installation.play(installation.wholeBatches(1));
        job = installation.start("kafka.bounded", "false");
        installation.predictions(1);
    }

    @AfterAll
    static void stop() throws Exception {
        job.stop();
        job.close();
    }

    @Test
    void aCommandForAllIsAcknowledgedByEverySubtask() {
        Answer reset = control("reset", "--all", "--reason", "sensors were calibrated");

        assertThat(reset.code()).as(reset.err()).isZero();
        assertThat(reset.out()).contains("restored to source: sensors were calibrated");
        assertThat(reset.out()).containsPattern("done: [1-9][0-9]* streams, acknowledged by 2 subtasks");
    }

    @Test
    void aCommandThatIsSentAgainIsCarriedOutOnce() {
        assertThat(control("pause", "--prefix", "x", "--command-id", "once").code())
                .isZero();

        assertThat(control("pause", "--prefix", "x", "--command-id", "once").out())
                .contains("the command was carried out before");
    }

    @Test
    void aCommandWithoutATargetIsRefusedWithASentence() {
        Answer answer = control("rollback");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("--stream").contains("--prefix").contains("--all");
    }

    @Test
    void aCommandToAnInstallationThatIsNotThereNamesItsTopics() {
        Answer answer = Answer.to(
                "control",
                "freeze-all",
                "--bootstrap-servers",
                KAFKA.bootstrapServers(),
                "--topic-prefix",
                "elsewhere");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .contains("has no topic elsewhere.adaptation-log")
                .doesNotContain("\tat ");
    }

    private static Answer control(String... arguments) {
        List<String> all = new ArrayList<>(List.of("control"));
        all.addAll(List.of(arguments));
        if (arguments.length > 1) {
            all.addAll(List.of("--bootstrap-servers", KAFKA.bootstrapServers(), "--topic-prefix", "controlled"));
        }
        return Answer.to(all.toArray());
    }
}
