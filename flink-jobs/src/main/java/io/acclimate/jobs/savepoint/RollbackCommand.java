// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.jobs.rest.FlinkRest;
import io.acclimate.state.savepoint.Savepoint;
import io.acclimate.state.savepoint.StreamChoice;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code acclimate savepoint rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description =
                "Stops a running job with a savepoint and starts it again from an older one: the input since then is"
                        + " read once more, or with --keep-offsets only what the streams had learned goes back.%n"
                        + "Without --rest it is the './acclimate run' of --dir, and the command that starts it again is printed;"
                        + " with --rest it is a job of a cluster, which is started again.")
final class RollbackCommand implements Callable<Integer> {

    /** A jar is uploaded within it. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PATH", description = "The savepoint or checkpoint to go back to.")
    private String path;

    @Option(
            names = "--keep-offsets",
            description =
                    "Goes on with the input where the job stands: writes a savepoint of this moment in which every"
                            + " stream of PATH has what it had learned there, and starts from that.")
    private boolean keepOffsets;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where --keep-offsets writes it (default: beside the savepoint of this moment).")
    private String out;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "runs/job",
            description = "The --dir of './acclimate run' (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--start", description = "Starts the run again right here, instead of printing the command.")
    private boolean start;

    @Option(names = "--rest", paramLabel = "URL", description = "REST address of a cluster, such as http://host:8081.")
    private URI rest;

    @Option(
            names = "--job",
            paramLabel = "ID",
            description = "The job on the cluster; may be left out if it runs only one.")
    private String job;

    @Option(
            names = "--savepoint-dir",
            paramLabel = "URI",
            description = "Where the cluster writes the savepoint of this moment (default: as it is configured).")
    private String savepointDirectory;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "The job's jar, to upload; may be left out if the cluster has it.")
    private Path jar;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to wait for each of savepoint and start (default: ${DEFAULT-VALUE}).")
    private long seconds;

    @Parameters(
            index = "1..*",
            paramLabel = "ARGUMENTS",
            description = "After '--': arguments of the job on the cluster (default: those of the running job).")
    private List<String> arguments = new ArrayList<>();

    private Output output;

    @Override
    public Integer call() throws IOException {
        if (rest == null && (job != null || jar != null || !arguments.isEmpty() || savepointDirectory != null)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--job, --jar, --savepoint-dir and ARGUMENTS are for a cluster; give its --rest");
        }
        if (rest != null && start) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--start is for './acclimate run'; a cluster's job is started again anyway");
        }
        output = new Output(spec);
        Savepoint.open(path);
        return rest == null ? embedded() : cluster();
    }

    private int embedded() throws IOException {
        RunFile run = RunFile.read(directory)
                .orElseThrow(() -> new IOException(
                        "no run of --dir %s can be found; start one with './acclimate run --dir %s --from %s ...'"
                                .formatted(directory, directory, path)));
        Path savepoints = directory.toAbsolutePath().resolve("savepoints");
        String taken =
                stop(run.rest(), run.job(), Optional.of(savepoints.toUri().toString()), Optional.of(savepoints));
        List<String> again = run.from(target(taken));
        if (!start) {
            output.line("start it again with:");
            output.line("  ./acclimate " + ShellWords.join(again));
            return 0;
        }
        output.line("starting again: ./acclimate " + ShellWords.join(again));
        return spec.root()
                .commandLine()
                .getSubcommands()
                .get(again.get(0))
                .execute(again.subList(1, again.size()).toArray(String[]::new));
    }

    private int cluster() throws IOException {
        FlinkRest cluster = new FlinkRest(rest, ANSWER);
        String running = job == null ? onlyJob(cluster) : job;
        // Whatever the start needs is looked for before anything is stopped.
        ClusterStart again = ClusterStart.find(cluster, running, Optional.ofNullable(jar), arguments);
        String taken = stop(rest, running, Optional.ofNullable(savepointDirectory), Optional.empty());
        String target = target(taken);
        String started = again.start(target);
        output.line("starting from %s as job %s".formatted(target, started));
        new StoppedJob(cluster, Duration.ofSeconds(seconds)).awaitRunning(started);
        output.line("running");
        return 0;
    }

    private static String onlyJob(FlinkRest cluster) throws IOException {
        List<String> running = cluster.runningJobs();
        if (running.size() != 1) {
            throw new IOException(
                    running.isEmpty()
                            ? "no job runs on the cluster; start one from the savepoint"
                            : "%d jobs run on the cluster; name one of them with --job: %s"
                                    .formatted(running.size(), String.join(", ", running)));
        }
        return running.get(0);
    }

    private String stop(URI address, String id, Optional<String> target, Optional<Path> local) throws IOException {
        StoppedJob running = new StoppedJob(new FlinkRest(address, ANSWER), Duration.ofSeconds(seconds));
        try {
            running.requireRunning(id);
            requireKept(id);
            output.remark("stopping job %s with a savepoint".formatted(id));
            String taken = running.stop(id, target, local);
            output.line("stopped with savepoint %s; starting from that undoes this".formatted(taken));
            return taken;
        } catch (ConnectException e) {
            throw new IOException(e.getMessage() + "; is the run still there?", e);
        }
    }

    /** Checkpoints lie in a folder that is called like their job. */
    private void requireKept(String id) throws IOException {
        if (id.equals(Savepoint.open(path).path().getParent().getName())) {
            throw new IOException(
                    ("%s is a checkpoint of the job itself, which it removes when it stops; give a savepoint,"
                                    + " or a checkpoint that an earlier job left")
                            .formatted(path));
        }
    }

    /** What to start from. */
    private String target(String taken) throws IOException {
        if (!keepOffsets) {
            return path;
        }
        String grafted = out == null ? taken.replaceAll("/+$", "") + "-rolled-back" : out;
        GraftCommand.print(GraftCommand.run(taken, path, StreamChoice.ALL, grafted, output), output);
        return grafted;
    }
}
