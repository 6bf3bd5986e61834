// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.AdaptOptions;
import io.acclimate.jobs.config.AlertOptions;
import io.acclimate.jobs.config.ExecutionOptions;
import io.acclimate.jobs.config.InputOptions;
import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.LabelOptions;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.jobs.config.WindowOptions;
import io.acclimate.jobs.kafka.KafkaEnds;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.flink.AdaptOperator;
import io.acclimate.operators.flink.BatchingSettings;
import io.acclimate.operators.flink.ControlDecodeFunction;
import io.acclimate.operators.flink.DecodeFunction;
import io.acclimate.operators.flink.EventDecodeFunction;
import io.acclimate.operators.flink.EventWindowOperator;
import io.acclimate.operators.flink.FleetAlertFunction;
import io.acclimate.operators.flink.LabelDecodeFunction;
import io.acclimate.operators.flink.ModelSettings;
import io.acclimate.operators.flink.Outputs;
import io.acclimate.operators.flink.WindowOperator;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.sensors.InputLimits;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.EventReadings;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;
import io.acclimate.state.SensorReadings;
import io.acclimate.state.StreamInput;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The main job: packets of sensors or of event cameras from Kafka, decoded, cut into windows, predicted and adapted, and
 * everything that comes of it back to Kafka, exactly once. Which of both it reads follows from the model package.
 */
public final class AcclimateJob {

    /** Names of all operators with state, which savepoints refer to: never change one. */
    public static final List<String> UIDS = List.of(
            "sensor-source",
            "decode",
            "control-source",
            "decode-control",
            "window",
            "adapt",
            "fleet-alerts",
            "predictions-sink",
            "alerts-sink",
            "adaptation-log-sink",
            "dead-letters-sink",
            "event-source",
            "decode-events",
            "event-window",
            "label-source",
            "decode-labels",
            "window-inputs",
            "label-requests-sink");

    /** Bound on the parallelism that a savepoint can be restored at; part of every savepoint. */
    public static final int MAX_PARALLELISM = 128;

    /** Windows that are predicted as they come must not wait in a buffer that is not full. */
    private static final long BUFFER_MILLIS_AT_ONCE = 1;

    /** As Kafka's own default; said here because one of both must be. */
    private static final Duration LINGER = Duration.ofMillis(5);

    private final JobConfiguration configuration;
    private final ModelPackage model;
    private final KafkaEnds kafka;

    /**
     * A job.
     *
     * @param model the package that the option {@code model.path} names
     */
    public AcclimateJob(JobConfiguration configuration, ModelPackage model) {
        this.configuration = configuration;
        this.model = model;
        this.kafka =
                new KafkaEnds(configuration.kafka(), configuration.topics(), predictsAtOnce() ? Duration.ZERO : LINGER);
    }

    /** Adds the job's operators to {@code environment}. */
    public void addTo(StreamExecutionEnvironment environment) {
        environment.setMaxParallelism(MAX_PARALLELISM);
        // A type without a serializer of its own would go to Kryo, whose bytes have no version: refused, wherever it
        // runs.
        environment.configure(new Configuration().set(PipelineOptions.GENERIC_TYPES, false));
        if (predictsAtOnce() && !configuration.flink().containsKey("execution.buffer-timeout.interval")) {
            environment.setBufferTimeout(BUFFER_MILLIS_AT_ONCE);
        }
        Windows windows = model.spec().events() == null ? ofSensors(environment) : ofCameras(environment);
        SingleOutputStreamOperator<ControlOrder> orders = environment
                .fromSource(kafka.control(), WatermarkStrategy.noWatermarks(), "control")
                .uid("control-source")
                .setParallelism(1)
                .process(new ControlDecodeFunction(schemas()), ControlOrder.TYPE)
                .name("decode-control")
                .uid("decode-control")
                .setParallelism(1);
        DataStream<OutputRecord> deadLetters = windows.deadLetters.union(orders.getSideOutput(Outputs.DEAD_LETTERS));
        SingleOutputStreamOperator<OutputRecord> predictions;
        if (configuration.get(LabelOptions.ENABLED)) {
            SingleOutputStreamOperator<StreamInput> labels = labels(environment);
            deadLetters = deadLetters.union(labels.getSideOutput(Outputs.DEAD_LETTERS));
            predictions = adapt(inputs(windows.samples).union(labels), orders);
            sink(
                    predictions.getSideOutput(Outputs.LABEL_REQUESTS),
                    configuration.topics().labelRequests(),
                    "label-requests");
        } else {
            predictions = adapt(windows.samples, orders);
        }
        sink(predictions, configuration.topics().predictions(), "predictions");
        // One writer behind the one subtask: several would get an alert's opening and end in any order.
        sink(
                        fleetAlerts(predictions.getSideOutput(Outputs.ALERTS)),
                        configuration.topics().alerts(),
                        "alerts")
                .setParallelism(1);
        sink(
                predictions.getSideOutput(Outputs.ADAPTATION_LOG),
                configuration.topics().adaptationLog(),
                "adaptation-log");
        sink(deadLetters, configuration.topics().deadLetters(), "dead-letters");
    }

