// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Core (You, Li and Zhao 2021): the pairwise correlation of classes in the predictions of a batch is lowered, under the
 * mixed statistics of alpha-BN. The paper says no more in public than that; the loss here is derived and may differ from
 * it. With the predictions P [N, C] and M = transpose(P) P, whose entry (i, j) is how often classes i and j are believed
 * at once, every row of M is divided by its sum, and the mean over classes of what lies off the diagonal is minimized: 0
 * if every prediction is certain and every class occurs, (C - 1) / C if all are uniform. Division by the row's sum keeps frequent classes from
 * outweighing rare ones; without it the loss would be the mean Gini impurity and know nothing of pairs.
 */
public final class Core implements OutputLoss.Loss {

    private static final double SMALLEST_SUM = 1e-12;

    @Override
    public NDArray of(PassInput input, Network.Outputs outputs) {
        NDArray probabilities = input.byStream(outputs.logits().softmax(-1));
        int classes = (int) probabilities.getShape().get(2);
        NDArray together = probabilities.swapAxes(1, 2).batchMatMul(probabilities);
        NDArray sums = together.sum(new int[] {2}, true);
        NDArray share = together.div(sums.maximum(Constants.like(sums, SMALLEST_SUM)));
        NDArray diagonal = share.getManager().eye(classes, classes, 0, share.getDataType());
        NDArray kept = share.mul(diagonal.reshape(new Shape(1, classes, classes)))
                .sum(new int[] {1, 2})
                .div(Constants.like(share, classes));
        return Constants.like(kept, 1).sub(kept);
    }
}
