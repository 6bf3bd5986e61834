// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterSpec;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Random initial weights, as PyTorch draws them: uniform within 1 / sqrt(fan-in). */
final class Initializer {

    private Initializer() {}

    static Map<String, HostTensor> weights(Network network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        long fanIn = 1;
        for (ParameterSpec spec : network.parameters()) {
            float[] values = new float[(int) HostTensor.elements(spec.shape())];
            switch (spec.role()) {
                case WEIGHT -> {
                    fanIn = spec.shape().length > 1 ? values.length / spec.shape()[0] : fanIn;
                    double bound = 1 / Math.sqrt(fanIn);
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) random.nextDouble(-bound, bound);
                    }
                }
                case NORM_AFFINE -> Arrays.fill(values, spec.name().endsWith("weight") ? 1 : 0);
                case ADAPTER -> throw new IllegalArgumentException("adapters are no weights of a source model");
                case NORM_STATISTIC, INPUT_STATISTIC ->
                    Arrays.fill(values, spec.name().endsWith("var") ? 1 : 0);
            }
            tensors.put(spec.name(), HostTensor.of(values, spec.shape()));
        }
        return tensors;
    }
}
