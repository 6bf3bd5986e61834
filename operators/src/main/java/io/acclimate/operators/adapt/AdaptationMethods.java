// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.SourceKnowledge;

import java.util.List;
import java.util.Optional;

/** Makes adaptation methods by name. */
public final class AdaptationMethods {

    /** Name of the frozen model. */
    public static final String SOURCE = "source";

    /** The names that the option {@code adapt.method} may have. */
    public static final List<String> NAMES = List.of(SOURCE, "norm", "alpha-bn", "tent", "rmt");

    private AdaptationMethods() {}

    /**
     * The method that {@code settings} ask for.
     *
     * @throws IllegalArgumentException if the name is unknown or the model package lacks what the method needs
     */
    public static AdaptationMethod of(AdaptationSettings settings, LoadedModel model) {
        return switch (settings.method()) {
            case SOURCE -> withoutUpdate(model, NormalizationPolicy.stateless(Normalization.SOURCE));
            case "norm" -> withoutUpdate(model, NormalizationPolicy.stateless(Normalization.batch()));
            case "alpha-bn" ->
                withoutUpdate(model, NormalizationPolicy.stateless(Normalization.mixed(settings.statisticsMomentum())));
            case "tent" ->
                new Tent(
                        model.network(),
                        model.weights(),
                        settings.scope(),
                        policy(settings, model),
                        optimizer(settings));
            case "rmt" -> robustMeanTeacher(settings, model);
            default ->
                throw new IllegalArgumentException("adapt.method is '%s'; set it to one of %s"
                        .formatted(settings.method(), String.join(", ", NAMES)));
        };
    }

    private static AdaptationMethod withoutUpdate(LoadedModel model, NormalizationPolicy policy) {
        return new WithoutUpdate(model.network(), model.weights(), policy);
    }

    private static NormalizationPolicy policy(AdaptationSettings settings, LoadedModel model) {
        return switch (settings.statistics()) {
            case BATCH -> NormalizationPolicy.stateless(Normalization.batch());
            case MIXED -> NormalizationPolicy.stateless(Normalization.mixed(settings.statisticsMomentum()));
            case SOURCE -> NormalizationPolicy.stateless(Normalization.SOURCE);
            case MOVING -> new MovingStatistics(model.network(), model.weights().host(), settings.statisticsMomentum());
        };
    }

    private static Optimizer optimizer(AdaptationSettings settings) {
        return switch (settings.optimizer()) {
            case ADAM -> new Adam(settings.learningRate());
            case SGD -> new Sgd(settings.learningRate(), settings.momentum(), true);
        };
    }

    private static AdaptationMethod robustMeanTeacher(AdaptationSettings settings, LoadedModel model) {
        RmtSettings rmt = new RmtSettings(
                settings.scope(),
                optimizer(settings),
                policy(settings, model),
                settings.teacherMomentum(),
                1,
                settings.contrastiveWeight(),
                settings.sourceWeight(),
                RmtSettings.TEMPERATURE,
                settings.projectionSize());
        SourceKnowledge knowledge = model.source().knowledge();
        ProjectionHead head = new ProjectionHead(model.network().featureSize(), settings.projectionSize());
        RobustMeanTeacher method = new RobustMeanTeacher(
                model.network(),
                model.weights(),
                rmt,
                knowledge.get(SourceKnowledge.PROTOTYPES).floats(),
                head.initial(settings.seed()),
                SensorAugmentation.of(model),
                replay(settings, model));
        int warmUpSteps = settings.warmUpSamples() / settings.batchSize();
        return warmUpSteps == 0 ? method : method.warmedUp(warmUpSteps, settings.batchSize());
    }

    private static Optional<SourceReplay> replay(AdaptationSettings settings, LoadedModel model) {
        if (settings.sourceWeight() == 0 && settings.warmUpSamples() == 0) {
            return Optional.empty();
        }
        SourceKnowledge knowledge = model.source().knowledge();
        HostTensor inputs = knowledge
                .find(SourceKnowledge.REPLAY_INPUTS)
                .orElseThrow(() -> new IllegalArgumentException(
                        "adapt.rmt.source-weight and adapt.rmt.warm-up-samples need source data, but the model package "
                                + "holds none; train it with '--replay N', or set both to 0"));
        return Optional.of(new SourceReplay(
                inputs.floats(),
                knowledge.get(SourceKnowledge.REPLAY_LABELS).longs(),
                model.source().spec().inputDimensions()));
    }
}
