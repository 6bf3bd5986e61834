// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.adapt.Losses;
import io.acclimate.operators.adapt.PassInput;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceKnowledge;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Works out, from labelled source data, what adaptation and shift detection must know of it. */
public final class KnowledgeMaker {

    private static final int BATCH = 200;
    private static final int FISHER_BATCH = 64;
    private static final int FISHER_SAMPLES = 2000;

    private final ModelSpec spec;
    private final Map<String, HostTensor> weights;
    private final TrainSettings settings;

    /** For the model with these weights. */
    public KnowledgeMaker(ModelSpec spec, Map<String, HostTensor> weights, TrainSettings settings) {
        this.spec = spec;
        this.weights = weights;
        this.settings = settings;
    }

    /**
     * Makes everything.
     *
     * @param training labelled windows that the model was trained on
     * @param unseen windows of source streams that it was not trained on, in time order
     */
    public SourceKnowledge make(LabelledWindows training, LabelledWindows unseen) {
        return make(training, unseen, true);
    }

    /** As {@link #make}, of inputs that do not follow each other in time, such as images. */
    public SourceKnowledge makeOfUnordered(LabelledWindows training, LabelledWindows unseen) {
        return make(training, unseen, false);
    }

    private SourceKnowledge make(LabelledWindows training, LabelledWindows unseen, boolean inOrder) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        try (LoadedModel model = loaded(tensors)) {
            Gradients.offForThisThread();
            Batches batches = new Batches(training, spec.inputDimensions());
            List<int[]> order = batches.shuffled(BATCH, new SplittableRandom(settings.seed() + 2));
            new ClassStatistics(model, batches, order).addTo(tensors);
            new PredictedClasses(model, new Batches(unseen, spec.inputDimensions())).addTo(tensors);
            InputMoments inputs = InputMoments.of(training, spec.inputShape().get(0));
            tensors.put(SourceKnowledge.INPUT_MEAN, inputs.mean());
            tensors.put(SourceKnowledge.INPUT_VARIANCE, inputs.variance());
            fisher(model, batches, tensors);
            new InstanceThreshold(model, batches, order).addTo(tensors);
        }
        try (LoadedModel model = loaded(tensors)) {
            new ShiftReferenceMaker(new SourceView(model), model, spec, unseen, inOrder).addTo(tensors);
        }
        replay(training, tensors);
        return new SourceKnowledge(tensors);
    }

    private LoadedModel loaded(Map<String, HostTensor> tensors) {
        return LoadedModel.on(Device.cpu(), new ModelPackage("", spec, weights, new SourceKnowledge(tensors)));
    }

    /** EATA's diagonal: squared gradient of the batch-mean cross-entropy to the pseudo-labels, averaged over batches. */
    private void fisher(LoadedModel model, Batches batches, Map<String, HostTensor> tensors) {
        ParameterLayout layout = model.network().layout(ParameterSpec.Scope.NORM);
        double[] total = new double[layout.length()];
        List<int[]> order = batches.shuffled(FISHER_BATCH, new SplittableRandom(settings.seed() + 3));
        List<int[]> used = order.subList(0, Math.min(order.size(), FISHER_SAMPLES / FISHER_BATCH));
        for (int[] rows : used) {
            try (NDManager scratch = model.weights().manager().newSubManager()) {
                float[] gradient = fisherGradient(model, layout, batches.input(rows, scratch));
                for (int i = 0; i < total.length; i++) {
                    total[i] += (double) gradient[i] * gradient[i] / used.size();
                }
            }
        }
        float[] diagonal = new float[total.length];
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] = (float) total[i];
        }
        layout.unflatten(diagonal).forEach((name, value) -> tensors.put(SourceKnowledge.FISHER + name, value));
    }

    private static float[] fisherGradient(LoadedModel model, ParameterLayout layout, PassInput input) {
        float[] start = layout.flatten(model.weights().host());
        NDArray parameters = input.scratch().create(start, new Shape(1, start.length));
        return Gradients.of(parameters, () -> {
                    ParameterView view =
                            new ParameterView(model.weights(), input.scratch(), 1, new Overlay(layout, parameters));
                    Network.Outputs outputs = model.network().forward(view, input.rows(), Normalization.batch());
                    NDArray labels = outputs.logits().stopGradient().argMax(1);
                    return Losses.crossEntropy(outputs.logits(), labels).mean();
                })
                .toFloatArray();
    }

    private void replay(LabelledWindows training, Map<String, HostTensor> tensors) {
        int count = Math.min(settings.replaySamples(), training.size());
        if (count == 0) {
            return;
        }
        Batches batches = new Batches(training, spec.inputDimensions());
        int[] rows = batches.shuffled(count, new SplittableRandom(settings.seed() + 4))
                .get(0);
        float[] inputs = new float[count * spec.inputSize()];
        for (int i = 0; i < count; i++) {
            System.arraycopy(training.inputs().get(rows[i]), 0, inputs, i * spec.inputSize(), spec.inputSize());
        }
        long[] shape = new long[spec.inputShape().size() + 1];
        shape[0] = count;
        System.arraycopy(spec.inputDimensions(), 0, shape, 1, shape.length - 1);
        tensors.put(SourceKnowledge.REPLAY_INPUTS, HostTensor.of(inputs, shape));
        tensors.put(SourceKnowledge.REPLAY_LABELS, HostTensor.of(batches.labels(rows), count));
    }
}
