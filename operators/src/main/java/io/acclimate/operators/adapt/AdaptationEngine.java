// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostBuffers;
import io.acclimate.operators.model.JointForward;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.state.NamedTensor;

import ai.djl.ndarray.NDManager;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Predicts and adapts batches of many streams in one pass. The Flink operator, the evaluation and the bare loop of the
 * benchmarks all run this class; it keeps nothing of the streams between passes. Threads that use it have gradients
 * switched off ({@link Gradients#offForThisThread}), as the constructor does for its own.
 */
public final class AdaptationEngine {

    /** Name of the vector that says which rank the adapters of a stream's {@link AdaptationMethod#STUDENT} have. */
    static final String RANK = AdaptationMethod.STUDENT + ".rank";

    private static final String TOO_FEW = "a batch of one window has no statistics; the source model predicted it";

    private final LoadedModel model;
    private final SourceView sourceView;
    private final JointForward joint;
    private final GroupCodec codec;
    private final AdaptationMethod method;

    /**
     * Makes an engine.
     *
     * @throws IllegalArgumentException if the settings and the model do not fit, with a sentence that says why
     */
    public AdaptationEngine(LoadedModel model, AdaptationSettings settings) {
        this(model, settings, AdaptationMethods.of(settings, model));
    }

    /** An engine that runs {@code method}, whatever the settings name. */
    AdaptationEngine(LoadedModel model, AdaptationSettings settings, AdaptationMethod method) {
        Gradients.offForThisThread();
        this.model = model;
        this.method = method;
        this.sourceView = new SourceView(model);
        this.joint = new JointForward(model.network(), model.weights());
        this.codec = new GroupCodec(model, settings, vectors(settings, method));
    }

    /** Those of the method, and for adapters their rank: without it nobody could tell which weights a state stands for. */
    private static List<StateVector> vectors(AdaptationSettings settings, AdaptationMethod method) {
        List<StateVector> vectors = new ArrayList<>(method.state());
        boolean trains = vectors.stream().anyMatch(vector -> vector.name().equals(AdaptationMethod.STUDENT));
        if (trains && settings.scope() == ParameterSpec.Scope.LOW_RANK) {
            vectors.add(new StateVector(RANK, new float[] {settings.rank()}));
        }
        return vectors;
    }

    /**
     * Steps every stream of {@code group} once.
     *
     * @param group batches of different streams, all with the same number of samples
     * @return one result per batch, in order
     * @throws IllegalArgumentException if a stream's state belongs to another model or method
     */
    public List<BatchResult> step(List<StreamBatch> group) {
        try (HostBuffers.Lease buffers = model.weights().hostBuffers().lease();
                NDManager scratch = model.weights().manager().newSubManager()) {
            PassInput input = codec.input(group, scratch, buffers);
            GroupState state = codec.load(group, scratch, buffers);
            SourceView.Result source = sourceView.look(input);
            if (model.network().hasBatchNorm() && input.samples() < method.fewestSamples()) {
                return results(
                        group,
                        input,
                        source,
                        new Outcome(source.probabilities(), null, null, null),
                        codec.keep(group, TOO_FEW));
            }
            StepResult result = method.step(input, state);
            boolean[] believed = believed(input, source);
            float[] probabilities = result.logits().softmax(-1).toFloatArray();
            float[] losses = result.loss() == null ? null : result.loss().toFloatArray();
            takeSourceUnless(believed, source, probabilities, losses);
            GroupCodec.Stored stored = codec.store(group, state, losses, believed);
            float[] features =
                    result.features() == null ? null : result.features().toFloatArray();
            return results(
                    group, input, source, new Outcome(probabilities, losses, features, result.unknown()), stored);
        }
    }

    /**
     * Predicts windows by what their streams have learned so far, and learns nothing.
     *
     * @param windows one window each, with its stream's state; a stream may occur more than once
     * @return one prediction per window, in order
     * @throws IllegalStateException if the method has to see a whole batch
     * @throws IllegalArgumentException if a stream's state belongs to another model or method
     */
    public List<WindowPrediction> predict(List<StreamBatch> windows) {
        if (!(method instanceof PredictsAtOnce predictor)) {
            throw new IllegalStateException("the method predicts whole batches only");
        }
        try (HostBuffers.Lease buffers = model.weights().hostBuffers().lease();
                NDManager scratch = model.weights().manager().newSubManager()) {
            PassInput input = codec.input(windows, scratch, buffers);
            GroupState state = codec.load(windows, scratch, buffers);
            List<ParameterView> models = new ArrayList<>();
            models.add(new ParameterView(model.weights(), scratch, windows.size()));
            models.addAll(predictor.models(input, state));
            List<Network.Outputs> outputs = joint.of(models, input.rows());
            SourceView.Result source = sourceView.look(input, outputs.get(0));
            float[] probabilities = predictor
                    .predict(outputs.subList(1, outputs.size()).stream()
                            .map(Network.Outputs::logits)
                            .toList())
                    .softmax(-1)
                    .toFloatArray();
            takeSourceUnless(believed(input, source), source, probabilities, null);
            int classes = model.network().classes();
            int size = model.network().featureSize();
            List<WindowPrediction> predictions = new ArrayList<>(windows.size());
            for (int row = 0; row < windows.size(); row++) {
                predictions.add(new WindowPrediction(
                        Predictions.finiteRow(probabilities, source.probabilities(), row, classes),
                        Predictions.finiteRow(source.probabilities(), source.probabilities(), row, classes),
                        Arrays.copyOfRange(source.features(), row * size, (row + 1) * size)));
            }
            return predictions;
        }
    }

    /** What the adapted models of a pass gave, in host memory; all but probabilities may be absent. */
    private record Outcome(float[] probabilities, float[] losses, float[] features, boolean[] unknown) {}

    /** Runs {@code work} for every index below {@code count} beside this engine's device, see {@link Devices#forEach}. */
    public void forEach(int count, IntConsumer work) {
        Devices.forEach(model.weights().manager().getDevice(), count, work);
    }

    /** The vectors of a stream that has not adapted yet. */
    public List<NamedTensor> initialVectors() {
        return codec.initial();
    }

    /** Which streams sent plausible readings only. */
    private static boolean[] believed(PassInput input, SourceView.Result source) {
        boolean[] believed = new boolean[input.streams()];
        Arrays.fill(believed, true);
        for (int row = 0; row < source.plausible().length; row++) {
            believed[row % believed.length] &= source.plausible()[row];
        }
        return believed;
    }

    /** What a method made of readings that cannot be is worth nothing. */
    private void takeSourceUnless(boolean[] believed, SourceView.Result source, float[] probabilities, float[] losses) {
        int classes = model.network().classes();
        for (int row = 0; row < source.plausible().length; row++) {
            if (!believed[row % believed.length]) {
                System.arraycopy(source.probabilities(), row * classes, probabilities, row * classes, classes);
            }
        }
        for (int s = 0; s < believed.length && losses != null; s++) {
            losses[s] = believed[s] ? losses[s] : Float.NaN;
        }
    }

    private List<BatchResult> results(
            List<StreamBatch> group,
            PassInput input,
            SourceView.Result source,
            Outcome outcome,
            GroupCodec.Stored stored) {
        List<BatchResult> results = new ArrayList<>(group.size());
        for (int s = 0; s < group.size(); s++) {
            results.add(result(s, input, source, outcome, stored));
        }
        return results;
    }

    private BatchResult result(
            int s, PassInput input, SourceView.Result source, Outcome outcome, GroupCodec.Stored stored) {
        int classes = model.network().classes();
        int width = SourceView.STATISTICS.size();
        int size = model.network().featureSize();
        float[][] rows = new float[input.samples()][];
        float[][] sourceRows = new float[input.samples()][];
        float[][] sourceFeatures = new float[input.samples()][];
        float[][] features = new float[outcome.features == null ? 0 : input.samples()][];
        int[] sourceClasses = new int[input.samples()];
        boolean[] unknown = new boolean[input.samples()];
        double[] statistics = new double[width];
        double entropy = 0;
        for (int n = 0; n < rows.length; n++) {
            int row = n * input.streams() + s;
            rows[n] = Predictions.finiteRow(outcome.probabilities, source.probabilities(), row, classes);
            sourceRows[n] = Predictions.finiteRow(source.probabilities(), source.probabilities(), row, classes);
            sourceFeatures[n] = Arrays.copyOfRange(source.features(), row * size, (row + 1) * size);
            if (outcome.features != null) {
                features[n] = Arrays.copyOfRange(outcome.features, row * size, (row + 1) * size);
            }
            sourceClasses[n] = source.classes()[row];
            unknown[n] = outcome.unknown != null && outcome.unknown[row];
            entropy += Predictions.entropy(rows[n], 0, classes) / rows.length;
            for (int i = 0; i < width; i++) {
                statistics[i] += source.statistics()[row * width + i] / rows.length;
            }
        }
        return new BatchResult(
                stored.states().get(s),
                rows,
                unknown,
                sourceRows,
                sourceClasses,
                sourceFeatures,
                features,
                statistics,
                outcome.losses == null ? Double.NaN : outcome.losses[s],
                entropy,
                stored.distances()[s],
                stored.skipped().get(s));
    }
}
