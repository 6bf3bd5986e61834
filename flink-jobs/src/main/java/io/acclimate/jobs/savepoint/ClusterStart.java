// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.jobs.ClusterMain;
import io.acclimate.jobs.rest.FlinkJars;
import io.acclimate.jobs.rest.FlinkRest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a job of a cluster is started again.
 *
 * @param jar id of its uploaded jar
 * @param arguments of its program
 */
record ClusterStart(FlinkRest cluster, String jar, List<String> arguments) {

    private static final String ENTRY = ClusterMain.class.getName();

    /**
     * Finds it for a running job.
     *
     * @param file the jar to upload, unless the cluster has it
     * @param given arguments; those that the job says it was started with if empty
     * @throws IOException if the cluster lacks what is needed; nothing has been stopped then
     */
    static ClusterStart find(FlinkRest cluster, String job, Optional<Path> file, List<String> given)
            throws IOException {
        List<String> arguments = given.isEmpty() ? recorded(cluster, job) : given;
        return new ClusterStart(
                cluster, file.isPresent() ? cluster.jars().upload(file.get()) : uploaded(cluster), arguments);
    }

    private static List<String> recorded(FlinkRest cluster, String job) throws IOException {
        Optional<String> parameter = cluster.jobParameter(job, ClusterMain.ARGUMENTS);
        if (parameter.isEmpty()) {
            throw new IOException(
                    "job %s does not tell the arguments it was started with; give them after '--', such as -- --config FILE"
                            .formatted(job));
        }
        return ClusterMain.arguments(parameter.get());
    }

    private static String uploaded(FlinkRest cluster) throws IOException {
        return cluster.jars().all().stream()
                .filter(jar -> jar.entryClasses().contains(ENTRY))
                .findFirst()
                .map(FlinkJars.Jar::id)
                .orElseThrow(() -> new IOException(
                        ("the cluster has no uploaded jar with the entry class %s, so that it could not start the job again;"
                                        + " give it with --jar acclimate-job.jar")
                                .formatted(ENTRY)));
    }

    /** Starts it and returns the job's id. */
    String start(String savepoint) throws IOException {
        String location =
                savepoint.contains(":") ? savepoint : Path.of(savepoint).toUri().toString();
        try {
            return cluster.jars().run(jar, ENTRY, arguments, Optional.of(location));
        } catch (IOException e) {
            throw new IOException(
                    "the job is stopped, but could not be started from %s: %s".formatted(savepoint, e.getMessage()), e);
        }
    }
}