    private <I extends StreamInput> SingleOutputStreamOperator<OutputRecord> adapt(
            DataStream<I> inputs, DataStream<ControlOrder> orders) {
        return inputs.keyBy(StreamInput::streamId, Types.STRING)
                .connect(orders.broadcast())
                .transform("adapt", OutputRecord.TYPE, this.<I>adaptOperator())
                .uid("adapt");
    }

    private SingleOutputStreamOperator<StreamInput> labels(StreamExecutionEnvironment environment) {
        LabelDecodeFunction decode = new LabelDecodeFunction(
                schemas(), model.spec().classes().size(), configuration.get(InputOptions.MAX_STREAM_ID_LENGTH));
        return environment
                .fromSource(kafka.labels(), WatermarkStrategy.noWatermarks(), "labels")
                .uid("label-source")
                .process(decode, StreamInput.ANY)
                .name("decode-labels")
                .uid("decode-labels");
    }

    /** Flink joins streams of the same type only. */
    private static DataStream<StreamInput> inputs(DataStream<Sample> samples) {
        SingleOutputStreamOperator<StreamInput> inputs = samples.map(sample -> sample);
        return inputs.returns(StreamInput.ANY).name("window-inputs").uid("window-inputs");
    }

    /** All alerts under one key: there are few, and many streams that shift together are one alert. */
    private SingleOutputStreamOperator<OutputRecord> fleetAlerts(DataStream<OutputRecord> alerts) {
        return alerts.keyBy(alert -> FleetAlertFunction.FLEET, Types.STRING)
                .process(
                        new FleetAlertFunction(
                                configuration.get(AlertOptions.TOGETHER),
                                configuration.get(AlertOptions.TOGETHER_WINDOW).toMillis() * 1000),
                        OutputRecord.TYPE)
                .name("fleet-alerts")
                .uid("fleet-alerts")
                .setParallelism(1);
    }

    /** What the input side of the job hands on. */
    private record Windows(DataStream<Sample> samples, DataStream<OutputRecord> deadLetters) {

        static Windows of(SingleOutputStreamOperator<?> packets, SingleOutputStreamOperator<Sample> windows) {
            return new Windows(
                    windows,
                    packets.getSideOutput(Outputs.DEAD_LETTERS).union(windows.getSideOutput(Outputs.DEAD_LETTERS)));
        }
    }

    private Windows ofSensors(StreamExecutionEnvironment environment) {
        SingleOutputStreamOperator<SensorReadings> packets = environment
                .fromSource(kafka.source(), WatermarkStrategy.noWatermarks(), "sensors")
                .uid("sensor-source")
                .process(new DecodeFunction(schemas(), limits()), SensorReadings.TYPE)
                .name("decode")
                .uid("decode");
        SingleOutputStreamOperator<Sample> windows = packets.keyBy(SensorReadings::streamId, Types.STRING)
                .transform(
                        "window",
                        Sample.TYPE,
                        WindowOperator.ofSensors(
                                configuration.windowSpec(model.spec()),
                                configuration.get(ExecutionOptions.CACHE_SIZE).getBytes()))
                .uid("window");
        return Windows.of(packets, windows);
    }

