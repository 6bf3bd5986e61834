// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

/**
 * Instance-aware batch norm of NOTE (Gong et al., NeurIPS 2022): a sample's own mean and variance over its positions
 * replace the base statistics by as much as they lie outside what sampling explains, {@code threshold} standard errors.
 *
 * @param threshold in standard errors; paper: 4
 */
record InstanceAware(double threshold) {

    private static final int[] POSITIONS = {3};

    /**
     * Normalizes.
     *
     * @param x [N, S * C, positions...]
     * @param mean base mean, [1, S, C, 1]
     * @param variance base variance, same shape
     */
    NDArray normalize(NDArray x, NDArray mean, NDArray variance, NormLayer layer, ParameterView parameters) {
        NDArray rows = Moments.byStream(x, parameters);
        long count = rows.getShape().get(3);
        if (count < 2) {
            return Moments.normalized(x, mean, variance, layer, parameters);
        }
        NDArray own = rows.mean(POSITIONS, true);
        NDArray squares = rows.sub(own).square().sum(POSITIONS, true);
        NDArray ownVariance = squares.div(Constants.like(squares, count - 1));
        NDArray spread = variance.add(Constants.like(variance, NormLayer.EPSILON));
        NDArray meanError = spread.div(Constants.like(spread, count)).sqrt();
        NDArray varianceError = spread.mul(Constants.like(spread, Math.sqrt(2.0 / (count - 1))));
        NDArray adjusted = variance.add(beyond(ownVariance.sub(variance), varianceError));
        return Moments.normalized(
                x,
                mean.add(beyond(own.sub(mean), meanError)),
                adjusted.getNDArrayInternal().relu(),
                layer,
                parameters);
    }

    /**
     * The same of values with base mean 0 and variance 1.
     *
     * @param x [N, S * C, positions...]
     * @param thresholds in standard errors, infinite for streams that are not aware of instances, [1, S, 1, 1]
     */
    static NDArray normalizeStandardized(NDArray x, NDArray thresholds, NormLayer layer, ParameterView parameters) {
        NDArray scale = Moments.byStreamVector(parameters.perStream(layer.weight()), parameters);
        NDArray shift = Moments.byStreamVector(parameters.perStream(layer.bias()), parameters);
        NDArray rows = Moments.byStream(x, parameters);
        long count = rows.getShape().get(3);
        if (count < 2) {
            return rows.mul(scale).add(shift).reshape(x.getShape());
        }
        NDArray own = rows.mean(POSITIONS, true);
        NDArray squares = rows.sub(own).square().sum(POSITIONS, true);
        NDArray one = Constants.like(squares, 1);
        NDArray ownVariance = squares.div(Constants.like(squares, count - 1));
        NDArray varianceLimit = thresholds.mul(Constants.like(thresholds, Math.sqrt(2.0 / (count - 1))));
        NDArray meanLimit = thresholds.mul(Constants.like(thresholds, 1 / Math.sqrt(count)));
        NDArray stretch =
                scale.div(outside(ownVariance.sub(one), varianceLimit).add(one).sqrt());
        NDArray moved = shift.sub(outside(own, meanLimit).mul(stretch));
        return rows.mul(stretch).add(moved).reshape(x.getShape());
    }

    /** What of {@code difference} lies beyond the threshold, on either side. */
    private NDArray beyond(NDArray difference, NDArray error) {
        return outside(difference, error.mul(Constants.like(error, threshold)));
    }

    private static NDArray outside(NDArray difference, NDArray limit) {
        NDArray above = difference.sub(limit).getNDArrayInternal().relu();
        NDArray below = difference.neg().sub(limit).getNDArrayInternal().relu();
        return above.sub(below);
    }
}
