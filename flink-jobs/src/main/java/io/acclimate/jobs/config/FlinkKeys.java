// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Flink's own keys, which stand in the same file and are passed through unchanged. */
final class FlinkKeys {

    /** Keys, or what keys begin with before a dot. {@code execution} is spelt out because it has keys of ours, too. */
    static final List<String> PREFIXES = List.of(
            "application-result-store",
            "blob",
            "classloader",
            "client",
            "cluster",
            "completed-application-store",
            "env",
            "execution.async-state",
            "execution.attached",
            "execution.batch",
            "execution.batch-shuffle-mode",
            "execution.batch-state-backend",
            "execution.buffer-timeout",
            "execution.checkpointing",
            "execution.job-listeners",
            "execution.job-status-changed-listeners",
            "execution.program-config",
            "execution.runtime-mode",
            "execution.shutdown-on-application-finish",
            "execution.shutdown-on-attached-exit",
            "execution.sort-keyed-partition",
            "execution.sort-partition",
            "execution.sorted-inputs",
            "execution.state-recovery",
            "execution.submit-failed-job-on-application-error",
            "execution.target",
            "execution.terminate-application-on-any-job-terminated-exceptionally",
            "external-resource",
            "external-resources",
            "fs",
            "heartbeat",
            "high-availability",
            "historyserver",
            "io",
            "job-event",
            "job-result-store",
            "jobmanager",
            "jobstore",
            "kubernetes",
            "metrics",
            "minicluster",
            "parallelism",
            "pekko",
            "pipeline",
            "plugin",
            "process",
            "queryable-state",
            "resourcemanager",
            "rest",
            "restart-strategy",
            "s3",
            "scheduler-mode",
            "security",
            "shuffle-service-factory",
            "slot",
            "slotmanager",
            "slow-task-detector",
            "state",
            "task",
            "taskmanager",
            "traces",
            "user",
            "web",
            "yarn",
            "zookeeper");

    private FlinkKeys() {}

    /** Whether Flink reads {@code key}. */
    static boolean contains(String key) {
        return PREFIXES.stream().anyMatch(prefix -> key.equals(prefix) || key.startsWith(prefix + "."));
    }

    /** Keys of Flink that {@code key} may have been meant to be: its beginning replaced by each known one. */
    static Stream<String> like(String key) {
        String[] segments = key.split("\\.");
        return PREFIXES.stream().flatMap(prefix -> {
            int taken = prefix.split("\\.").length;
            if (taken >= segments.length) {
                return Stream.empty();
            }
            return Stream.of(
                    prefix + "." + String.join(".", Arrays.asList(segments).subList(taken, segments.length)));
        });
    }
}
