// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.ParameterSpec;

import ai.djl.ndarray.NDArray;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Projection head of the contrastive loss: linear, ReLU, linear (Chen et al., ICML 2020).
 *
 * @param featureSize size of its input
 * @param size hidden and output size
 */
public record ProjectionHead(int featureSize, int size) {

    private static final String FIRST = "projector.0";
    private static final String SECOND = "projector.2";

    /** Its parameters, with the names of a PyTorch Sequential. */
    public List<ParameterSpec> parameters() {
        return List.of(
                weight(FIRST + ".weight", size, featureSize),
                weight(FIRST + ".bias", size),
                weight(SECOND + ".weight", size, size),
                weight(SECOND + ".bias", size));
    }

    private static ParameterSpec weight(String name, long... shape) {
        return new ParameterSpec(name, shape, ParameterSpec.Role.WEIGHT);
    }

    /** Initial values as PyTorch draws them: uniform within one over the square root of the layer's input size. */
    public Map<String, HostTensor> initial(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (ParameterSpec spec : parameters()) {
            double bound = 1 / Math.sqrt(spec.name().startsWith(FIRST) ? featureSize : size);
            float[] values = new float[(int) HostTensor.elements(spec.shape())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-bound, bound);
            }
            tensors.put(spec.name(), HostTensor.of(values, spec.shape()));
        }
        return tensors;
    }

    /**
     * Projects.
     *
     * @param rows [rows, featureSize]
     * @param parameter gives the head's tensors by name
     * @return [rows, size]
     */
    public NDArray project(NDArray rows, Function<String, NDArray> parameter) {
        NDArray hidden = linear(rows, FIRST, parameter).getNDArrayInternal().relu();
        return linear(hidden, SECOND, parameter);
    }

    /**
     * Projects every stream with a head of its own.
     *
     * @param rows [streams, N, featureSize]
     * @param parameter gives the heads' tensors: weights [streams, out, in], shifts [streams * out]
     * @return [streams, N, size]
     */
    public NDArray projectEach(NDArray rows, Function<String, NDArray> parameter) {
        NDArray hidden = linearEach(rows, FIRST, parameter).getNDArrayInternal().relu();
        return linearEach(hidden, SECOND, parameter);
    }

    private static NDArray linearEach(NDArray rows, String name, Function<String, NDArray> parameter) {
        NDArray shift = parameter.apply(name + ".bias").reshape(rows.getShape().get(0), 1, -1);
        return rows.batchMatMul(parameter.apply(name + ".weight").swapAxes(1, 2))
                .add(shift);
    }

    private static NDArray linear(NDArray rows, String name, Function<String, NDArray> parameter) {
        return rows.getNDArrayInternal()
                .linear(rows, parameter.apply(name + ".weight"), parameter.apply(name + ".bias"))
                .singletonOrThrow();
    }
}
