// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;

import java.util.Map;
import java.util.TreeMap;

/** Metrics as they are registered, by their names from {@code acclimate} on. */
final class CapturedMetrics {

    private static final String ROOT = "acclimate.";

    private final Map<String, Metric> byName = new TreeMap<>();

    /** The metric group of a task whose metrics are captured. */
    TaskMetricGroup task() {
        TestingMetricRegistry registry = TestingMetricRegistry.builder()
                .setRegisterConsumer(this::register)
                .build();
        return TaskManagerMetricGroup.createTaskManagerMetricGroup(registry, "host", new ResourceID("tm"))
                .addJob(new JobID(), "job")
                .addTask(ExecutionAttemptID.randomId(), "task");
    }

    private void register(Metric metric, String name, AbstractMetricGroup<?> group) {
        String full = String.join(".", group.getScopeComponents()) + "." + name;
        if (full.contains(ROOT)) {
            byName.put(full.substring(full.indexOf(ROOT) + ROOT.length()), metric);
        }
    }

    /** All names, without the leading {@code acclimate.}. */
    Iterable<String> names() {
        return byName.keySet();
    }

    long count(String name) {
        return ((Counter) byName.get(name)).getCount();
    }

    Metric get(String name) {
        return byName.get(name);
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    Object gauge(String name) {
        return ((Gauge<?>) byName.get(name)).getValue();
    }
}
