// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.kafka.EmbeddedKafka;

import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Main class of the processes that a {@link ProcessCluster} starts. They end when the process that started them does. */
final class ClusterProcess {

    private ClusterProcess() {}

    /** Runs the {@link ClusterRole} that the first argument names with the others. */
    public static void main(String[] arguments) throws Exception {
        Thread parent = new Thread(ClusterProcess::endWithParent, "end-with-parent");
        parent.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (ClusterRole.valueOf(arguments[0])) {
            case BROKER -> EmbeddedKafka.start(Path.of(rest[0]), Integer.parseInt(rest[1]));
            case JOB_MANAGER -> StandaloneSessionClusterEntrypoint.main(rest);
            case TASK_MANAGER -> TaskManagerRunner.main(rest);
        }
    }

    /** Standard input is a pipe that closes when the parent is gone, however it went. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // A pipe that cannot be read says the same.
        }
        Runtime.getRuntime().halt(1);
    }
}
