// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;

import ai.djl.ndarray.NDArray;

/** Exponential moving averages. */
final class Ema {

    private Ema() {}

    /** {@code momentum * average + (1 - momentum) * value}, a new array. */
    static NDArray of(NDArray average, NDArray value, double momentum) {
        return average.mul(Constants.like(average, momentum)).addi(value.mul(Constants.like(value, 1 - momentum)));
    }
}
