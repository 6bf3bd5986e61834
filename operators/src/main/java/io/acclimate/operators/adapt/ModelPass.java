// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.Subset;

import ai.djl.ndarray.NDArray;

import java.util.List;
import java.util.function.Supplier;

/** One model in one step: its parameters, and the statistics that its normalization layers meet. */
final class ModelPass {

    private final Student student;
    private final NormalizationPolicy.Pass normalization;
    private final PassInput input;
    private NDArray values;

    ModelPass(Student student, NormalizationPolicy.Pass normalization, PassInput input, NDArray values) {
        this.student = student;
        this.normalization = normalization;
        this.input = input;
        this.values = values;
    }

    /** The trained parameters, [S, length]. */
    NDArray values() {
        return values;
    }

    /** Goes on with other parameters. */
    void use(NDArray others) {
        values = others;
    }

    /** The batch as it came; once per step, and before {@link #again}. */
    Network.Outputs first() {
        return forward(input.rows(), normalization.first());
    }

    /** Another batch of the same step. */
    Network.Outputs again(NDArray rows) {
        return forward(rows, normalization.again());
    }

    /** Another batch of the same step, of which only some rows count. */
    Network.Outputs again(NDArray rows, Subset subset) {
        return forward(rows, normalization.again(subset));
    }

    Network.Outputs forward(NDArray rows, Normalization statistics) {
        return student.network().forward(view(), rows, statistics);
    }

    /** Scores of the network's heads, of outputs of this pass. */
    List<NDArray> heads(Network.Outputs outputs) {
        return student.network().heads(view(), outputs);
    }

    /** The model's parameters and the statistics that the stream keeps. */
    ParameterView view() {
        return values == null
                ? normalization.view(student.weights(), input)
                : normalization.view(student.weights(), input, overlay());
    }

    /** The trained parameters by name; for a gradient to flow, made while it is recorded. */
    Overlay overlay() {
        return new Overlay(student.layout(), values);
    }

    /**
     * Gradient of a loss in the parameters.
     *
     * @param loss computes [S], one value per stream
     */
    NDArray gradient(Supplier<NDArray> loss) {
        return Gradients.of(values, () -> loss.get().sum());
    }

    /** Keeps what the normalization learned. */
    void finish() {
        normalization.finish();
    }
}
