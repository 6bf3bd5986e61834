// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.jobs.kafka.Topics;
import io.acclimate.operators.adapt.AdaptationMethods;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.AdaptationWrappers;
import io.acclimate.operators.adapt.MethodTuning;
import io.acclimate.operators.events.EventLimits;
import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.Geometry;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.operators.flink.AlertSettings;
import io.acclimate.operators.flink.SafetySettings;
import io.acclimate.operators.flink.SnapshotSettings;
import io.acclimate.operators.guard.GuardSettings;
import io.acclimate.operators.labels.LabelSettings;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.operators.shift.FalseAlarmBudget;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The options of one job, checked. Options: {@link AcclimateOptions}; reference: {@code docs/options.md}. */
public final class JobConfiguration implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final Duration INTERVAL_WITHOUT_PERIOD = Duration.ofMinutes(1);
    private static final double SECONDS_PER_DAY = 86_400;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Configuration own;
    private final Configuration flink;

    private JobConfiguration(Configuration own, Configuration flink) {
        this.own = own;
        this.flink = flink;
    }

    /**
     * Reads and checks a configuration.
     *
     * @param yaml file with options of ours and of Flink, nested or with dots
     * @param overrides values by key with dots, which win over the file
     * @throws ConfigurationException with a sentence for every problem
     */
    public static JobConfiguration load(Optional<Path> yaml, Map<String, String> overrides) {
        List<String> problems = new ArrayList<>();
        Map<String, String> values = new TreeMap<>();
        yaml.ifPresent(file -> values.putAll(YamlFile.read(file, problems)));
        values.putAll(overrides);
        JobConfiguration configuration = new JobConfiguration(new Configuration(), new Configuration());
        values.forEach((key, value) -> configuration.set(key, value, problems));
        ConfigurationCheck.run(configuration.own, configuration.flink, problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return configuration;
    }

    private void set(String key, String value, List<String> problems) {
        if (AcclimateOptions.find(key).isPresent()) {
            own.setString(key, value);
        } else if (ReservedKafkaProperties.isProperty(key)) {
            own.setString(key, value);
            ReservedKafkaProperties.problem(key).ifPresent(problems::add);
        } else if (FlinkKeys.contains(key)) {
            flink.setString(key, value);
        } else {
            problems.add(ConfigurationCheck.unknown(key));
        }
    }

    /** The value of an option of {@link AcclimateOptions}: what was set, or its default, or null if it has none. */
    public <T> T get(ConfigOption<T> option) {
        return own.get(option);
    }

    /** The value of an option; empty if it was not set and has no default. */
    public <T> Optional<T> find(ConfigOption<T> option) {
        return Optional.ofNullable(own.get(option));
    }

    /** A copy of what was set of Flink's own keys. */
    public Configuration flink() {
        return new Configuration(flink);
    }

    /** Names of the topics. */
    public Topics topics() {
        return new Topics(get(KafkaOptions.TOPIC_PREFIX));
    }

    /** How to read from Kafka and write to it. */
    public KafkaSettings kafka() {
        return new KafkaSettings(
                get(KafkaOptions.BOOTSTRAP_SERVERS),
                get(KafkaOptions.GROUP_ID),
                get(KafkaOptions.STARTING_OFFSETS),
                get(KafkaOptions.TRANSACTION_TIMEOUT),
                get(KafkaOptions.TRANSACTIONAL_ID_PREFIX),
                get(KafkaOptions.DELIVERY),
                get(KafkaOptions.BOUNDED),
                get(KafkaOptions.PROPERTIES));
    }

    /** Settings of the adaptation engine. */
    public AdaptationSettings adaptationSettings() {
        return new AdaptationSettings(
                get(AdaptOptions.METHOD),
                get(AdaptOptions.SCOPE),
                get(AdaptOptions.RANK),
                get(AdaptOptions.STATISTICS),
                get(AdaptOptions.STATISTICS_MOMENTUM),
                get(AdaptOptions.OPTIMIZER),
                get(AdaptOptions.LEARNING_RATE),
                get(AdaptOptions.MOMENTUM),
                get(RmtOptions.TEACHER_MOMENTUM),
                get(RmtOptions.CONTRASTIVE_WEIGHT),
                get(RmtOptions.SOURCE_WEIGHT),
                get(RmtOptions.WARM_UP_SAMPLES),
                get(RmtOptions.PROJECTION_SIZE),
                get(AdaptOptions.BATCH_SIZE),
                get(AdaptOptions.SEED),
                methodTuning(),
                wrappers());
    }

    /**
     * Settings of the adaptation engine for {@code model}.
     *
     * @throws ConfigurationException if the method can do nothing with it
     */
    public AdaptationSettings adaptationSettings(ModelSpec model) {
        AdaptationSettings settings = adaptationSettings();
        try {
            AdaptationMethods.requireStatistics(settings, model);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(List.of(e.getMessage()));
        }
        return settings;
    }

    private AdaptationWrappers wrappers() {
        return new AdaptationWrappers(
                get(WrapperOptions.LABEL_SHIFT),
                get(WrapperOptions.UNKNOWN),
                get(WrapperOptions.UNKNOWN_BANK),
                get(WrapperOptions.TRUST_REGION),
                get(WrapperOptions.RESET_INTERVAL),
                get(WrapperOptions.WINDOW),
                get(AlertOptions.FOLLOW));
    }

    private MethodTuning methodTuning() {
        return new MethodTuning(
                get(MethodOptions.REDUNDANCY),
                get(MethodOptions.FISHER_WEIGHT),
                get(MethodOptions.RESET_BELOW),
                get(MethodOptions.RESTORE_PROBABILITY),
                get(MethodOptions.CONFIDENCE),
                get(MethodOptions.VIEWS),
                get(MethodOptions.MEMORY),
                get(MethodOptions.SUPPORTS));
    }

    /** What bounds and undoes adaptation. */
    public SafetySettings safetySettings() {
        return new SafetySettings(
                new GuardSettings(
                        get(GuardOptions.ENABLED),
                        get(GuardOptions.TOLERATED_HARM),
                        get(GuardOptions.EVIDENCE),
                        get(GuardOptions.MAX_DISTANCE)),
                new SnapshotSettings(get(GuardOptions.SNAPSHOTS), get(GuardOptions.SNAPSHOT_INTERVAL)));
    }

    /** When shifts of streams of this model are reported, with so many {@code charts} per stream, and what follows. */
    public AlertSettings alertSettings(ModelSpec model, int charts) {
        return new AlertSettings(
                alertThreshold(model, charts),
                get(AlertOptions.FALSE_ALARMS_PER_DAY),
                get(AlertOptions.RECALL),
                get(AlertOptions.RESET));
    }

    /** What is done with labels that come late. */
    public LabelSettings labelSettings() {
        return new LabelSettings(
                get(LabelOptions.ENABLED),
                get(LabelOptions.REMEMBER),
                get(LabelOptions.MEMORY),
                get(LabelOptions.REQUESTS));
    }

    /**
     * How readings become windows for {@code model}.
     *
     * @throws ConfigurationException if the options {@code window.*} and the model do not fit
     */
    public WindowSpec windowSpec(ModelSpec model) {
        if (find(EventOptions.FILTERS).isPresent()) {
            throw new ConfigurationException(
                    List.of("events.filters is set, but the model of model.path is not fed by event"
                            + " cameras; remove it, or set model.path to one that is"));
        }
        return new ModelWindows(own, model).spec();
    }

    /**
     * How camera events become windows for {@code model}.
     *
     * @throws ConfigurationException if the options {@code window.*} and the model do not fit, or it reads no events
     */
    public EventWindowSpec eventWindowSpec(ModelSpec model) {
        return ModelEventWindows.spec(own, model);
    }

    /**
     * What filters the events of each camera for {@code model}, which reads events.
     *
     * @throws ConfigurationException if the options {@code events.*} and the model do not fit
     */
    public EventFilterSpec eventFilters(ModelSpec model) {
        return ModelEventFilters.spec(own, model.events());
    }

    /**
     * What event packets may look like.
     *
     * @throws ConfigurationException as {@link #eventFilters}
     */
    public EventLimits eventLimits(ModelSpec model) {
        Geometry sensor = eventFilters(model).sensor();
        return new EventLimits(
                sensor.width(),
                sensor.height(),
                (int) get(InputOptions.MAX_RECORD_BYTES).getBytes(),
                get(InputOptions.MAX_READINGS),
                get(InputOptions.MAX_STREAM_ID_LENGTH));
    }

    /** Time between two batches of a stream: alerts.batch-interval, or what follows from the model's windows. */
    public Duration batchInterval(ModelSpec model) {
        return find(AlertOptions.BATCH_INTERVAL).orElseGet(() -> (model.events() == null
                        ? new ModelWindows(own, model).step()
                        : ModelEventWindows.step(model))
                .map(step -> step.multipliedBy(get(AdaptOptions.BATCH_SIZE)))
                .orElse(INTERVAL_WITHOUT_PERIOD));
    }

    /**
     * Threshold of the shift monitor that keeps the fleet within its false alarms, in standard deviations.
     *
     * @param charts statistics that are watched per stream, at least 1
     */
    public double alertThreshold(ModelSpec model, int charts) {
        Duration interval = batchInterval(model);
        double batchesPerDay = SECONDS_PER_DAY / (interval.toSeconds() + interval.getNano() / NANOS_PER_SECOND);
        return FalseAlarmBudget.threshold(
                get(AlertOptions.FALSE_ALARMS_PER_DAY), get(AlertOptions.FLEET_STREAMS), charts, batchesPerDay);
    }
}
