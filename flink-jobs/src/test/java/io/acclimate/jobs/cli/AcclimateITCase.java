// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.cli;

import io.acclimate.jobs.Installation;
import io.acclimate.jobs.TestModel;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** What the command line answers to a user who called it wrongly: a sentence and an exit code, never a stack trace. */
@Timeout(60)
class AcclimateITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    /** Port of a service that nobody runs. */
    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    static Path directory;

    private record Answer(int exitCode, String out, String err) {}

    private static Answer acclimate(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Acclimate.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Answer(exitCode, out.toString(), err.toString());
    }

    private static Answer run(String... options) {
        String[] arguments = new String[3 + 2 * options.length];
        arguments[0] = "run";
        arguments[1] = "--dir";
        arguments[2] = directory.resolve("run").toString();
        for (int i = 0; i < options.length; i++) {
            arguments[3 + 2 * i] = "-D";
            arguments[4 + 2 * i] = options[i];
        }
        return acclimate(arguments);
    }

    private static void assertRefused(Answer answer, String... words) {
        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).hasLineCount(1).contains(words);
    }

    @Test
    void helpNamesTheCommands() {
        Answer answer = acclimate("--help");
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out())
                .contains("demo", "run", "train", "import", "evaluate", "tail", "control", "savepoint", "help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "train", "import", "evaluate", "tail", "control", "savepoint"})
    void everyCommandExplainsItself(String command) {
        Answer answer = acclimate(command, "--help");
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).startsWith("Usage: acclimate " + command);
    }

    @Test
    void commandThatDoesNotExistIsAUsageError() {
        Answer answer = acclimate("rum");
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).contains("'rum'").doesNotContain("\tat ");
    }

    @Test
    void runWithoutModelIsTold() {
        assertRefused(run(), "model.path", "./acclimate train");
    }

    @Test
    void keyThatNobodyReadsIsToldWithItsNearest() {
        assertRefused(
                run("model.path=" + TestModel.directory(), "adapt.metod=rmt"),
                "adapt.metod is not an option; did you mean adapt.method?");
    }

    @Test
    void modelPackageThatIsNotThereIsTold() {
        Path nowhere = directory.resolve("nowhere");
        assertRefused(
                run("model.path=" + nowhere), nowhere + " is not a model package", "make one with './acclimate train'");
    }

    @Test
    void brokerThatDoesNotAnswerIsTold() {
        assertRefused(
                run("model.path=" + TestModel.directory(), "kafka.bootstrap-servers=" + NOBODY),
                "no Kafka broker answered at " + NOBODY,
                "kafka.bootstrap-servers");
    }

    @Test
    void topicsThatAreMissingAreTold() {
        KAFKA.createTopics(1, "partly.sensors", "partly.predictions");
        Answer answer = run(
                "model.path=" + TestModel.directory(),
                "kafka.bootstrap-servers=" + KAFKA.bootstrapServers(),
                "kafka.topic-prefix=partly");
        assertRefused(
                answer, "have no topics partly.events, partly.alerts, partly.adaptation-log", "give --create-topics");
        assertThat(answer.err()).doesNotContain("partly.sensors");
    }

    @Test
    void goingOnFromNothingIsTold() {
        Answer answer = acclimate(
                "run", "--dir", directory.resolve("empty").toString(), "--from", "latest", "-D", "model.path=any");
        assertRefused(answer, "there is no complete checkpoint or savepoint under", "leave --from out");
    }

    @Test
    void goingOnFromASavepointThatIsNotThereIsTold() {
        Installation installation = new Installation(KAFKA.bootstrapServers(), "gone", directory);
        Answer answer = acclimate(installation
                .runArguments(
                        "execution.state-recovery.path",
                        directory.resolve("gone-savepoint").toString())
                .toArray(String[]::new));
        assertRefused(
                answer,
                "there is no complete savepoint or checkpoint at",
                directory.resolve("gone-savepoint").toString());
    }

    @Test
    void configurationFileThatIsNotThereIsTold() {
        assertRefused(acclimate("run", "--config", "no-such.yaml"), "the configuration file no-such.yaml is not there");
    }

    @Test
    void trainingOnAFolderThatIsNotThereIsTold() {
        Path out = directory.resolve("untrained");
        Answer answer = acclimate("train", "--data", "no-such-folder", "--out", out.toString());
        assertRefused(answer, "no-such-folder is not a folder; give --data a folder of recordings");
        assertThat(out).matches(Files::notExists);
    }

    @Test
    void trainingOnAFolderWithoutRecordingsIsTold(@TempDir Path empty) {
        Answer answer = acclimate("train", "--data", empty.toString(), "--out", "any");
        assertRefused(answer, empty + " holds no recordings that this build can read");
    }

    @Test
    void trainingWithoutEpochsIsTold() {
        assertRefused(
                acclimate(
                        "train",
                        "--epochs",
                        "0",
                        "--out",
                        directory.resolve("untrained").toString()),
                "--epochs must be at least 1");
    }

    @Test
    void demoOfNoMachinesIsTold() {
        assertRefused(acclimate("demo", "--machines", "0"), "--machines and --minutes must be at least 1");
    }

    @Test
    void demoIntoAFolderOfOtherThingsIsTold(@TempDir Path precious) throws Exception {
        Path file = Files.writeString(precious.resolve("thesis.tex"), "years of work");
        assertRefused(acclimate("demo", "--dir", precious.toString()), precious + " exists and holds no earlier demo");
        assertThat(file).exists();
    }
}
