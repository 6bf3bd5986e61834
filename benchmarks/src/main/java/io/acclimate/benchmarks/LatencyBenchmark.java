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
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** How long a window takes from Kafka to Kafka when it is predicted as it comes, under a share of the largest load. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the time from a record's timestamp to the moment at which a Kafka consumer holds the "
                + "prediction of the window that the record completed, while the job adapts; first the job's largest "
                + "throughput, then the latency at a share of it, in one process.")
public final class LatencyBenchmark implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec
    private CommandSpec spec;

    @Option(names = "--streams", defaultValue = "100", description = "Number of streams (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(
            names = "--batch-size",
            defaultValue = "32",
            description = "Windows per adaptation batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--streams-per-pass",
            defaultValue = "8",
            description = "Most streams per pass (default: ${DEFAULT-VALUE}).")
    private int streamsPerPass;

    @Option(names = "--method", defaultValue = "rmt", description = "Adaptation method (default: ${DEFAULT-VALUE}).")
    private String method;

    @Option(
            names = "--load",
            defaultValue = "0.5",
            description = "Share of the largest load (default: ${DEFAULT-VALUE}).")
    private double load;

    @Option(
            names = "--warm-up-seconds",
            defaultValue = "10",
            description = "About how long the job runs at its largest load before anything counts, so that the JIT "
                    + "compiler knows it (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(
            names = "--largest-seconds",
            defaultValue = "30",
            description = "About how long the largest load is measured (default: ${DEFAULT-VALUE}).")
    private int largestSeconds;

    @Option(
            names = "--settle-seconds",
            defaultValue = "60",
            description = "How long devices have been sending at their pace before latencies count, because the JIT "
                    + "compiler works for minutes after the job's start (default: ${DEFAULT-VALUE}).")
    private int settleSeconds;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "How long the latency is measured (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--checkpoint-seconds",
            defaultValue = "5",
            description = "Time between two checkpoints; longer than the run for none (default: ${DEFAULT-VALUE}).")
    private int checkpointSeconds;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "An option of the job or of Flink; may be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there, as JSON.")
    private Path json;

    private LatencyBenchmark() {}

    /** Runs the benchmark; {@code --help} tells its options. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LatencyBenchmark());
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Machine.mallocWarning().ifPresent(out::println);
        Map<String, Object> figures = new LinkedHashMap<>();
        try (WorkDirectory directory = WorkDirectory.make();
                LatencyRun run = new LatencyRun(
                        directory.path(),
                        streams,
                        batchSize,
                        streamsPerPass,
                        method,
                        Duration.ofSeconds(checkpointSeconds),
                        options)) {
            if (warmUpSeconds > 0) {
                run.warmUp(Duration.ofSeconds(warmUpSeconds));
            }
            double largest = run.largestLoad(Duration.ofSeconds(largestSeconds));
            out.printf(Locale.ROOT, "largest load %.0f windows/s%n", largest);
            out.flush();
            figures.put("largestWindowsPerSecond", largest);
            figures.put("load", load);
            figures.putAll(run.latencies(load * largest, Duration.ofSeconds(settleSeconds), Duration.ofSeconds(seconds))
                    .fields());
        }
        report(out, figures);
        return 0;
    }

    private void report(PrintWriter out, Map<String, Object> figures) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>(Machine.facts());
        facts.put("model", SourceModel.DESCRIPTION);
        facts.put(
                "input",
                "%d streams, batches of %d, %s, %d streams per pass, a checkpoint every %d s"
                        .formatted(streams, batchSize, method, streamsPerPass, checkpointSeconds));
        facts.forEach((name, value) -> out.printf("%-12s %s%n", name, value));
        figures.forEach((name, value) -> out.printf("%-24s %s%n", name, value));
        out.flush();
        if (json != null) {
            Files.writeString(json, JSON.writeValueAsString(Map.of("figures", figures, "facts", facts)) + "\n");
        }
    }
}
