// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

/**
 * A normalization layer.
 *
 * @param name PyTorch name; its tensors are {@code name.weight}, {@code .bias} and, unless a sample is normalized by itself,
 *     {@code .running_mean}, {@code .running_var}
 * @param channels number of channels
 * @param kind where mean and variance come from
 */
public record NormLayer(String name, int channels, NormKind kind) {

    /** Added to the variance, as in PyTorch. */
    public static final float EPSILON = 1e-5f;

    /** A batch normalization layer. */
    public NormLayer(String name, int channels) {
        this(name, channels, NormKind.BATCH);
    }

    /** Name of the scale. */
    public String weight() {
        return name + ".weight";
    }

    /** Name of the shift. */
    public String bias() {
        return name + ".bias";
    }

    /** Name of the running mean. */
    public String mean() {
        return name + ".running_mean";
    }

    /** Name of the running variance. */
    public String variance() {
        return name + ".running_var";
    }
}
