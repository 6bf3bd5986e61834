// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A broker, a JobManager and TaskManagers of one slot each, every one in a JVM of its own with the classes of this one.
 * It is small: about 400 MB per process.
 */
final class ProcessCluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int BROKER_HEAP = 256;
    private static final int JOB_MANAGER_HEAP = 320;
    private static final int TASK_MANAGER_HEAP = 384;

    private final ClusterPorts ports;
    private final List<ClusterMember> members = new ArrayList<>();

    private ProcessCluster(ClusterPorts ports) {
        this.ports = ports;
    }

    /**
     * Starts all processes and does not wait for them.
     *
     * @param directory for the broker's data, logs and temporary files
     */
    static ProcessCluster start(Path directory, int taskManagers) throws IOException {
        ProcessCluster cluster = new ProcessCluster(ClusterPorts.free());
        try {
            cluster.add(directory, taskManagers);
            for (ClusterMember member : cluster.members) {
                member.start();
            }
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
    }

    private void add(Path directory, int taskManagers) throws IOException {
        Path root = directory.toAbsolutePath();
        Path data = root.resolve("kafka");
        members.add(new ClusterMember(
                ClusterRole.BROKER,
                "broker",
                BROKER_HEAP,
                List.of(data.toString(), String.valueOf(ports.broker())),
                root));
        Path configuration = Files.createDirectories(root.resolve("conf"));
        Files.writeString(configuration.resolve("config.yaml"), yaml());
        members.add(flink(ClusterRole.JOB_MANAGER, "jobmanager", JOB_MANAGER_HEAP, configuration, root));
        for (int i = 1; i <= taskManagers; i++) {
            members.add(flink(ClusterRole.TASK_MANAGER, "taskmanager-" + i, TASK_MANAGER_HEAP, configuration, root));
        }
    }

    private static ClusterMember flink(ClusterRole role, String name, int heap, Path configuration, Path root) {
        List<String> arguments = List.of(
                "--configDir",
                configuration.toString(),
                "-D",
                "io.tmp.dirs=" + root.resolve("tmp").resolve(name));
        return new ClusterMember(role, name, heap, arguments, root);
    }

    private String yaml() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("jobmanager.rpc.address", HOST);
        keys.put("jobmanager.rpc.port", String.valueOf(ports.rpc()));
        keys.put("jobmanager.bind-host", HOST);
        keys.put("rest.address", HOST);
        keys.put("rest.port", String.valueOf(ports.rest()));
        keys.put("rest.bind-address", HOST);
        keys.put("web.refresh-interval", "100");
        keys.put("metrics.fetcher.update-interval", "500 ms");
        keys.put("taskmanager.host", HOST);
        keys.put("taskmanager.bind-host", HOST);
        keys.put("taskmanager.numberOfTaskSlots", "1");
        keys.put("taskmanager.cpu.cores", "1");
        // Flink's start scripts would work these out from one total.
        keys.put("taskmanager.memory.framework.heap.size", "128m");
        keys.put("taskmanager.memory.framework.off-heap.size", "64m");
        keys.put("taskmanager.memory.task.heap.size", "256m");
        keys.put("taskmanager.memory.task.off-heap.size", "256m");
        keys.put("taskmanager.memory.managed.size", "96m");
        keys.put("taskmanager.memory.network.min", "48m");
        keys.put("taskmanager.memory.network.max", "48m");
        keys.put("taskmanager.memory.jvm-metaspace.size", "192m");
        keys.put("taskmanager.memory.jvm-overhead.min", "192m");
        keys.put("taskmanager.memory.jvm-overhead.max", "192m");
        keys.put("taskmanager.network.memory.buffer-debloat.enabled", "true");
        // A process that was killed is missed within seconds.
        keys.put("heartbeat.interval", "1000");
        keys.put("heartbeat.timeout", "5000");
        return keys.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    String brokers() {
        return HOST + ":" + ports.broker();
    }

    URI webInterface() {
        return URI.create("http://%s:%d".formatted(HOST, ports.rest()));
    }

    /** Kills one process of a kind and starts another in its place. */
    void replace(ClusterRole role, RandomGenerator random) throws IOException {
        List<ClusterMember> candidates =
                members.stream().filter(member -> member.role() == role).toList();
        ClusterMember victim = candidates.get(random.nextInt(candidates.size()));
        try {
            victim.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a process was killed");
        }
        victim.start();
    }

    /** Starts those processes again that have ended by themselves; how many. */
    int replaceEnded() throws IOException {
        int ended = 0;
        for (ClusterMember member : members) {
            if (!member.isAlive()) {
                member.start();
                ended++;
            }
        }
        return ended;
    }

    @Override
    public void close() {
        members.forEach(ClusterMember::close);
    }
}
