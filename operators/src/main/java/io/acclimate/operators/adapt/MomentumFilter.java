// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.List;

/**
 * Continual Momentum Filtering (CMF; Lee and Chang, ICLR 2024): a Kalman filter with a hidden copy of the weights that
 * leans towards the source; after each step the weights are drawn towards the hidden ones. Together with ROID's loss
 * it is the method {@code cmf}. Only the trained parameters are filtered; the others never leave the source.
 */
final class MomentumFilter implements Roid.Ensembling {

    private static final String HIDDEN = "hidden";
    private static final String VARIANCE = "hidden.variance";
    private static final double ALPHA = 0.99;
    private static final double GAMMA = 0.99;
    private static final double LEAST_GAIN = 0.89;
    private static final double ALL_GAIN = 0.9999;
    private static final double REFERENCE_NOISE = 0.005;
    private static final double REFERENCE_PARAMETERS = 38_400;

    private final float[] source;
    private final double processNoise;

    /** The paper's filter for {@code parameters} whose noise grows with their number. */
    MomentumFilter(Student student) {
        this(student, REFERENCE_NOISE * student.layout().length() / REFERENCE_PARAMETERS);
    }

    MomentumFilter(Student student, double processNoise) {
        this.source = student.source();
        this.processNoise = processNoise;
    }

    @Override
    public List<StateVector> state() {
        return List.of(new StateVector(HIDDEN, source), new StateVector(VARIANCE, new float[1]));
    }

    @Override
    public NDArray after(NDArray updated, GroupState state) {
        NDArray anchor = updated.getManager().create(source, new Shape(1, source.length));
        NDArray predicted = Ema.of(state.get(HIDDEN), anchor, ALPHA);
        float[] variance = state.get(VARIANCE).toFloatArray();
        float[] gains = new float[variance.length];
        for (int s = 0; s < gains.length; s++) {
            double prior = ALPHA * ALPHA * variance[s] + processNoise;
            double gain = gain(prior, processNoise);
            gains[s] = (float) gain;
            variance[s] = (float) (gain * prior);
        }
        Shape column = new Shape(gains.length, 1);
        NDArray gain = updated.getManager().create(gains, column);
        NDArray hidden = predicted.mul(gain).addi(updated.mul(gain.mul(-1).add(1)));
        state.put(HIDDEN, hidden);
        state.put(VARIANCE, updated.getManager().create(variance, column));
        return Ema.of(updated, hidden, GAMMA);
    }

    /** Weight of the old hidden weights. */
    static double gain(double prior, double processNoise) {
        double observationNoise = 1 - processNoise;
        double gain = observationNoise / (prior + observationNoise);
        return gain >= ALL_GAIN ? 1 : Math.max(gain, LEAST_GAIN);
    }
}
