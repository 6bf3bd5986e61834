// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.report.TextTable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of it.
 *
 * @param settings what was done
 * @param kills by kind
 * @param endedByThemselves processes that ended without having been killed
 * @param restarts of the job by Flink
 * @param resubmissions of the job from its latest checkpoint, after its JobManager was gone
 * @param recoveries from the first kill of an outage to the completion of the first checkpoint begun after its last one
 * @param recordsIn input records
 * @param tolerance by how much numbers with a fraction were allowed to differ
 * @param comparisons by output topic
 */
record TortureReport(
        TortureSettings settings,
        Map<ClusterRole, Integer> kills,
        int endedByThemselves,
        long restarts,
        int resubmissions,
        List<Duration> recoveries,
        long recordsIn,
        double tolerance,
        Map<String, Comparison> comparisons) {

    /** Whether the killed run's committed output is that of the one that was left alone. */
    boolean isEqual() {
        return comparisons.values().stream().allMatch(Comparison::isEqual);
    }

    /** For people. */
    String text() {
        String kinds = kills.entrySet().stream()
                .map(entry -> "%s %d".formatted(entry.getKey().title(), entry.getValue()))
                .collect(Collectors.joining(", "));
        TextTable facts = new TextTable(2)
                .row("kills", "%d: %s".formatted(settings.kills(), kinds))
                .row("restarts", "%d by Flink, %d from the latest checkpoint by us".formatted(restarts, resubmissions))
                .row("other ends", "%d processes ended by themselves".formatted(endedByThemselves))
                .row("recovery", "median %s, worst %s, of %d outages".formatted(median(), worst(), recoveries.size()))
                .row("records in", count(recordsIn));
        TextTable outputs = new TextTable(1)
                .row("output", "undisturbed", "committed", "duplicates", "losses", "differing")
                .rule();
        comparisons.forEach((topic, comparison) -> outputs.row(
                topic,
                count(comparison.expected()),
                count(comparison.committed()),
                count(comparison.duplicates()),
                count(comparison.losses()),
                count(comparison.different())));
        return facts.text() + "\n" + outputs.text() + "\n" + verdict();
    }

    private String verdict() {
        if (isEqual()) {
            return tolerance == 0 ? "equal bit for bit\n" : "equal within %s\n".formatted(tolerance);
        }
        return comparisons.values().stream()
                .map(Comparison::example)
                .filter(example -> !example.isEmpty())
                .map(example -> "not equal: " + example + "\n")
                .collect(Collectors.joining());
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private String median() {
        List<Duration> sorted = recoveries.stream().sorted().toList();
        return sorted.isEmpty() ? "-" : seconds(sorted.get(sorted.size() / 2));
    }

    private String worst() {
        return recoveries.stream()
                .max(Duration::compareTo)
                .map(TortureReport::seconds)
                .orElse("-");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }

    /** For programs. */
    ObjectNode json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("equal", isEqual());
        root.put("tolerance", tolerance);
        root.put("seed", settings.seed());
        root.put("parallelism", settings.parallelism());
        ObjectNode killed = root.putObject("kills");
        kills.forEach((role, times) -> killed.put(role.title(), times));
        root.put("endedByThemselves", endedByThemselves);
        root.put("restarts", restarts);
        root.put("resubmissions", resubmissions);
        ArrayNode recovered = root.putArray("recoveryMillis");
        recoveries.forEach(duration -> recovered.add(duration.toMillis()));
        root.put("recordsIn", recordsIn);
        ObjectNode topics = root.putObject("outputs");
        comparisons.forEach((topic, comparison) -> topics.putObject(topic)
                .put("undisturbed", comparison.expected())
                .put("committed", comparison.committed())
                .put("duplicates", comparison.duplicates())
                .put("losses", comparison.losses())
                .put("differing", comparison.different()));
        return root;
    }
}
