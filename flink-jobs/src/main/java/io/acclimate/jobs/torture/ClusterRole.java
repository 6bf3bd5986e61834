// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

/** What a process of a {@link ProcessCluster} is. */
enum ClusterRole {
    TASK_MANAGER("TaskManager"),
    JOB_MANAGER("JobManager"),
    BROKER("broker");

    private final String title;

    ClusterRole(String title) {
        this.title = title;
    }

    /** Its name in sentences. */
    String title() {
        return title;
    }
}
