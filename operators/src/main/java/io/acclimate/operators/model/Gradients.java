// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

import java.util.function.Supplier;

/**
 * Gradients by libtorch's thread-local switch. DJL's own collector allows one recording per JVM; this allows one per
 * thread, so task slots of one JVM adapt at the same time.
 */
public final class Gradients {

    static {
        // JniUtils binds to libtorch only once the engine has loaded it.
        Engine.getEngine("PyTorch");
    }

    private Gradients() {}

    /**
     * Records {@code loss} and differentiates it.
     *
     * @param leaf matrix that the loss depends on; keeps no gradient afterwards
     * @param loss computes a scalar
     * @return gradient of the loss in {@code leaf}, of the leaf's shape and owned by its manager
     */
    public static NDArray of(NDArray leaf, Supplier<NDArray> loss) {
        leaf.setRequiresGradient(true);
        JniUtils.setGradMode(true);
        try {
            NDArray value = loss.get();
            NDArray one = value.onesLike();
            JniUtils.backward((PtNDArray) value, (PtNDArray) one, false, false);
        } finally {
            JniUtils.setGradMode(false);
        }
        NDArray gradient = leaf.getGradient();
        leaf.setRequiresGradient(false);
        return gradient;
    }

    /** Computes without recording, also inside {@link #of}. */
    public static <T> T without(Supplier<T> values) {
        boolean recording = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            return values.get();
        } finally {
            JniUtils.setGradMode(recording);
        }
    }

    /** Turns recording off for the calling thread; libtorch starts every thread with recording on. */
    public static void offForThisThread() {
        JniUtils.setGradMode(false);
    }
}
