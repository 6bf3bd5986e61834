// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.operators.model.ModelPackage;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Entry of the job jar on a Flink cluster: {@code flink run acclimate-job.jar --config FILE -D key=value}. */
@Command(name = "acclimate-job", mixinStandardHelpOptions = true, description = "The main job, for a Flink cluster.")
public final class ClusterMain implements Callable<Integer> {

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file of options; see docs/options.md.")
    private Path config;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Sets one option; wins over the file.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    private ClusterMain() {}

    /** Submits the job; a wrong configuration is refused before that. */
    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new ClusterMain());
        int code = commandLine.execute(arguments);
        if (code != 0) {
            throw new IllegalStateException("the job was not started; see the message above");
        }
    }

    @Override
    public Integer call() throws Exception {
        JobConfiguration configuration = JobConfiguration.load(Optional.ofNullable(config), overrides);
        ModelPackage model = ModelPackage.load(Path.of(configuration.get(ModelOptions.PATH)));
        add(configuration, model, StreamExecutionEnvironment.getExecutionEnvironment(configuration.flink()))
                .execute("acclimate");
        return 0;
    }

    /**
     * Adds the job to the environment of a cluster.
     *
     * @throws IllegalArgumentException with a sentence if the job would never commit what it writes
     */
    public static StreamExecutionEnvironment add(
            JobConfiguration configuration, ModelPackage model, StreamExecutionEnvironment environment) {
        if (configuration.kafka().delivery() == DeliveryGuarantee.EXACTLY_ONCE
                && !environment.getCheckpointConfig().isCheckpointingEnabled()) {
            throw new IllegalArgumentException(
                    "without checkpoints an exactly-once job never commits what it writes; set "
                            + "execution.checkpointing.interval, for example to 10 s");
        }
        new AcclimateJob(configuration, model).addTo(environment);
        return environment;
    }
}
