// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.ClassPersistence.Belief;
import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.Arrays;
import java.util.List;

/**
 * This project's own method, for streams whose classes last for several windows. A mean teacher as in RMT (Döbler, Marsden
 * and Yang, CVPR 2023), with three changes. Each stream learns how long its classes last
 * ({@link ClassPersistence}); predictions, and the teacher's targets, are smoothed over time accordingly. Normalization
 * statistics move, and parameters learn, by as much as the batch has independent windows: {@code n / (n + 16)}, 16 being
 * the weight of the source in Schneider et al. (NeurIPS 2020). After each step the parameters are drawn to the source
 * (weight ensembling of Marsden, Döbler and Yang, WACV 2024).
 *
 * <p>Persistence is learned from the adapted model's predictions. Where every batch holds one class only and conditions
 * change within it, they look mixed once the statistics are the batch's own, and the method fails as batch statistics do.
 */
public final class Acclimate implements PredictsAtOnce {

    static final String PERSISTENCE = "persistence";

    private static final String TEACHER = "teacher";
    private static final double WEIGHT_OF_BEFORE = 16;
    private static final double TOWARDS_SOURCE = 0.99;
    private static final double SMALLEST = 1e-12;

    private final Student student;
    private final PrototypeContrast contrast;
    private final Augmentation augmentation;
    private final double teacherMomentum;
    private final double contrastiveWeight;
    private final ClassPersistence persistence;

    Acclimate(
            Student student,
            PrototypeContrast contrast,
            Augmentation augmentation,
            double teacherMomentum,
            double contrastiveWeight,
            float[] prior) {
        this.student = student;
        this.contrast = contrast;
        this.augmentation = augmentation;
        this.teacherMomentum = teacherMomentum;
        this.contrastiveWeight = contrastiveWeight;
        this.persistence = new ClassPersistence(prior);
    }

    @Override
    public List<StateVector> state() {
        List<StateVector> vectors = student.state(
                new StateVector(TEACHER, student.source()),
                new StateVector(PERSISTENCE, stored(persistence.initial())));
        vectors.addAll(student.normalization().state(TEACHER));
        return vectors;
    }

