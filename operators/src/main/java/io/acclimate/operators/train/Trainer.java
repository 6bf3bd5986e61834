// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.adapt.Adam;
import io.acclimate.operators.adapt.AdaptationMethod;
import io.acclimate.operators.adapt.GroupState;
import io.acclimate.operators.adapt.Losses;
import io.acclimate.operators.adapt.PassInput;
import io.acclimate.operators.adapt.StepCounts;
import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.NormKind;
import io.acclimate.operators.model.NormLayer;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Trains a source model by supervised cross-entropy: Adam, a cosine learning rate, early stopping on the validation loss.
 * The same windows, settings and machine give the same weights.
 */
public final class Trainer {

    private static final double STATISTICS_MOMENTUM = 0.1;
    private static final double FINAL_RATE = 0.1;
    private static final String MODEL = AdaptationMethod.STUDENT;

    private final Network network;
    private final long[] inputShape;
    private final TrainSettings settings;
    private final ParameterLayout layout;

    /** Weights of the best epoch, and what it reached. */
    public record Trained(Map<String, HostTensor> weights, EpochReport best) {}

    /**
     * A trainer.
     *
     * @param inputShape shape of one input
     */
    public Trainer(Network network, long[] inputShape, TrainSettings settings) {
        this.network = network;
        this.inputShape = inputShape.clone();
        this.settings = settings;
        this.layout = network.layout(ParameterSpec.Scope.FULL);
    }

    /**
     * Trains.
     *
     * @param training windows with known classes, at least two
     * @param validation windows with known classes, at least one
     * @param progress told after every epoch
     * @param stop asked before every step
     * @throws CancellationException if {@code stop} says so
     * @throws IllegalArgumentException if a loss or weight is no longer finite
     */
    public Trained train(
            LabelledWindows training,
            LabelledWindows validation,
            Consumer<EpochReport> progress,
            BooleanSupplier stop) {
        Gradients.offForThisThread();
        Map<String, HostTensor> weights = Initializer.weights(network, settings.seed());
        Map<String, HostTensor> fixed = fixed(training);
        weights.putAll(fixed);
        Map<String, float[]> vectors = new LinkedHashMap<>();
        vectors.put(MODEL, layout.flatten(weights));
        adam(0).state(layout.length()).forEach(v -> vectors.put(v.name(), v.initial()));
        Batches batches = new Batches(training, inputShape);
        SplittableRandom random = new SplittableRandom(settings.seed() + 1);
        Trained best = null;
        long step = 0;
        int stale = 0;
        for (int epoch = 1; epoch <= settings.epochs() && stale < settings.patience(); epoch++) {
            double loss = 0;
            var order = batches.shuffled(settings.batchSize(), random);
            for (int[] rows : order) {
                if (stop.getAsBoolean()) {
                    throw new CancellationException("training was stopped in epoch " + epoch);
                }
                loss += step(batches, rows, vectors, weights, fixed, epoch, step++) / order.size();
            }
            weights.putAll(layout.unflatten(vectors.get(MODEL)));
            EpochReport report = validate(epoch, loss, validation, weights, best);
            progress.accept(report);
            if (!Double.isFinite(report.trainingLoss() + report.validationLoss()) || !finite(weights)) {
                throw new IllegalArgumentException(
                        "training diverged in epoch %d; give a lower --learning-rate".formatted(epoch));
            }
            stale = report.best() ? 0 : stale + 1;
            best = report.best() ? new Trained(new LinkedHashMap<>(weights), report) : best;
        }
        return best;
    }

    /** What inputs are standardized with, where batches do not do it. */
    private Map<String, HostTensor> fixed(LabelledWindows training) {
        Map<String, HostTensor> fixed = new LinkedHashMap<>();
        for (NormLayer layer : network.normLayers()) {
            if (layer.kind() == NormKind.FIXED) {
                InputMoments moments = InputMoments.of(training, layer.channels());
                fixed.put(layer.mean(), moments.mean());
                fixed.put(layer.variance(), moments.variance());
            }
        }
        return fixed;
    }

