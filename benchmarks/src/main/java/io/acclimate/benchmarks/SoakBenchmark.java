// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** Whether memory stays level under load. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs the job, Kafka to Kafka and exactly once with RocksDB, at its largest load, and tells now and "
                        + "then what memory the process holds: heap, direct buffers, RocksDB, and all other native memory.")
public final class SoakBenchmark implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double MEGA = 1e6;

    @Spec
    private CommandSpec spec;

    @Option(names = "--minutes", defaultValue = "30", description = "How long (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(names = "--windows", description = "End once so many windows are predicted, if that comes first.")
    private Long windows;

    @Option(
            names = "--sample-seconds",
            defaultValue = "10",
            description = "Time between two samples (default: ${DEFAULT-VALUE}).")
    private double sampleSeconds;

    @Option(names = "--streams", defaultValue = "100", description = "Number of streams (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(
            names = "--batch-size",
            defaultValue = "32",
            description = "Windows per adaptation batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(names = "--method", defaultValue = "rmt", description = "Adaptation method (default: ${DEFAULT-VALUE}).")
    private String method;

    @Option(
            names = "--widths",
            split = ",",
            defaultValue = "32,48,64",
            description = "Channels of the network's blocks; few make many windows a second (default: "
                    + "${DEFAULT-VALUE}).")
    private List<Integer> widths;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "An option of the job or of Flink; may be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the samples there, as JSON.")
    private Path json;

    @Option(names = "--plot", paramLabel = "FILE", description = "Also draws them there, as an SVG picture.")
    private Path plot;

    private SoakBenchmark() {}

    /** Runs the benchmark; {@code --help} tells its options. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new SoakBenchmark());
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Machine.mallocWarning().ifPresent(out::println);
        Map<String, String> facts = new LinkedHashMap<>(Machine.facts());
        facts.put("model", SourceModel.description(widths));
        facts.put("input", "%d streams, batches of %d, %s".formatted(streams, batchSize, method));
        facts.forEach((name, value) -> out.printf("%-12s %s%n", name, value));
        List<MemorySample> samples;
        try (WorkDirectory directory = WorkDirectory.make();
                SoakRun run = new SoakRun(directory.path(), streams, batchSize, method, widths, options)) {
            samples = run.samples(
                    Duration.ofMillis(Math.round(minutes * 60_000)),
                    windows == null ? Long.MAX_VALUE : windows,
                    Duration.ofMillis(Math.round(sampleSeconds * 1000)),
                    sample -> print(out, sample));
        }
        if (json != null) {
            Files.writeString(json, JSON.writeValueAsString(Map.of("samples", samples, "facts", facts)) + "\n");
        }
        if (plot != null) {
            Files.writeString(plot, MemoryPlot.svg(samples));
        }
        return 0;
    }

    private static void print(PrintWriter out, MemorySample sample) {
        out.printf(
                Locale.ROOT,
                "%7.0f s %9d windows  resident %5.0f MB  heap %5.0f (in use at least %4.0f)  direct %4.0f  RocksDB %4.0f"
                        + "  all native but direct %5.0f%n",
                sample.seconds(),
                sample.windows(),
                sample.resident() / MEGA,
                sample.committedHeap() / MEGA,
                sample.usedHeap() / MEGA,
                sample.direct() / MEGA,
                sample.rocksDb() / MEGA,
                sample.otherNative() / MEGA);
        out.flush();
    }
}
