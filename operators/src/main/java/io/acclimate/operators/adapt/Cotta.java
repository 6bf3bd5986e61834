// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.List;

/**
 * CoTTA (Wang et al., CVPR 2022): the student learns by cross-entropy from its moving average, the teacher, which looks
 * at many augmented copies where the frozen source is unsure of the batch; after each step a few of the student's
 * scalars, drawn at random, go back to the source. The prediction is the teacher's.
 */
public final class Cotta implements AdaptationMethod {

    private static final String TEACHER = "teacher";
    private static final String ANCHOR = "anchor";

    private final Student student;
    private final Augmentation augmentation;
    private final Settings settings;
    private final Restore restore;

    /**
     * Settings.
     *
     * @param teacherMomentum weight of the old teacher, 0..1; paper: .999
     * @param restoreProbability share of the scalars that go back in each step; paper: .01 for CIFAR, .001 for ImageNet
     * @param confidence mean confidence of the source below which the teacher sees augmented copies; paper: .92 for
     *     CIFAR10, .72 for CIFAR100, .1 for ImageNet
     * @param views number of augmented copies; paper: 32
     */
    public record Settings(double teacherMomentum, double restoreProbability, double confidence, int views) {}

    /** Draws which scalars go back to the source. */
    interface Restore {
        /** Ones where a scalar goes back, else zeros, [streams, length] row-major. */
        float[] mask(GroupState state, int length);
    }

    /**
     * Describes the method.
     *
     * @param student trained model; paper: all weights, batch statistics
     */
    public Cotta(Student student, Augmentation augmentation, Settings settings) {
        this(student, augmentation, settings, (state, length) -> drawn(state, length, settings.restoreProbability()));
    }

    Cotta(Student student, Augmentation augmentation, Settings settings, Restore restore) {
        this.student = student;
        this.augmentation = augmentation;
        this.settings = settings;
        this.restore = restore;
    }

    /** The views have drawn before: the mask is the step's last random use. */
    private static float[] drawn(GroupState state, int length, double probability) {
        float[] mask = new float[state.streams() * length];
        for (int s = 0; s < state.streams(); s++) {
            StreamRandom random = new StreamRandom(state.seed(s), state.updates(s), Integer.MAX_VALUE);
            for (int i = 0; i < length; i++) {
                mask[s * length + i] = random.uniform() < probability ? 1 : 0;
            }
        }
        return mask;
    }

    @Override
    public List<StateVector> state() {
        List<StateVector> vectors = student.state(new StateVector(TEACHER, student.source()));
        vectors.addAll(student.normalization().state(TEACHER));
        vectors.addAll(student.normalization().state(ANCHOR));
        return vectors;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        Network.Outputs teacher = target(input, state);
        NDArray target = teacher.logits();
        ModelPass pass = student.begin(input, state);
        NDArray[] loss = new NDArray[1];
        NDArray gradient = pass.gradient(() -> {
            loss[0] = input.meanPerStream(Losses.crossEntropyTo(pass.first().logits(), target));
            return loss[0];
        });
        pass.finish();
        NDArray updated = student.optimizer().step(pass.values(), gradient, state, StepCounts.uniform(state.updates()));
        state.put(TEACHER, Ema.of(state.get(TEACHER), updated, settings.teacherMomentum()));
        state.put(STUDENT, restored(state, updated));
        return new StepResult(target, loss[0], teacher.features());
    }

    /** The features are those of the windows as they came. */
    private Network.Outputs target(PassInput input, GroupState state) {
        ModelPass anchor = student.beginSource(ANCHOR, input, state);
        NDArray confidence = anchor.first().logits().softmax(-1).max(new int[] {-1});
        anchor.finish();
        NDArray unsure = input.meanPerStream(confidence).lt(settings.confidence());
        ModelPass teacher = student.begin(TEACHER, input, state);
        Network.Outputs clean = teacher.first();
        teacher.finish();
        if (!unsure.any().getBoolean()) {
            return clean;
        }
        NDArray sum = clean.logits().zerosLike();
        for (int view = 0; view < settings.views(); view++) {
            sum.addi(teacher.again(augmentation.augment(input, state, view)).logits());
        }
        NDArray rows = unsure.toType(sum.getDataType(), false).tile(input.samples());
        NDArray logits = SelectiveOptimizer.choose(rows.reshape(-1, 1), sum.div(settings.views()), clean.logits());
        return new Network.Outputs(clean.features(), logits);
    }

    private NDArray restored(GroupState state, NDArray updated) {
        int length = student.layout().length();
        NDArray mask = updated.getManager().create(restore.mask(state, length), updated.getShape());
        NDArray source = updated.getManager().create(student.source(), new Shape(1, length));
        return updated.mul(mask.mul(-1).add(1)).addi(source.mul(mask));
    }
}
