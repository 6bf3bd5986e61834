// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.jobs.kafka.Topics;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.flink.AlertSettings;
import io.acclimate.operators.model.NormKind;
import io.acclimate.operators.model.ParameterSpec.Scope;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.acclimate.jobs.config.Configurations.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class JobConfigurationTest {

    @TempDir
    private Path directory;

    @Test
    void aMethodOfBatchStatisticsIsRefusedForAModelThatHasNone() {
        JobConfiguration norm = Configurations.of("adapt.method", "norm");

        assertThat(norm.adaptationSettings(Models.sensors()).method()).isEqualTo("norm");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> norm.adaptationSettings(Models.sensors().with(NormKind.LAYER)))
                .withMessage(
                        "adapt.method norm adapts statistics of batch norm only, but the model has layer norm; set it to"
                                + " a method that learns, such as rmt, or train the model with --norm batch");
    }

    @Test
    void followingIsRefusedForAModelWithoutStatistics() {
        JobConfiguration following = Configurations.of("alerts.follow", "10");

        assertThat(following.adaptationSettings(Models.sensors()).wrappers().following())
                .isEqualTo(10);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> following.adaptationSettings(Models.sensors().with(NormKind.LAYER)))
                .withMessage(
                        "alerts.follow speeds up statistics of batch norm only, but the model has layer norm; set it"
                                + " to 1, or train the model with --norm batch");
    }

    @Test
    void adaptersAreChosenByScopeAndRank() {
        AdaptationSettings settings =
                Configurations.of("adapt.scope", "low-rank", "adapt.rank", "8").adaptationSettings();

        assertThat(settings.scope()).isEqualTo(Scope.LOW_RANK);
        assertThat(settings.rank()).isEqualTo(8);
    }

    @Test
    void adaptationDefaultsAreAcclimateOnNormalizationLayers() {
        assertThat(Configurations.of().adaptationSettings())
                .isEqualTo(new AdaptationSettings(
                        "acclimate",
                        Scope.NORM,
                        Statistics.MOVING,
                        0.15,
                        OptimizerKind.ADAM,
                        1e-3,
                        0.9,
                        0.99,
                        1.0,
                        0.0,
                        0,
                        32,
                        64,
                        1));
    }

    @Test
    void kafkaDefaultsAreExactlyOnceOnThisMachine() {
        assertThat(Configurations.of().kafka())
                .isEqualTo(new KafkaSettings(
                        "localhost:9092",
                        "acclimate",
                        StartingOffsets.COMMITTED,
                        Duration.ofMinutes(15),
                        "acclimate",
                        DeliveryGuarantee.EXACTLY_ONCE,
                        false,
                        Map.of()));
        assertThat(Configurations.of().topics()).isEqualTo(Topics.DEFAULT);
    }

    @Test
    void nestedKeysAndKeysWithDotsMeanTheSame() {
        JobConfiguration nested = yaml("model: {path: m}\nadapt:\n  method: tent\n  rmt: {source-weight: 0.5}\n");
        JobConfiguration dotted = yaml("model.path: m\nadapt.method: tent\nadapt:\n  rmt.source-weight: 0.5\n");

        assertThat(nested.adaptationSettings()).isEqualTo(dotted.adaptationSettings());
        assertThat(nested.adaptationSettings().method()).isEqualTo("tent");
        assertThat(nested.adaptationSettings().sourceWeight()).isEqualTo(0.5);
    }

    @Test
    void overridesWinOverTheFile() {
        Path file = file(directory, "model.path: m\nadapt: {batch-size: 16, method: tent}\nrest.port: 1\n");

        JobConfiguration configuration = JobConfiguration.load(
                Optional.of(file), Map.of("adapt.batch-size", "64", "rest.port", "2", "model.threads", "3"));

        assertThat(configuration.adaptationSettings().batchSize()).isEqualTo(64);
        assertThat(configuration.adaptationSettings().method()).isEqualTo("tent");
        assertThat(configuration.get(ModelOptions.THREADS)).isEqualTo(3);
        assertThat(configuration.flink().toMap()).containsEntry("rest.port", "2");
    }

    @Test
    void valuesWithUnitsAndEnumsAreRead() {
        JobConfiguration configuration = Configurations.of(
                "execution.cache-size", "1 gb",
                "execution.pass-wait", "0 ms",
                "adapt.statistics", "mixed",
                "kafka.delivery", "at-least-once",
                "kafka.starting-offsets", "Latest",
                "schemas.directory", "contracts");

        assertThat(configuration.get(ExecutionOptions.CACHE_SIZE)).isEqualTo(MemorySize.ofMebiBytes(1024));
        assertThat(configuration.get(ExecutionOptions.PASS_WAIT)).isZero();
        assertThat(configuration.get(AdaptOptions.STATISTICS)).isEqualTo(Statistics.MIXED);
        assertThat(configuration.kafka().delivery()).isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
        assertThat(configuration.kafka().startingOffsets()).isEqualTo(StartingOffsets.LATEST);
        assertThat(configuration.find(InputOptions.SCHEMAS_DIRECTORY)).contains("contracts");
    }

    @Test
    void keysOfFlinkPassThroughUnchanged() {
        JobConfiguration configuration = yaml("""
                model.path: m
                parallelism.default: 4
                execution:
                  checkpointing: {interval: 10 s, incremental: true}
                  streams-per-pass: 8
                pipeline.jars: ["a;b", c]
                metrics.reporter.prom.filter.includes: "1.10"
                state.backend.type: rocksdb
                """);

        assertThat(configuration.flink().get(CoreOptions.DEFAULT_PARALLELISM)).isEqualTo(4);
        assertThat(configuration.flink().get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(configuration.flink().get(PipelineOptions.JARS)).isEqualTo(List.of("a;b", "c"));
        assertThat(configuration.flink().toMap())
                .containsEntry("metrics.reporter.prom.filter.includes", "1.10")
                .hasSize(6);
        assertThat(configuration.get(ExecutionOptions.STREAMS_PER_PASS)).isEqualTo(8);
    }

    @Test
    void kafkaPropertiesReachTheClients() {
        JobConfiguration configuration = yaml(
                "model.path: m\nkafka:\n  properties:\n    security.protocol: SSL\n    ssl: {keystore.location: k}\n");

        assertThat(configuration.kafka().clientProperties())
                .isEqualTo(Map.of("security.protocol", "SSL", "ssl.keystore.location", "k"));
        assertThat(configuration.flink().toMap()).isEmpty();
    }

    @Test
    void flinkCopyLeavesTheConfigurationAlone() {
        JobConfiguration configuration = Configurations.of();

        configuration.flink().setString("rest.port", "1");

        assertThat(configuration.flink().toMap()).isEmpty();
    }

    @Test
    void configurationSurvivesSerialization() throws Exception {
        JobConfiguration before = Configurations.of("adapt.seed", "7", "rest.port", "1", "kafka.properties.a", "b");

        JobConfiguration after = InstantiationUtil.clone(before);

        assertThat(after.adaptationSettings()).isEqualTo(before.adaptationSettings());
        assertThat(after.kafka()).isEqualTo(before.kafka());
        assertThat(after.flink()).isEqualTo(before.flink());
        assertThat(InstantiationUtil.clone(before.kafka())).isEqualTo(before.kafka());
    }

    @Test
    void alertThresholdGrowsWithTheFleet() {
        double small = Configurations.of("alerts.fleet-streams", "10").alertThreshold(Models.sensors(), 4);
        double large = Configurations.of("alerts.fleet-streams", "1000").alertThreshold(Models.sensors(), 4);

        // A chart's run length grows as e^h, so that a hundred times the streams cost ln 100.
        assertThat(large - small).isCloseTo(Math.log(100), within(0.1));
    }

    @Test
    void recallAndResetAreOffAndSetOneByOne() {
        AlertSettings none = Configurations.of("alerts.fleet-streams", "10").alertSettings(Models.sensors(), 4);
        AlertSettings recall = Configurations.of("alerts.recall", "true").alertSettings(Models.sensors(), 4);
        AlertSettings reset = Configurations.of("alerts.reset", "true").alertSettings(Models.sensors(), 4);

        assertThat(List.of(none.recall(), none.reset())).containsExactly(false, false);
        assertThat(List.of(recall.recall(), recall.reset())).containsExactly(true, false);
        assertThat(List.of(reset.recall(), reset.reset())).containsExactly(false, true);
    }

    private JobConfiguration yaml(String yaml) {
        return JobConfiguration.load(Optional.of(file(directory, yaml)), Map.of());
    }
}
