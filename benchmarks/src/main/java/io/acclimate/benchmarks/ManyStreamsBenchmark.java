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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** What many streams cost: per window, on disk, and when the job stops and starts. */
@Command(
        name = "many-streams",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs the job, Kafka to Kafka and exactly once with RocksDB, over fleets of different size; stops "
                        + "each with a savepoint of all its streams, and starts it from there.")
public final class ManyStreamsBenchmark implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--streams",
            split = ",",
            defaultValue = "100,10000",
            description =
                    "Sizes of the fleets; costs are also given as ratios to the first (default: ${DEFAULT-VALUE}).")
    private List<Integer> streams;

    @Option(
            names = "--windows",
            defaultValue = "160000",
            description = "Windows of a whole fleet, at least two batches per stream (default: ${DEFAULT-VALUE}).")
    private int windows;

    @Option(
            names = "--batch-size",
            defaultValue = "8",
            description = "Windows per adaptation batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(names = "--method", defaultValue = "rmt", description = "Adaptation method (default: ${DEFAULT-VALUE}).")
    private String method;

    @Option(
            names = "--checkpoint-seconds",
            defaultValue = "10",
            description = "Time between two checkpoints (default: ${DEFAULT-VALUE}).")
    private int checkpointSeconds;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "An option of the job or of Flink; may be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there, as JSON.")
    private Path json;

    private ManyStreamsBenchmark() {}

    /** Runs the benchmark; {@code --help} tells its options. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ManyStreamsBenchmark());
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Machine.mallocWarning().ifPresent(out::println);
        Machine.facts().forEach((name, value) -> out.printf("%-12s %s%n", name, value));
        out.println("model        " + SourceModel.DESCRIPTION);
        List<ManyStreamsRun.Figures> figures = new ArrayList<>();
        for (int count : streams) {
            try (WorkDirectory directory = WorkDirectory.make();
                    ManyStreamsRun run = new ManyStreamsRun(
                            directory.path(),
                            count,
                            windows,
                            batchSize,
                            method,
                            Duration.ofSeconds(checkpointSeconds),
                            options)) {
                figures.add(run.figures());
                print(out, figures.get(figures.size() - 1), figures.get(0));
            }
        }
        if (json != null) {
            Files.writeString(
                    json, JSON.writeValueAsString(Map.of("figures", figures, "facts", Machine.facts())) + "\n");
        }
        return 0;
    }

    private static void print(PrintWriter out, ManyStreamsRun.Figures run, ManyStreamsRun.Figures first) {
        out.printf(
                Locale.ROOT,
                "%6d streams  cost per window %.2f of the first  %.0f windows/s  slowest checkpoint %.1f s  savepoint %.1f s,"
                        + " %.1f kB per stream"
                        + "  first prediction %.1f s after a start from it%n",
                run.streams(),
                first.windowsPerSecond() / run.windowsPerSecond(),
                run.windowsPerSecond(),
                run.checkpointSeconds(),
                run.savepointSeconds(),
                run.savepointBytes() / 1000.0 / run.streams(),
                run.restoreSeconds());
        SavedParts parts = run.parts();
        out.printf(
                Locale.ROOT,
                "               bytes per stream: learned %.0f, of which detector and guard %.0f; %.2f snapshots %.0f;"
                        + " waiting windows %.0f; the rest %.0f%n",
                (double) parts.learned() / run.streams(),
                (double) parts.detectors() / run.streams(),
                (double) parts.copies() / run.streams(),
                (double) parts.snapshots() / run.streams(),
                (double) parts.waiting() / run.streams(),
                (double) parts.other() / run.streams());
        out.flush();
    }
}
