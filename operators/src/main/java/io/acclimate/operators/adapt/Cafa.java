// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * CAFA (Jung et al., ICCV 2023): features are drawn to the source's distribution of the predicted class and away from
 * those of the other classes. With D_c the squared Mahalanobis distance of the features to class c of the source, the loss
 * is the mean of {@code ln(D_predicted / sum of the other D_c)}. That it is the logarithm of this ratio is derived from the
 * paper's statement that the loss has no parameter and no weight; a sum and a mean over the other classes have the same
 * gradient. The paper trains scale and shift of normalization layers under the statistics of the batch; the class
 * statistics of the model package are measured under those, too.
 *
 * <p>Covariances are per class, or one for all classes where the package holds one, and are shrunk towards a multiple of the
 * identity; distances below 1e-6 count as 1e-6.
 */
public final class Cafa implements OutputLoss.Loss {

    private static final double SMALLEST_DISTANCE = 1e-6;

    private final float[] whitening;
    private final float[] centres;
    private final int classes;
    private final int size;

    /**
     * Describes the loss.
     *
     * @param means mean features per class, [classes, feature size] row-major
     * @param covariances [classes or 1, feature size, feature size] row-major
     */
    public Cafa(float[] means, float[] covariances, int classes) {
        this.classes = classes;
        this.size = means.length / classes;
        this.whitening = new float[size * classes * size];
        this.centres = new float[classes * size];
        boolean tied = covariances.length == size * size;
        for (int c = 0; c < classes; c++) {
            double[] factor = Whitening.inverseFactor(covariances, tied ? 0 : c * size * size, size);
            for (int i = 0; i < size; i++) {
                double centre = 0;
                for (int j = 0; j < size; j++) {
                    whitening[j * classes * size + c * size + i] = (float) factor[i * size + j];
                    centre += factor[i * size + j] * means[c * size + j];
                }
                centres[c * size + i] = (float) centre;
            }
        }
    }

    @Override
    public NDArray of(PassInput input, Network.Outputs outputs) {
        NDArray distances = distances(outputs.features());
        NDArray predicted = outputs.logits().stopGradient().argMax(1).oneHot(classes, distances.getDataType());
        NDArray intra = distances.mul(predicted).sum(new int[] {1});
        NDArray inter = distances.sum(new int[] {1}).sub(intra);
        return input.meanPerStream(logarithm(intra).sub(logarithm(inter)));
    }

    private static NDArray logarithm(NDArray distance) {
        return distance.maximum(Constants.like(distance, SMALLEST_DISTANCE)).log();
    }

    /** Squared Mahalanobis distance of every row to every class, [rows, classes]. */
    NDArray distances(NDArray features) {
        NDArray factors = features.getManager()
                .create(whitening, new Shape(size, (long) classes * size))
                .toType(features.getDataType(), false);
        NDArray centre = features.getManager()
                .create(centres, new Shape(1, (long) classes * size))
                .toType(features.getDataType(), false);
        return features.matMul(factors)
                .sub(centre)
                .reshape(-1, classes, size)
                .square()
                .sum(new int[] {2});
    }
}
