// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.LowRank;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.SourceKnowledge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What methods are made of: settings, model, and the parts that follow from both. */
record MethodContext(AdaptationSettings settings, LoadedModel model) {

    /** The parts for {@code model}, with adapters if the settings train those. */
    static MethodContext of(AdaptationSettings settings, LoadedModel model) {
        boolean adapters = settings.scope() == ParameterSpec.Scope.LOW_RANK;
        return new MethodContext(
                settings, adapters ? model.adaptedBy(new LowRank(settings.rank()), settings.seed()) : model);
    }

    NormalizationPolicy policy() {
        if (!model.network().hasBatchNorm()) {
            return NormalizationPolicy.stateless(Normalization.SOURCE);
        }
        return switch (settings.statistics()) {
            case BATCH -> NormalizationPolicy.stateless(Normalization.batch());
            case MIXED -> mixed();
            case SOURCE -> NormalizationPolicy.stateless(Normalization.SOURCE);
            case MOVING -> new MovingStatistics(model.network(), model.weights().host(), settings.statisticsMomentum());
        };
    }

    /** Statistics of alpha-BN. */
    NormalizationPolicy mixed() {
        return NormalizationPolicy.stateless(Normalization.mixed(settings.statisticsMomentum()));
    }

    Optimizer optimizer() {
        Optimizer rule =
                switch (settings.optimizer()) {
                    case ADAM -> new Adam(settings.learningRate());
                    case SGD -> new Sgd(settings.learningRate(), settings.momentum(), true);
                };
        return settings.wrappers().trustRegion() > 0 ? new ClimbingOptimizer(rule) : rule;
    }

    Student student() {
        return Student.of(model.network(), model.weights(), settings.scope(), policy(), optimizer());
    }

    AdaptationMethod withoutUpdate(Normalization normalization) {
        return new WithoutUpdate(model.network(), model.weights(), NormalizationPolicy.stateless(normalization));
    }

    private boolean readsImages() {
        List<Integer> shape = model.source().spec().inputShape();
        return !readsEvents() && shape.size() == 3 && shape.get(0) == 3;
    }

    /** CoTTA's for images; for windows of events and of sensors what suits those. */
    Augmentation augmentation() {
        return readsImages() ? ImageAugmentation.cotta() : measured();
    }

    /** ROID's for images, else as {@link #augmentation}. */
    Augmentation augmentationWithoutBlur() {
        return readsImages() ? ImageAugmentation.roid() : measured();
    }

    /** MEMO's for images, else as {@link #augmentation}. */
    Augmentation mixedAugmentation() {
        return readsImages() ? new AugMix() : measured();
    }

    private Augmentation measured() {
        return readsEvents() ? EventAugmentation.of(model) : SensorAugmentation.of(model);
    }

    /** Random slices of windows of events; refuses models that read none. */
    Augmentation slices() {
        if (!readsEvents()) {
            throw new IllegalArgumentException(
                    "adapt.method %s cuts windows of events, but the model is not fed by event cameras; "
                                    .formatted(settings.method())
                            + "choose another method");
        }
        return new EventSlices(EventTensor.of(model.source().spec()));
    }

    private boolean readsEvents() {
        return model.source().spec().events() != null;
    }

    int windowSize() {
        return model.source().spec().inputSize();
    }

    HostTensor knowledge(String name) {
        return model.source().knowledge().get(name);
    }

    /** Standard errors beyond which a window may be normalized by itself; empty if it may not. */
    OptionalDouble instanceThreshold() {
        return model.source()
                .knowledge()
                .find(SourceKnowledge.INSTANCE_THRESHOLD)
                .map(threshold -> OptionalDouble.of(threshold.doubles()[0]))
                .orElse(OptionalDouble.empty());
    }

    float[] prototypes() {
        return knowledge(SourceKnowledge.PROTOTYPES).floats();
    }

    ProjectionHead projection() {
        return new ProjectionHead(model.network().featureSize(), settings.projectionSize());
    }

    /** The Fisher information of the trained parameters. */
    float[] fisher() {
        if (settings.scope() != ParameterSpec.Scope.NORM) {
            throw new IllegalArgumentException(
                    "adapt.method %s knows the Fisher information of normalization layers only;"
                                    .formatted(settings.method())
                            + " set adapt.scope to norm, or adapt.eata.fisher-weight to 0");
        }
        ParameterLayout layout = model.network().layout(ParameterSpec.Scope.NORM);
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        layout.entries().forEach(e -> tensors.put(e.name(), knowledge(SourceKnowledge.FISHER + e.name())));
        return layout.flatten(tensors);
    }

    /**
     * Labelled source data.
     *
     * @param absent the sentence that refuses a package without
     */
    SourceReplay replay(String absent) {
        SourceKnowledge knowledge = model.source().knowledge();
        HostTensor inputs =
                knowledge.find(SourceKnowledge.REPLAY_INPUTS).orElseThrow(() -> new IllegalArgumentException(absent));
        return new SourceReplay(
                inputs.floats(),
                knowledge.get(SourceKnowledge.REPLAY_LABELS).longs(),
                model.source().spec().inputDimensions());
    }

    /** Refuses models that are one network. */
    void needBranches() {
        if (model.source().spec().branches() == null) {
            throw new IllegalArgumentException(
                    ("adapt.method %s needs a model with a network for each of several representations of events; train one "
                                    + "with './acclimate train --representations log-histogram,voxel-grid', or choose "
                                    + "another method")
                            .formatted(settings.method()));
        }
    }

    /** Refuses inputs that are rows without time or space. */
    void needPositions(String why) {
        if (model.source().spec().inputShape().size() < 2) {
            throw new IllegalArgumentException(
                    "adapt.method %s %s, but the model reads rows of single values; ".formatted(settings.method(), why)
                            + "choose another method");
        }
    }
}
