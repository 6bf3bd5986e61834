// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/** Numbers for expressions that are differentiated, or computed so often that a GPU should not wait for them. */
public final class Constants {

    private Constants() {}

    /**
     * A number as an array that lives as long as its manager, made on the device. DJL frees the memory of a plain number,
     * as in {@code x.mul(0.5)}, with the next garbage collection, although the backward pass still reads it: gradients
     * are then wrong at random. So no number may be given to an operation inside {@link Gradients#of}. On a GPU a plain
     * number also is a copy from the host, which waits until everything before it has been computed.
     *
     * @param like gives manager and element type
     */
    public static NDArray like(NDArray like, double value) {
        PtNDManager manager = (PtNDManager) like.getManager();
        return JniUtils.full(manager, new Shape(), value, like.getDataType(), manager.getDevice(), SparseFormat.DENSE);
    }
}
