// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;

/**
 * Robust pseudo-labelling (RPL; Rusak et al., TMLR 2022): generalized cross-entropy {@code (1 - p^q) / q} to the predicted
 * class. For small q it is cross-entropy, for q = 1 the share of probability that the class lacks; in between, a wrong
 * label pulls less than in cross-entropy. The label is a constant to the gradient. The paper trains scale and shift of
 * normalization layers by stochastic gradient descent with step size 5e-4.
 */
public final class Rpl implements OutputLoss.Loss {

    /** The paper's q. */
    static final double EXPONENT = 0.8;

    @Override
    public NDArray of(PassInput input, Network.Outputs outputs) {
        NDArray logProbabilities = outputs.logits().logSoftmax(-1);
        NDArray predicted = logProbabilities
                .stopGradient()
                .argMax(1)
                .oneHot((int) logProbabilities.getShape().get(1), logProbabilities.getDataType());
        NDArray logPredicted = logProbabilities.mul(predicted).sum(new int[] {1});
        NDArray power = logPredicted.mul(Constants.like(logPredicted, EXPONENT)).exp();
        NDArray rest = Constants.like(power, 1).sub(power);
        return input.meanPerStream(rest.div(Constants.like(rest, EXPONENT)));
    }
}
