// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Optional;

import static io.acclimate.jobs.config.Configurations.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ConfigurationCheckTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    kafka.bootstrap-servers      | broker              | set it to host:port
                    kafka.bootstrap-servers      | [a:1, b:2]          | set it to host:port
                    kafka.topic-prefix           | my topics           | set it to 1 to 200 letters
                    kafka.group-id               | ' '                 | set it to a name that is not blank
                    kafka.starting-offsets       | newest              | set it to one of earliest, latest, committed
                    kafka.transaction-timeout    | 0 s                 | set it to a duration from 1 s to 24 d
                    kafka.transaction-timeout    | 25 d                | set it to a duration from 1 s to 24 d
                    kafka.transactional-id-prefix| ''                  | set it to a name that is not blank
                    kafka.delivery               | none                | set it to one of exactly-once, at-least-once
                    kafka.bounded                | maybe               | set it to true or false
                    schemas.directory            | ''                  | set it to a directory
                    model.path                   | ''                  | set it to the directory of a model package
                    model.device                 | tpu                 | set it to auto, cpu, gpu or gpu:n
                    model.threads                | 0                   | set it to an integer from 1 to 1024
                    window.length                | 0                   | set it to an integer from 1 to 1048576
                    window.stride                | -1                  | set it to an integer from 1 to 1048576
                    window.period                | 500 ns              | set it to a duration of whole microseconds
                    window.period                | 25 h                | set it to a duration of whole microseconds
                    window.out-of-order          | -1 s                | set it to a duration from 0 ms to
                    window.max-gap               | 0 s                 | set it to a duration from 1
                    window.max-clock-jump        | soon                | set it to a duration from 1
                    input.max-record-bytes       | 2 gb                | set it to a size from 1 kb to 1 gb
                    input.max-record-bytes       | big                 | set it to a size from 1 kb to 1 gb
                    input.max-readings           | 0                   | set it to an integer from 1 to 16777216
                    input.max-stream-id-length   | 0                   | set it to an integer from 1 to 4096
                    adapt.method                 | tnet                | set it to one of source, norm
                    adapt.batch-size             | 0                   | set it to an integer from 1 to 65536
                    adapt.batch-size             | abc                 | set it to an integer from 1 to 65536
                    adapt.batch-size             | 2.5                 | set it to an integer from 1 to 65536
                    adapt.batch-size             | 99999999999         | set it to an integer from 1 to 65536
                    adapt.max-batch-latency      | 0 s                 | set it to a duration from 1 ms
                    adapt.idle-timeout           | 0 s                 | set it to a duration from 1 ms
                    adapt.idle-timeout           | 99999999999999999 d | set it to a duration from 1 ms
                    adapt.scope                  | affine              | set it to one of norm, low-rank, full
                    adapt.rank                   | 0                   | set it to an integer from 1 to 256
                    adapt.statistics             | running             | set it to one of batch, mixed, moving, source
                    adapt.statistics-momentum    | 1.1                 | set it to a number from 0 to 1
                    adapt.optimizer              | rmsprop             | set it to one of adam, sgd
                    adapt.learning-rate          | 0                   | set it to a number above 0
                    adapt.learning-rate          | NaN                 | set it to a number above 0
                    adapt.learning-rate          | Infinity            | set it to a number above 0
                    adapt.momentum               | -0.1                | set it to a number from 0 to 1
                    adapt.momentum               | NaN                 | set it to a number from 0 to 1
                    adapt.seed                   | one                 | set it to an integer
                    adapt.rmt.teacher-momentum   | 2                   | set it to a number from 0 to 1
                    adapt.rmt.contrastive-weight | -1                  | set it to a number of 0 or more
                    adapt.rmt.source-weight      | -1                  | set it to a number of 0 or more
                    adapt.rmt.warm-up-samples    | -1                  | set it to an integer from 0
                    adapt.rmt.projection-size    | 0                   | set it to an integer from 1 to 4096
                    execution.streams-per-pass   | 0                   | set it to an integer from 1 to 4096
                    execution.pass-wait          | 2 h                 | set it to a duration from 0 ms to 1 h
                    execution.cache-size         | 2048 gb             | set it to a size from 0 bytes to 1023 gb
                    alerts.false-alarms-per-day  | 0                   | set it to a number above 0
                    alerts.fleet-streams         | 0                   | set it to an integer from 1
                    alerts.batch-interval        | 0 s                 | set it to a duration from 1 ms
                    """)
    void valueThatCannotBeUsedIsRefused(String key, String value, String remedy) {
        assertThat(problemsOf(key, value))
                .singleElement()
                .asString()
                .startsWith("%s is '%s'; %s".formatted(key, value, remedy));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    kafka.bootstrap-servers    | a.example:1, [::1]:65535
                    model.device               | gpu:3
                    window.period              | 0 ms
                    window.out-of-order        | 0 s
                    adapt.batch-size           | 1
                    adapt.momentum             | 0
                    adapt.statistics-momentum  | 1
                    adapt.seed                 | -9223372036854775808
                    adapt.scope                | full
                    adapt.rmt.source-weight    | 1e3
                    execution.cache-size       | 0 bytes
                    """)
    void valueOnTheEdgeIsAccepted(String key, String value) {
        assertThatCode(() -> Configurations.of(key, value)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "adapt.metod, adapt.method",
        "adapt.batch_size, adapt.batch-size",
        "batch-size, adapt.batch-size",
        "adapt.rtm.source-weight, adapt.rmt.source-weight",
        "execution.stream-per-pass, execution.streams-per-pass",
        "paralelism.default, parallelism.default",
        "execution.chekpointing.interval, execution.checkpointing.interval",
        "kafka.bootstrap.servers, kafka.bootstrap-servers",
    })
    void misspeltKeyIsRefusedWithTheNearestOne(String key, String near) {
        assertThat(problemsOf(key, "1")).containsExactly("%s is not an option; did you mean %s?".formatted(key, near));
    }

    @ParameterizedTest
    @CsvSource({"colour", "adapt", "kafka.properties", "kafka.properties.", "execution", "''"})
    void unknownKeyIsRefused(String key) {
        assertThat(problemsOf(key, "1")).singleElement().asString().contains("is not an option; ");
    }

    @Test
    void missingModelIsRefused() {
        ConfigurationException refusal = catchThrowableOfType(
                ConfigurationException.class, () -> JobConfiguration.load(Optional.empty(), Map.of()));

        assertThat(refusal).hasMessageStartingWith("model.path is not set; set it to the directory of a model package");
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        ConfigurationException refusal = catchThrowableOfType(
                ConfigurationException.class,
                () -> JobConfiguration.load(
                        Optional.empty(),
                        Map.of(
                                "adapt.batch-size",
                                "abc",
                                "adapt.momentum",
                                "3",
                                "adapt.metod",
                                "rmt",
                                "rest.port",
                                "1")));

        assertThat(refusal.problems()).hasSize(4);
        assertThat(refusal.getMessage().lines())
                .anyMatch(line -> line.startsWith("adapt.batch-size"))
                .anyMatch(line -> line.startsWith("adapt.momentum"))
                .anyMatch(line -> line.startsWith("adapt.metod"))
                .anyMatch(line -> line.startsWith("model.path"))
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"window.out-of-order", "window.max-gap"})
    void clockJumpBelowWhatIsToleratedIsRefused(String key) {
        assertThat(problemsOf(key, "2 min"))
                .containsExactly("window.max-clock-jump is 1 min and %s is 2 min; ".formatted(key)
                        + "set the first to no less than the second");
    }

    @Test
    void warmUpOfLessThanABatchIsRefused() {
        assertThat(problemsOf("adapt.rmt.warm-up-samples", "31"))
                .containsExactly("adapt.rmt.warm-up-samples is 31, less than one batch; set it to 0, or to 64 or more");
    }

    @Test
    void predictionsAtOnceNeedAMethodAndStatisticsThatDoWithoutTheBatch() {
        assertThatCode(() -> Configurations.of("execution.predictions", "at-once"))
                .doesNotThrowAnyException();
        assertThat(problemsOf("execution.predictions", "at-once", "adapt.method", "roid", "adapt.statistics", "batch"))
                .satisfiesExactly(
                        method -> assertThat(method)
                                .startsWith("execution.predictions is at-once, but adapt.method roid predicts whole"),
                        statistics -> assertThat(statistics).endsWith("or the other to moving or source"));
    }

    @Test
    void predictionsAtOnceGoWithNothingThatNeedsTheBatch() {
        assertThat(problemsOf("execution.predictions", "at-once", "adapt.window", "8"))
                .containsExactly(
                        "execution.predictions is at-once, but adapt.window 8 needs the whole batch; set one to"
                                + " with-batch, or the other to 0");
    }

    @Test
    void followingNeedsStatisticsThatMove() {
        assertThatCode(() -> Configurations.of("alerts.follow", "10", "adapt.statistics", "batch"))
                .doesNotThrowAnyException();
        assertThatCode(() -> Configurations.of("alerts.follow", "10", "adapt.method", "tent"))
                .doesNotThrowAnyException();
        assertThat(problemsOf("alerts.follow", "10", "adapt.method", "tent", "adapt.statistics", "batch"))
                .containsExactly("alerts.follow is 10.0, but adapt.statistics batch do not move; set it to 1, or"
                        + " adapt.statistics to moving");
        assertThat(problemsOf("alerts.follow", "10", "adapt.method", "lame"))
                .singleElement()
                .asString()
                .startsWith(
                        "alerts.follow is 10.0, but adapt.method lame has no statistics that move; set it to 1, or");
        assertThat(problemsOf("alerts.follow", "0.5"))
                .containsExactly("alerts.follow is '0.5'; set it to a number from 1.0 to 100.0");
    }

    @Test
    void transactionThatEndsBeforeItsCheckpointIsRefused() {
        assertThat(problemsOf("execution.checkpointing.interval", "15 min"))
                .singleElement()
                .asString()
                .startsWith("kafka.transaction-timeout is 15 min and execution.checkpointing.interval is 15 min");
        assertThatCode(() -> Configurations.of(
                        "execution.checkpointing.interval", "15 min", "kafka.delivery", "at-least-once"))
                .doesNotThrowAnyException();
    }

    @Test
    void checkpointIntervalThatIsNoDurationIsRefused() {
        assertThat(problemsOf("execution.checkpointing.interval", "often"))
                .containsExactly("execution.checkpointing.interval is 'often'; set it to a duration such as 10 s");
    }

    @ParameterizedTest
    @CsvSource({
        "bootstrap.servers, set kafka.bootstrap-servers instead",
        "group.id, set kafka.group-id instead",
        "transactional.id, set kafka.transactional-id-prefix instead",
        "key.serializer, remove it",
    })
    void kafkaPropertyThatTheJobSetsIsRefused(String property, String remedy) {
        assertThat(problemsOf("kafka.properties." + property, "x"))
                .singleElement()
                .asString()
                .startsWith("kafka.properties." + property)
                .endsWith(remedy);
    }
}
