// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Event cameras from Kafka to predictions: events per second, and how much of the CPU time the network takes. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures the job on simulated event cameras of 640x480 pixels, Kafka to Kafka and exactly once with"
                        + " RocksDB, and the share of its CPU time that is not spent in the network and its adaptation.")
public final class EventPipelineBenchmark implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec
    private CommandSpec spec;

    @Option(names = "--cameras", defaultValue = "8", description = "Cameras, 1 to 11 (default: ${DEFAULT-VALUE}).")
    private int cameras;

    @Option(
            names = "--rate",
            defaultValue = "500000",
            description =
                    "Events per second of each camera, which decides how many a window holds (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--downsampling",
            defaultValue = "8",
            description = "Side of the squares of pixels that the network sees as one (default: ${DEFAULT-VALUE}).")
    private int downsampling;

    @Option(
            names = "--windows",
            defaultValue = "256",
            description = "Windows of 50 ms per camera (default: ${DEFAULT-VALUE}).")
    private int windows;

    @Option(
            names = "--batch-size",
            defaultValue = "64",
            description = "Windows per adaptation batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--method",
            split = ",",
            defaultValue = "source,rmt",
            description = "Adaptation methods, a row for each (default: ${DEFAULT-VALUE}).")
    private List<String> methods;

    @Option(
            names = "--filter",
            paramLabel = "NAME=VALUE",
            description = "Filter of the job, as in events.filters; may be repeated.")
    private List<String> filters = new ArrayList<>();

    @Option(
            names = "--checkpoint-millis",
            defaultValue = "10000",
            description = "Time between two checkpoints; as ./acclimate run (default: ${DEFAULT-VALUE}).")
    private int checkpointMillis;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there, as JSON.")
    private Path json;

    private EventPipelineBenchmark() {}

    /** Runs the benchmark; {@code --help} tells its options. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new EventPipelineBenchmark());
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Machine.mallocWarning().ifPresent(out::println);
        Map<String, String> facts = facts();
        facts.forEach((name, value) -> out.printf("%-12s %s%n", name, value));
        out.println();
        out.println(EventMeasurement.HEAD);
        out.flush();
        List<EventMeasurement> measured = new ArrayList<>();
        try (WorkDirectory directory = WorkDirectory.make();
                EventPipeline pipeline = new EventPipeline(
                        directory.path(),
                        cameras,
                        windows,
                        batchSize,
                        rate,
                        downsampling,
                        String.join(";", filters),
                        Duration.ofMillis(checkpointMillis))) {
            pipeline.warmUp();
            for (String method : methods) {
                measured.add(pipeline.measure(method));
                out.println(measured.get(measured.size() - 1).line());
                out.flush();
            }
        }
        if (json != null) {
            write(facts, measured);
        }
        return 0;
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>(Machine.facts());
        facts.put(
                "model",
                "event-resnet, widths %s, log-histogram of %dx%d"
                        .formatted(
                                EventPipeline.WIDTHS,
                                MagnifiedCameras.SENSOR.width() / downsampling,
                                MagnifiedCameras.SENSOR.height() / downsampling));
        facts.put(
                "input",
                "%d cameras of %s pixels, %d windows of 50 ms each, batches of %d"
                        .formatted(cameras, MagnifiedCameras.SENSOR, windows, batchSize));
        facts.put("filters", filters.isEmpty() ? "none" : String.join(" ", filters));
        facts.put("checkpoints", "every %d ms, RocksDB, exactly once".formatted(checkpointMillis));
        facts.put("libtorch", "%d thread, one slot".formatted(PipelineRun.LIBTORCH_THREADS));
        return facts;
    }

    private void write(Map<String, String> facts, List<EventMeasurement> measured) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rows", measured.stream().map(EventMeasurement::fields).toList());
        all.put("facts", facts);
        Files.writeString(json, JSON.writeValueAsString(all) + "\n");
    }
}