    private static float[] stored(Belief belief) {
        int values = ClassPersistence.VALUES.length;
        float[] stored = new float[values + belief.last().length];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = (float) (i < values ? belief.logWeights()[i] : belief.last()[i - values]);
        }
        return stored;
    }

    private static Belief[] beliefs(GroupState state) {
        float[] stored = state.get(PERSISTENCE).toFloatArray();
        int values = ClassPersistence.VALUES.length;
        int width = stored.length / state.streams();
        Belief[] beliefs = new Belief[state.streams()];
        for (int s = 0; s < beliefs.length; s++) {
            int at = s * width;
            double[] logWeights = new double[values];
            double[] last = new double[width - values];
            Arrays.setAll(logWeights, i -> stored[at + i]);
            Arrays.setAll(last, c -> stored[at + values + c]);
            beliefs[s] = new Belief(logWeights, last);
        }
        return beliefs;
    }

    /** Share of the way, [S, 1], that statistics and parameters of each stream go towards what the batch says. */
    static NDArray trust(PassInput input, GroupState state) {
        Belief[] beliefs = beliefs(state);
        float[] shares = new float[beliefs.length];
        for (int s = 0; s < shares.length; s++) {
            double independent = beliefs[s].independent(input.samples());
            shares[s] = (float) (independent / (independent + WEIGHT_OF_BEFORE));
        }
        return input.scratch().create(shares, new Shape(shares.length, 1));
    }

    @Override
    public List<ParameterView> models(PassInput input, GroupState state) {
        return List.of(
                student.begin(input, state).view(),
                student.begin(TEACHER, input, state).view());
    }

    @Override
    public NDArray predict(List<NDArray> logits) {
        return mean(logits.get(0), logits.get(1));
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        ModelPass teacherPass = student.begin(TEACHER, input, state);
        NDArray teacher = teacherPass.first().logits();
        teacherPass.finish();
        Belief[] before = beliefs(state);
        double[][][] taught = rows(input, teacher);
        NDArray target = smoothed(input, taught, before, after(taught, before));
        NDArray view = augmentation.augment(input, state, 0);
        ModelPass pass = student.begin(input, state);
        NDArray[] results = new NDArray[3];
        NDArray gradient = pass.gradient(() -> {
            Network.Outputs clean = pass.first();
            Network.Outputs varied = pass.again(view);
            results[0] = clean.logits();
            results[1] = loss(input, pass, clean, varied, target);
            results[2] = clean.features();
            return results[1];
        });
        pass.finish();
        NDArray trust = trust(input, state);
        update(state, pass.values(), gradient, trust);
        double[][][] predicted = rows(input, mean(results[0].stopGradient(), teacher));
        Belief[] after = after(predicted, before);
        keep(after, input, state);
        NDArray logits = smoothed(input, predicted, before, after);
        return new StepResult(logits, results[1], results[2]);
    }

    private static NDArray mean(NDArray one, NDArray other) {
        NDArray sum = one.add(other);
        return sum.mul(Constants.like(sum, 0.5));
    }

    private NDArray loss(
            PassInput input, ModelPass pass, Network.Outputs clean, Network.Outputs varied, NDArray target) {
        NDArray both = Losses.symmetricCrossEntropy(clean.logits(), target)
                .add(Losses.symmetricCrossEntropy(varied.logits(), target));
        NDArray loss = input.meanPerStream(both.mul(Constants.like(both, 0.5)));
        if (contrastiveWeight == 0) {
            return loss;
        }
        NDArray contrastive = contrast.of(input, pass.overlay(), clean, varied);
        return loss.add(contrastive.mul(Constants.like(contrastive, contrastiveWeight)));
    }

    private void update(GroupState state, NDArray values, NDArray gradient, NDArray trust) {
        NDArray stepped = student.optimizer().step(values, gradient, state, StepCounts.uniform(state.updates()));
        float[] source = student.source();
        NDArray anchor = values.getManager().create(source, new Shape(1, source.length));
        NDArray moved = values.add(stepped.sub(values).mul(trust));
        NDArray updated = Ema.of(moved, anchor, TOWARDS_SOURCE);
        state.put(AdaptationMethod.STUDENT, updated);
        state.put(TEACHER, Ema.of(state.get(TEACHER), updated, teacherMomentum));
    }

    private Belief[] after(double[][][] rows, Belief[] before) {
        Belief[] after = new Belief[before.length];
        Arrays.setAll(after, s -> persistence.after(rows[s], before[s]));
        return after;
    }

    private static void keep(Belief[] beliefs, PassInput input, GroupState state) {
        int width = ClassPersistence.VALUES.length + beliefs[0].last().length;
        float[] values = new float[beliefs.length * width];
        for (int s = 0; s < beliefs.length; s++) {
            System.arraycopy(stored(beliefs[s]), 0, values, s * width, width);
        }
        state.put(PERSISTENCE, input.scratch().create(values, new Shape(beliefs.length, width)));
    }

    /** Probabilities by stream, [S][N][C]. */
    private double[][][] rows(PassInput input, NDArray logits) {
        int classes = student.network().classes();
        float[] probabilities = logits.softmax(-1).toFloatArray();
        double[][][] rows = new double[input.streams()][input.samples()][classes];
        for (int i = 0; i < probabilities.length; i++) {
            int row = i / classes;
            rows[row % input.streams()][row / input.streams()][i % classes] = probabilities[i];
        }
        return rows;
    }

    /** Logarithms of the smoothed probabilities, [N * S, C]. */
    private NDArray smoothed(PassInput input, double[][][] rows, Belief[] before, Belief[] after) {
        int classes = student.network().classes();
        int streams = input.streams();
        float[] result = new float[streams * input.samples() * classes];
        for (int s = 0; s < streams; s++) {
            double[][] smooth = persistence.smoothed(rows[s], before[s], after[s]);
            for (int n = 0; n < smooth.length; n++) {
                for (int c = 0; c < classes; c++) {
                    result[(n * streams + s) * classes + c] = (float) Math.log(Math.max(SMALLEST, smooth[n][c]));
                }
            }
        }
        return input.scratch().create(result, new Shape(streams * input.samples(), classes));
    }
}
