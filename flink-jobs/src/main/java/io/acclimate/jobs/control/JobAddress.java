// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.jobs.kafka.Topics;

import picocli.CommandLine.Option;

/** Options of where a running job is, and how long its answer is waited for. */
final class JobAddress {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Address of the Kafka broker, several separated by commas (default: ${DEFAULT-VALUE}).")
    private String bootstrap;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "acclimate",
            description = "The job's kafka.topic-prefix (default: ${DEFAULT-VALUE}).")
    private String prefix;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "How long to wait for the job's answer, which comes with the next checkpoint (default: ${DEFAULT-VALUE}).")
    private long seconds;

    String bootstrap() {
        return bootstrap;
    }

    String prefix() {
        return prefix;
    }

    Topics topics() {
        return new Topics(prefix);
    }

    long seconds() {
        return seconds;
    }
}
