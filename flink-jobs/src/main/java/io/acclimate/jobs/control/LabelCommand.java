// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

import io.acclimate.operators.model.ModelPackage;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.DelayedLabel;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code acclimate label}: tells a running job the true class of an earlier window. */
@Command(
        name = "label",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Tells a running job that has labels.enabled the true class of an earlier window, and waits until"
                + " it says what became of it.")
public final class LabelCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--stream", paramLabel = "ID", required = true, description = "The window's stream.")
    private String stream;

    @Option(
            names = "--window",
            paramLabel = "MICROS",
            required = true,
            description = "The window: windowEndMicros of its prediction or request.")
    private long window;

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            required = true,
            description = "Its class: an index from 0, or, with --model, a name.")
    private String className;

    @Option(names = "--model", paramLabel = "DIR", description = "Model package that knows the classes' names.")
    private Path model;

    @Mixin
    private JobAddress job;

    @Override
    public Integer call() throws IOException {
        DelayedLabel label = new DelayedLabel(stream, window, classIndex(), System.currentTimeMillis());
        Optional<AdaptationLogEntry> answer =
                new LabelClient(job.bootstrap(), job.topics()).send(label, Duration.ofSeconds(job.seconds()));
        if (answer.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(("no answer within %d s; the label stands on %s.labels and is taken when a job with"
                                    + " labels.enabled runs, unless %s.dead-letters says what is wrong with it")
                            .formatted(job.seconds(), job.prefix(), job.prefix()));
            return 1;
        }
        boolean used = answer.get().getSamplesUsed() > 0;
        spec.commandLine()
                .getOut()
                .println("%s: %s"
                        .formatted(used ? "taken" : "not used", answer.get().getSkipReason()));
        return used ? 0 : 1;
    }

    private int classIndex() throws IOException {
        if (className.matches("\\d{1,9}")) {
            return Integer.parseInt(className);
        }
        if (model == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--class %s is not an index; give --model, which knows names".formatted(className));
        }
        List<String> classes = ModelPackage.load(model).spec().classes();
        if (!classes.contains(className)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the model has no class '%s'; its classes are %s".formatted(className, String.join(", ", classes)));
        }
        return classes.indexOf(className);
    }
}
