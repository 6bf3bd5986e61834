// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.ConfigurationException;
import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.jobs.savepoint.StartingPoint;
import io.acclimate.operators.model.ModelPackage;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/** Entry of the job jar on a Flink cluster: {@code flink run acclimate-job.jar --config FILE -D key=value}. */
@Command(name = "acclimate-job", mixinStandardHelpOptions = true, description = "The main job, for a Flink cluster.")
public final class ClusterMain implements Callable<Integer> {

    /** Job parameter, seen in the web interface, that holds the arguments of this program, one a line. */
    public static final String ARGUMENTS = "acclimate.arguments";

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file of options; see docs/options.md.")
    private Path config;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Sets one option; wins over the file.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    private final List<String> given;

    private ClusterMain(String[] arguments) {
        given = List.of(arguments);
    }

    /**
     * Submits the job; a wrong configuration is refused before that.
     *
     * @throws IllegalStateException with the sentence that was printed, if it was refused
     */
    public static void main(String[] arguments) {
        AtomicReference<String> reason = new AtomicReference<>("see the message above");
        CommandLine commandLine = new CommandLine(new ClusterMain(arguments));
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            reason.set(failure.getMessage());
            if (failure instanceof IOException
                    || failure instanceof IllegalArgumentException
                    || failure instanceof ConfigurationException) {
                command.getErr().println(failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            return 1;
        });
        if (commandLine.execute(arguments) != 0) {
            throw new IllegalStateException("the job was not started: " + reason.get());
        }
    }

    /** Arguments out of the job parameter {@link #ARGUMENTS}. */
    public static List<String> arguments(String parameter) {
        return List.of(parameter.split("\n"));
    }

    /** Tells what the job was started with, so that it can be started again; not if a secret is among it. */
    private void record(StreamExecutionEnvironment environment) {
        if (overrides.keySet().stream().noneMatch(GlobalConfiguration::isSensitive)) {
            Configuration parameters = new Configuration();
            parameters.setString(ARGUMENTS, String.join("\n", given));
            environment.getConfig().setGlobalJobParameters(parameters);
        }
    }

    @Override
    public Integer call() throws Exception {
        JobConfiguration configuration = JobConfiguration.load(Optional.ofNullable(config), overrides);
        ModelPackage model = ModelPackage.load(Path.of(configuration.get(ModelOptions.PATH)));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration.flink());
        StartingPoint.check(environment.getConfiguration(), configuration, model);
        record(environment);
        add(configuration, model, environment).execute("acclimate");
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