    private Windows ofCameras(StreamExecutionEnvironment environment) {
        SingleOutputStreamOperator<EventReadings> packets = environment
                .fromSource(kafka.eventSource(), WatermarkStrategy.noWatermarks(), "events")
                .uid("event-source")
                .process(
                        new EventDecodeFunction(schemas(), configuration.eventLimits(model.spec())), EventReadings.TYPE)
                .name("decode-events")
                .uid("decode-events");
        EventWindowOperator operator = new EventWindowOperator(
                configuration.eventWindowSpec(model.spec()),
                configuration.eventFilters(model.spec()),
                configuration.get(WindowOptions.IDLE_TIMEOUT).toMillis(),
                configuration.get(ExecutionOptions.CACHE_SIZE).getBytes());
        SingleOutputStreamOperator<Sample> windows = packets.keyBy(EventReadings::streamId, Types.STRING)
                .transform("event-window", Sample.TYPE, operator)
                .uid("event-window");
        return Windows.of(packets, windows);
    }

    private DataStreamSink<OutputRecord> sink(DataStream<OutputRecord> records, String topic, String name) {
        return records.sinkTo(kafka.sink(topic, name)).name(name).uid(name + "-sink");
    }

    private SchemaStore schemas() {
        SchemaStore builtIn = SchemaStore.builtIn();
        return configuration
                .find(InputOptions.SCHEMAS_DIRECTORY)
                .map(directory -> builtIn.withDirectory(Path.of(directory)))
                .orElse(builtIn);
    }

    private InputLimits limits() {
        return new InputLimits(
                model.spec().inputShape().get(0),
                (int) configuration.get(InputOptions.MAX_RECORD_BYTES).getBytes(),
                configuration.get(InputOptions.MAX_READINGS),
                configuration.get(InputOptions.MAX_STREAM_ID_LENGTH));
    }

    /** Streams that train all weights, projection heads included, go one by one. */
    private int streamsPerPass() {
        return configuration.get(AdaptOptions.SCOPE) == ParameterSpec.Scope.FULL
                ? 1
                : configuration.get(ExecutionOptions.STREAMS_PER_PASS);
    }

    private boolean predictsAtOnce() {
        return configuration.get(ExecutionOptions.PREDICTIONS) == ExecutionOptions.Predictions.AT_ONCE;
    }

    private <I extends StreamInput> AdaptOperator<I> adaptOperator() {
        ModelSettings modelSettings = new ModelSettings(
                configuration.get(ModelOptions.PATH),
                model.id(),
                configuration.get(ModelOptions.DEVICE),
                configuration.get(ModelOptions.THREADS),
                configuration.get(ModelOptions.ON_CHANGE),
                configuration.find(ModelOptions.OLD_PATH).orElse(""));
        BatchingSettings batching = new BatchingSettings(
                configuration.get(AdaptOptions.BATCH_SIZE),
                configuration.get(AdaptOptions.MAX_BATCH_LATENCY).toMillis() * 1000,
                configuration.get(AdaptOptions.IDLE_TIMEOUT).toMillis(),
                streamsPerPass(),
                configuration.get(ExecutionOptions.PASS_WAIT).toMillis(),
                predictsAtOnce(),
                configuration.get(ExecutionOptions.PREDICTION_WAIT).toMillis(),
                configuration.get(ExecutionOptions.CACHE_SIZE).getBytes());
        int charts = ShiftKnowledge.charts(
                SourceView.STATISTICS.size(),
                model.knowledge().find(SourceKnowledge.SHIFT_AXES).isPresent());
        return new AdaptOperator<>(
                modelSettings,
                configuration.adaptationSettings(model.spec()),
                batching,
                configuration.alertSettings(model.spec(), charts),
                configuration.safetySettings(),
                configuration.labelSettings());
    }
}
