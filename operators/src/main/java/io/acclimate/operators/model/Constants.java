// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

/** Numbers for expressions that are differentiated. */
public final class Constants {

    private Constants() {}

    /**
     * A number as an array that lives as long as its manager. DJL frees the memory of a plain number, as in {@code
     * x.mul(0.5)}, with the next garbage collection, although the backward pass still reads it: gradients are then wrong at
     * random. So no number may be given to an operation inside {@link Gradients#of}.
     *
     * @param like gives manager and element type
     */
    public static NDArray like(NDArray like, double value) {
        return like.getManager().create(value).toType(like.getDataType(), true);
    }
}
