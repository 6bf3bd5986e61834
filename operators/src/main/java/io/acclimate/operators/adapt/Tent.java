// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;

/**
 * TENT (Wang et al., ICLR 2021): the mean entropy of the predictions. The paper trains scale and shift of normalization
 * layers under the statistics of the batch.
 */
public final class Tent implements OutputLoss.Loss {

    @Override
    public NDArray of(PassInput input, Network.Outputs outputs) {
        return input.meanPerStream(Losses.entropy(outputs.logits()));
    }
}
