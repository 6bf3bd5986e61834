// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * SAR (Niu et al., ICLR 2023): sharpness-aware entropy minimization on reliable samples. A first gradient climbs to the
 * worst parameters within a small radius, the step is taken with the gradient there, on the samples that are reliable
 * at both places. When the moving average of the loss falls so low that the model must have collapsed, parameters and
 * moments go back to the source.
 *
 * <p>Unlike the authors' code, a stream without a reliable sample makes no step at all, and the average starts anew after
 * a reset.
 */
public final class Sar implements PredictsAtOnce {

    /** Radius of the climb. */
    static final double RADIUS = 0.05;

    private static final String AVERAGE = "sar.average_loss";
    private static final double AVERAGE_MOMENTUM = 0.9;
    private static final double SMALLEST_NORM = 1e-12;

    private final Student student;
    private final SelectiveOptimizer optimizer;
    private final double margin;
    private final double resetBelow;

    /**
     * Describes the method.
     *
     * @param student trained model; paper: norm scope without the last blocks, batch statistics, momentum .9
     * @param entropyMargin share of ln(classes) below which an entropy is reliable; paper: .4
     * @param resetBelow average loss below which a stream goes back to the source; paper: .2
     */
    public Sar(Student student, double entropyMargin, double resetBelow) {
        this.optimizer = new SelectiveOptimizer(student.optimizer());
        this.student = student.with(optimizer);
        this.margin = entropyMargin * Math.log(student.network().classes());
        this.resetBelow = resetBelow;
    }

    @Override
    public List<StateVector> state() {
        return student.state(new StateVector(AVERAGE, new float[2]));
    }

    @Override
    public List<ParameterView> models(PassInput input, GroupState state) {
        return List.of(student.begin(input, state).view());
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        ModelPass pass = student.begin(input, state);
        NDArray start = pass.values();
        NDArray[] results = new NDArray[5];
        NDArray climb = pass.gradient(() -> {
            Network.Outputs outputs = pass.first();
            results[0] = outputs.logits();
            results[4] = outputs.features();
            NDArray entropy = Losses.entropy(results[0]);
            results[1] = reliable(input, entropy);
            return input.weighted(entropy, results[1], results[1].sum(new int[] {0}));
        });
        NDArray norm = climb.square().sum(new int[] {1}, true).sqrt();
        pass.use(
                start.add(climb.mul(Constants.like(climb, RADIUS)).div(norm.add(Constants.like(norm, SMALLEST_NORM)))));
        NDArray gradient = pass.gradient(() -> {
            NDArray entropy = Losses.entropy(pass.again(input.rows()).logits());
            results[2] = reliable(input, entropy).mul(results[1]);
            results[3] = input.weighted(entropy, results[2], results[2].sum(new int[] {0}));
            return results[3];
        });
        pass.finish();
        NDArray active = results[2].sum(new int[] {0}).reshape(-1, 1).gt(0).toType(start.getDataType(), false);
        state.put(STUDENT, optimizer.step(start, gradient, state, active));
        recover(state, results[3], active);
        return new StepResult(results[0], results[3], results[4]);
    }

    private NDArray reliable(PassInput input, NDArray entropy) {
        return input.grid(entropy.stopGradient()).lt(margin).toType(entropy.getDataType(), false);
    }

    /** Moves the average loss, [S, 2]: value, and whether there is one; and resets those streams that fell below. */
    private void recover(GroupState state, NDArray loss, NDArray active) {
        NDArray old = state.get(AVERAGE);
        NDArray known = old.get(":, 1:2");
        NDArray value = loss.reshape(-1, 1);
        NDArray moved = old.get(":, 0:1").mul(AVERAGE_MOMENTUM).add(value.mul(1 - AVERAGE_MOMENTUM));
        NDArray next = SelectiveOptimizer.choose(known, moved, value);
        NDArray average = SelectiveOptimizer.choose(active, next.concat(known.onesLike(), 1), old);
        NDArray reset =
                average.get(":, 1:2").gt(0).logicalAnd(average.get(":, 0:1").lt(resetBelow));
        NDArray resetRows = reset.toType(value.getDataType(), false);
        state.put(AVERAGE, SelectiveOptimizer.choose(resetRows, average.zerosLike(), average));
        state.restart(student.state(), resetRows);
    }
}
