// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.training;

import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.Networks;
import io.acclimate.operators.model.NormKind;
import io.acclimate.operators.train.EpochReport;
import io.acclimate.operators.train.KnowledgeMaker;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.operators.train.Trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Trains the source model of a recipe and writes its package. */
public final class SourceTraining {

    private final TrainingRecipe recipe;
    private final NormKind norm;
    private final Consumer<String> progress;

    /** A training of a model with batch norm. */
    public SourceTraining(TrainingRecipe recipe, Consumer<String> progress) {
        this(recipe, NormKind.BATCH, progress);
    }

    /**
     * A training.
     *
     * @param norm kind of the model's normalization layers
     * @param progress receives one line of text per step
     */
    public SourceTraining(TrainingRecipe recipe, NormKind norm, Consumer<String> progress) {
        this.recipe = recipe;
        this.norm = norm;
        this.progress = progress;
    }

    /**
     * Reads, trains, measures and writes; the same recipe gives the same package, byte for byte. One thread does it,
     * because sums over several come out differently on machines with other numbers of cores.
     *
     * @param stop asked before every step
     * @throws java.util.concurrent.CancellationException if {@code stop} says so
     */
    public ModelPackage run(Path directory, BooleanSupplier stop) throws IOException {
        Devices.threads(1);
        progress.accept("reading recordings of " + recipe.name());
        LabelledWindows training = recipe.trainingWindows();
        LabelledWindows unseen = recipe.unseenWindows();
        LabelledWindows labelled = training.labelled();
        LabelledWindows validation = unseen.labelled();
        LabelledWindows varied = recipe.variedWindows(recipe.training().seed()).labelled();
        progress.accept("training on %,d labelled windows%s, validating on %,d of other recordings"
                .formatted(
                        labelled.size(),
                        varied.size() == 0 ? "" : " and %,d variations of them".formatted(varied.size()),
                        validation.size()));
        var spec = recipe.model(Map.of()).with(norm);
        Trainer.Trained trained = new Trainer(Networks.of(spec), spec.inputDimensions(), recipe.training())
                .train(labelled.and(varied), validation, report -> progress.accept(line(report)), stop);
        progress.accept("measuring what adaptation and shift detection must know of the source data");
        var knowledge = new KnowledgeMaker(spec, trained.weights(), recipe.training()).make(labelled, unseen);
        ModelPackage made = ModelPackage.save(
                directory, recipe.model(notes(trained.best())).with(norm), trained.weights(), knowledge);
        progress.accept("wrote %s, model %s".formatted(directory, made.id()));
        return made;
    }

    private Map<String, Double> notes(EpochReport best) {
        return Map.of(
                "seed",
                (double) recipe.training().seed(),
                "epoch",
                (double) best.epoch(),
                "validationAccuracy",
                best.validationAccuracy(),
                "validationLoss",
                best.validationLoss());
    }

    private static String line(EpochReport report) {
        return String.format(
                Locale.ROOT,
                "epoch %2d  training loss %.3f  validation loss %.3f  accuracy %.1f %%%s",
                report.epoch(),
                report.trainingLoss(),
                report.validationLoss(),
                100 * report.validationAccuracy(),
                report.best() ? "  best" : "");
    }
}
