// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Robust Mean Teacher (Döbler, Marsden and Yang, CVPR 2023).
 *
 * <p>A student learns from a teacher, which is its own moving average, by the symmetric cross-entropy on the batch and on
 * an augmented copy; a contrastive loss holds each sample's features, those of its copy and the nearest class prototype
 * of the source together; optionally a cross-entropy on replayed source data is added. The prediction is the sum of the
 * student's and the teacher's logits before the update.
 */
public final class RobustMeanTeacher implements PredictsAtOnce {

    private static final String TEACHER = "teacher";

    private final Network network;
    private final SourceWeights weights;
    private final RmtSettings settings;
    private final PrototypeContrast contrast;
    private final ParameterLayout teacherLayout;
    private final ParameterLayout studentLayout;
    private final Augmentation augmentation;
    private final Optional<SourceReplay> replay;
    private final Map<String, HostTensor> sharedHead;
    private final Map<String, float[]> start;
    private final int warmUpSteps;

    /**
     * Describes the method.
     *
     * @param prototypes mean source features per class, [classes, feature size] row-major
     * @param head initial values of the projection head
     * @param replay source data; present if and only if the settings give the source loss a weight or ask for warm-up
     */
    public RobustMeanTeacher(
            Network network,
            SourceWeights weights,
            RmtSettings settings,
            float[] prototypes,
            Map<String, HostTensor> head,
            Augmentation augmentation,
            Optional<SourceReplay> replay) {
        this.network = network;
        this.weights = weights;
        this.settings = settings;
        ProjectionHead projection = new ProjectionHead(network.featureSize(), settings.projectionSize());
        this.contrast = new PrototypeContrast(network, prototypes, projection, head, settings.temperature());
        this.augmentation = augmentation;
        this.replay = replay;
        this.sharedHead = head;
        this.teacherLayout = network.layout(settings.scope());
        this.studentLayout = settings.trainsHead() ? teacherLayout.and(projection.parameters()) : teacherLayout;
        this.start = initialVectors();
        this.warmUpSteps = 0;
    }

    private RobustMeanTeacher(RobustMeanTeacher cold, Map<String, float[]> start, int warmUpSteps) {
        this.network = cold.network;
        this.weights = cold.weights;
        this.settings = cold.settings;
        this.contrast = cold.contrast;
        this.augmentation = cold.augmentation;
        this.replay = cold.replay;
        this.sharedHead = cold.sharedHead;
        this.teacherLayout = cold.teacherLayout;
        this.studentLayout = cold.studentLayout;
        this.start = start;
        this.warmUpSteps = warmUpSteps;
    }

