// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

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
import java.util.Map;
import java.util.concurrent.Callable;

/** Throughput of the whole job, from Kafka to Kafka, as a fraction of the bare loop's, in one process. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the job, Kafka to Kafka and exactly once with RocksDB, against the bare loop: the same "
                + "network, method and batches without Flink and Kafka.")
public final class PipelineBenchmark implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--streams", defaultValue = "100", description = "Number of streams (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(
            names = "--windows",
            defaultValue = "400",
            description = "Windows per stream; what is not a whole batch is left out (default: ${DEFAULT-VALUE}).")
    private int windows;

    @Option(
            names = "--batch-size",
            defaultValue = "32",
            description = "Windows per adaptation batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--streams-per-pass",
            split = ",",
            defaultValue = "32,1",
            description = "Most streams per pass, a row for each; 1 is the naive way (default: ${DEFAULT-VALUE}).")
    private List<Integer> streamsPerPass;

    @Option(
            names = "--method",
            split = ",",
            defaultValue = "rmt,tent",
            description = "Adaptation methods, a row for each (default: ${DEFAULT-VALUE}).")
    private List<String> methods;

    @Option(
            names = "--parallelism",
            split = ",",
            defaultValue = "1,2",
            description = "Slots of the job and threads of the bare loop, a row for each (default: ${DEFAULT-VALUE}).")
    private List<Integer> parallelism;

    @Option(
            names = "--checkpoint-millis",
            defaultValue = "10000",
            description = "Time between two checkpoints; as ./acclimate run (default: ${DEFAULT-VALUE}).")
    private int checkpointMillis;

    @Option(
            names = "--repeats",
            defaultValue = "1",
            description =
                    "Measurements per row, of which the median counts; a run of the job that does not count comes "
                            + "before them (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "An option of the job or of Flink, such as model.device=gpu; may be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there, as JSON.")
    private Path json;

    private PipelineBenchmark() {}

    /** Runs the benchmark; {@code --help} tells its options. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new PipelineBenchmark());
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Machine.mallocWarning().ifPresent(out::println);
        PipelineReport report = new PipelineReport(facts(), rows(out));
        out.println(report.text());
        out.flush();
        if (json != null) {
            Files.writeString(json, report.json());
        }
        return 0;
    }

    private List<Row> rows(PrintWriter out) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (WorkDirectory directory = WorkDirectory.make();
                Comparison comparison = new Comparison(
                        directory.path(), streams, windows, batchSize, Duration.ofMillis(checkpointMillis), options)) {
            for (String method : methods) {
                for (int slots : parallelism) {
                    for (int perPass : streamsPerPass) {
                        rows.add(row(comparison, method, slots, perPass));
                        out.println("measured " + rows.get(rows.size() - 1));
                        out.flush();
                    }
                }
            }
        }
        return rows;
    }

    private Row row(Comparison comparison, String method, int slots, int perPass) throws Exception {
        comparison.warmUp(method, slots, perPass);
        List<Measurement> measured = new ArrayList<>();
        while (measured.size() < repeats) {
            measured.add(comparison.measure(method, slots, perPass));
        }
        return new Row(method, slots, perPass, measured);
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>(Machine.facts());
        facts.put("model", SourceModel.DESCRIPTION);
        facts.put("input", "%d streams, %d windows each, batches of %d".formatted(streams, windows, batchSize));
        facts.put("checkpoints", "every %d ms, RocksDB, exactly once".formatted(checkpointMillis));
        facts.put("libtorch", "%d thread per slot".formatted(PipelineRun.LIBTORCH_THREADS));
        return facts;
    }
}