    private static boolean finite(Map<String, HostTensor> weights) {
        return weights.values().stream()
                .flatMapToDouble(weight -> Arrays.stream(weight.doubles()))
                .allMatch(Double::isFinite);
    }

    private Adam adam(int epoch) {
        double phase = Math.cos(Math.PI * Math.max(0, epoch - 1) / settings.epochs());
        return new Adam(settings.learningRate() * (FINAL_RATE + (1 - FINAL_RATE) * (1 + phase) / 2));
    }

    private double step(
            Batches batches,
            int[] rows,
            Map<String, float[]> vectors,
            Map<String, HostTensor> weights,
            Map<String, HostTensor> fixed,
            int epoch,
            long step) {
        try (SourceWeights untrained = new SourceWeights(fixed, Device.cpu());
                NDManager scratch = untrained.manager().newSubManager()) {
            GroupState state = new GroupState(new long[] {step}, new long[] {0});
            vectors.forEach((name, values) -> state.put(name, scratch.create(values, new Shape(1, values.length))));
            PassInput input = batches.input(rows, scratch);
            NDArray labels = scratch.create(batches.labels(rows));
            NDArray parameters = state.get(MODEL);
            Map<String, NDArray> moments = new HashMap<>();
            NDArray[] value = new NDArray[1];
            NDArray gradient = Gradients.of(parameters, () -> {
                ParameterView view = new ParameterView(untrained, scratch, 1, new Overlay(layout, parameters));
                Network.Outputs outputs = network.forward(view, input.rows(), Normalization.recording(moments));
                value[0] = loss(network.heads(view, outputs), labels);
                return value[0];
            });
            state.put(MODEL, adam(epoch).step(parameters, gradient, state, StepCounts.uniform(new long[] {step})));
            state.matrices().forEach((name, matrix) -> vectors.put(name, matrix.toFloatArray()));
            moments.forEach((name, moment) -> weights.put(name, moved(weights.get(name), moment.toFloatArray())));
            return value[0].getFloat();
        }
    }

    private static NDArray loss(List<NDArray> heads, NDArray labels) {
        NDArray sum = null;
        for (NDArray head : heads) {
            NDArray own = Losses.crossEntropy(head, labels).mean();
            sum = sum == null ? own : sum.add(own);
        }
        return sum.div(Constants.like(sum, heads.size()));
    }

    private static HostTensor moved(HostTensor running, float[] batch) {
        float[] values = running.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((1 - STATISTICS_MOMENTUM) * values[i] + STATISTICS_MOMENTUM * batch[i]);
        }
        return HostTensor.of(values, running.shape());
    }

    private EpochReport validate(
            int epoch, double loss, LabelledWindows validation, Map<String, HostTensor> weights, Trained best) {
        Batches batches = new Batches(validation, inputShape);
        double total = 0;
        int right = 0;
        try (SourceWeights current = new SourceWeights(weights, Device.cpu())) {
            for (int[] rows : batches.ordered(settings.batchSize())) {
                try (NDManager scratch = current.manager().newSubManager()) {
                    NDArray logits = network.forward(
                                    new ParameterView(current, scratch, 1),
                                    batches.input(rows, scratch).rows(),
                                    Normalization.SOURCE)
                            .logits();
                    NDArray labels = scratch.create(batches.labels(rows));
                    total += Losses.crossEntropy(logits, labels).sum().getFloat();
                    right += (int) logits.argMax(1).eq(labels).sum().toLongArray()[0];
                }
            }
        }
        double validationLoss = total / validation.size();
        boolean better = best == null || validationLoss < best.best().validationLoss();
        return new EpochReport(epoch, loss, validationLoss, (double) right / validation.size(), better);
    }
}