    private Map<String, float[]> initialVectors() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>(weights.host());
        tensors.putAll(sharedHead);
        Map<String, float[]> vectors = new LinkedHashMap<>();
        vectors.put(STUDENT, studentLayout.flatten(tensors));
        vectors.put(TEACHER, teacherLayout.flatten(tensors));
        for (StateVector vector : settings.optimizer().state(studentLayout.length())) {
            vectors.put(vector.name(), vector.initial());
        }
        for (String model : List.of(STUDENT, TEACHER)) {
            settings.normalization().state(model).forEach(v -> vectors.put(v.name(), v.initial()));
        }
        return vectors;
    }

    @Override
    public List<StateVector> state() {
        List<StateVector> vectors = new ArrayList<>();
        start.forEach((name, initial) -> vectors.add(new StateVector(name, initial)));
        return vectors;
    }

    /** Layout of the vector {@link #STUDENT}. */
    public ParameterLayout studentLayout() {
        return studentLayout;
    }

    /** Layout of the vector {@code teacher}. */
    public ParameterLayout teacherLayout() {
        return teacherLayout;
    }

    @Override
    public List<ParameterView> models(PassInput input, GroupState state) {
        return List.of(view(STUDENT, studentLayout, input, state), view(TEACHER, teacherLayout, input, state));
    }

    @Override
    public NDArray predict(List<NDArray> logits) {
        return logits.get(0).add(logits.get(1));
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        NormalizationPolicy.Pass teacherPass = settings.normalization().begin(TEACHER, input, state);
        NDArray teacher = teacherLogits(input, state, teacherPass);
        NDArray augmented = augmentation.augment(input, state, 0);
        NormalizationPolicy.Pass studentPass = settings.normalization().begin(STUDENT, input, state);
        NDArray student = state.get(STUDENT);
        NDArray[] results = new NDArray[3];
        NDArray gradient = Gradients.of(student, () -> {
            Overlay overlay = new Overlay(studentLayout, student);
            ParameterView view = studentPass.view(weights, input, overlay);
            Network.Outputs clean = network.forward(view, input.rows(), studentPass.first());
            Network.Outputs varied = network.forward(view, augmented, studentPass.again());
            results[0] = clean.logits();
            results[2] = clean.features();
            results[1] = loss(input, state, overlay, studentPass, clean, varied, teacher);
            return results[1].sum();
        });
        studentPass.finish();
        update(state, student, gradient, settings.optimizer(), counts(state));
        return new StepResult(results[0].add(teacher), results[1], results[2]);
    }

    /**
     * This method after its warm-up on unlabelled source batches: the symmetric cross-entropy between student and
     * teacher, with a learning rate that rises linearly to its final value. Every new stream starts from the result,
     * optimizer moments included.
     *
     * @param steps number of batches; the paper takes 50,000 samples
     * @param batchSize samples per batch
     */
    public RobustMeanTeacher warmedUp(int steps, int batchSize) {
        Map<String, float[]> vectors = new LinkedHashMap<>(start);
        for (int i = 0; i < steps; i++) {
            try (NDManager scratch = weights.manager().newSubManager()) {
                GroupState state = new GroupState(new long[] {i}, new long[] {0});
                vectors.forEach((name, values) -> state.put(name, scratch.create(values, new Shape(1, values.length))));
                warmUpStep(replay.orElseThrow().input(i, batchSize, scratch), state, (i + 1.0) / steps);
                state.matrices().forEach((name, matrix) -> vectors.put(name, matrix.toFloatArray()));
            }
        }
        return new RobustMeanTeacher(this, vectors, steps);
    }

    private void warmUpStep(PassInput input, GroupState state, double ramp) {
        NormalizationPolicy.Pass teacherPass = settings.normalization().begin(TEACHER, input, state);
        NDArray teacher = teacherLogits(input, state, teacherPass);
        NormalizationPolicy.Pass studentPass = settings.normalization().begin(STUDENT, input, state);
        NDArray student = state.get(STUDENT);
        NDArray gradient = Gradients.of(student, () -> {
            Overlay overlay = new Overlay(studentLayout, student);
            NDArray logits = network.forward(
                            studentPass.view(weights, input, overlay), input.rows(), studentPass.first())
                    .logits();
            return Losses.symmetricCrossEntropy(logits, teacher).mean();
        });
        studentPass.finish();
        update(state, student, gradient, settings.optimizer().scaled(ramp), StepCounts.uniform(state.updates()));
    }

    private ParameterView view(String name, ParameterLayout layout, PassInput input, GroupState state) {
        return settings.normalization()
                .begin(name, input, state)
                .view(weights, input, new Overlay(layout, state.get(name)));
    }

    private NDArray teacherLogits(PassInput input, GroupState state, NormalizationPolicy.Pass pass) {
        Overlay overlay = new Overlay(teacherLayout, state.get(TEACHER));
        NDArray logits = network.forward(pass.view(weights, input, overlay), input.rows(), pass.first())
                .logits();
        pass.finish();
        return logits;
    }

    private NDArray loss(
            PassInput input,
            GroupState state,
            Overlay overlay,
            NormalizationPolicy.Pass pass,
            Network.Outputs clean,
            Network.Outputs varied,
            NDArray teacher) {
        NDArray selfTraining = Losses.symmetricCrossEntropy(clean.logits(), teacher)
                .add(Losses.symmetricCrossEntropy(varied.logits(), teacher));
        // The two views share the weight of the paper's four terms.
        NDArray loss = weighted(input.meanPerStream(selfTraining), settings.selfTrainingWeight() / 2);
        if (settings.contrastiveWeight() != 0) {
            loss = loss.add(weighted(contrast.of(input, overlay, clean, varied), settings.contrastiveWeight()));
        }
        if (settings.sourceWeight() != 0) {
            SourceReplay.Batch batch = replay.orElseThrow().batch(input, state, warmUpSteps);
            NDArray logits = network.forward(pass.view(weights, input, overlay), batch.rows(), pass.again())
                    .logits();
            NDArray source = input.meanPerStream(Losses.crossEntropy(logits, batch.labels()));
            loss = loss.add(weighted(source, settings.sourceWeight()));
        }
        return loss;
    }

    private static NDArray weighted(NDArray loss, double weight) {
        return loss.mul(Constants.like(loss, weight));
    }

    private StepCounts counts(GroupState state) {
        return new StepCounts(state.updatesAfter(warmUpSteps), teacherLayout.length(), warmUpSteps);
    }

    private void update(GroupState state, NDArray student, NDArray gradient, Optimizer optimizer, StepCounts counts) {
        NDArray updated = optimizer.step(student, gradient, state, counts);
        state.put(STUDENT, updated);
        NDArray network = studentLayout == teacherLayout
                ? updated
                : updated.split(new long[] {teacherLayout.length()}, 1).get(0);
        state.put(TEACHER, Ema.of(state.get(TEACHER), network, settings.teacherMomentum()));
    }
}
