// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.Map;
import java.util.Optional;

/**
 * Where normalization layers take mean and variance from. Inputs are interleaved, [N, S * C, positions...], so one
 * native call normalizes every stream with its own statistics and its own affine parameters.
 */
public interface Normalization {

    /**
     * Normalizes and applies the layer's affine parameters.
     *
     * @param x [N, S * C, positions...]
     */
    NDArray normalize(NDArray x, NormLayer layer, ParameterView parameters);

    /** The paper's threshold of instance-aware batch norm, in standard errors. */
    double INSTANCE_THRESHOLD = 4;

    /** The same, with what it takes from the batch taken from {@code rows} only. */
    default Normalization on(Subset rows) {
        return this;
    }

    /** The running statistics of the view: the source's, or those that the streams have moved to. */
    Normalization SOURCE = (x, layer, parameters) -> Normalization.fixed(
            x, layer, parameters, parameters.perStream(layer.mean()), parameters.perStream(layer.variance()));

    /**
     * The statistics of the batch itself (test-time batch norm): biased variance, gradients flow through both.
     */
    static Normalization batch() {
        return new Normalization() {
            @Override
            public NDArray normalize(NDArray x, NormLayer layer, ParameterView parameters) {
                return new BatchMoments(x, parameters).normalized(x, layer, parameters);
            }

            @Override
            public Normalization on(Subset rows) {
                return (x, layer, parameters) -> {
                    Moments moments = Moments.of(Moments.byStream(x, parameters), rows);
                    return Moments.normalized(x, moments.mean(), moments.variance(), layer, parameters);
                };
            }
        };
    }

    /**
     * As {@link #batch()}, and keeps every layer's batch mean and unbiased variance.
     *
     * @param moments receives {@code name.running_mean} and {@code name.running_var}, each [S * C]
     */
    static Normalization recording(Map<String, NDArray> moments) {
        return (x, layer, parameters) -> {
            BatchMoments batch = new BatchMoments(x, parameters);
            NDArray y = batch.normalized(x, layer, parameters);
            moments.put(layer.mean(), batch.mean);
            moments.put(layer.variance(), batch.variance);
            return y;
        };
    }

    /**
     * Mixed statistics (alpha-BN): {@code (1 - alpha) * source + alpha * batch} for mean and variance, with the
     * batch's unbiased variance. The mix is a constant to the gradient.
     *
     * @param alpha weight of the test batch, 0..1
     */
    static Normalization mixed(double alpha) {
        return new Normalization() {
            @Override
            public NDArray normalize(NDArray x, NormLayer layer, ParameterView parameters) {
                BatchMoments batch = new BatchMoments(x, parameters);
                batch.normalized(x.stopGradient(), layer, parameters).close();
                return mixedWith(batch.mean, batch.variance, x, layer, parameters);
            }

            @Override
            public Normalization on(Subset rows) {
                return (x, layer, parameters) -> {
                    Moments moments = Moments.of(Moments.byStream(x.stopGradient(), parameters), rows);
                    NDArray variance = moments.unbiasedVariance();
                    return mixedWith(moments.mean().flatten(), variance.flatten(), x, layer, parameters);
                };
            }

            private NDArray mixedWith(
                    NDArray mean, NDArray variance, NDArray x, NormLayer layer, ParameterView parameters) {
                return fixed(
                        x,
                        layer,
                        parameters,
                        mix(parameters.perStream(layer.mean()), mean, alpha, parameters),
                        mix(parameters.perStream(layer.variance()), variance, alpha, parameters));
            }
        };
    }

    /**
     * Moving statistics: every layer's mean and variance go {@code momentum} of the way from those of the view to
     * those of the batch, and the layer normalizes with the result. The result is a constant to the gradient.
     *
     * @param momentum weight of the batch for each stream, 0..1, [S, 1]
     * @param moved receives the result under {@code name.running_mean} and {@code name.running_var}, each [S * C]
     */
    static Normalization moving(NDArray momentum, Map<String, NDArray> moved) {
        return (x, layer, parameters) -> {
            BatchMoments.of(x, layer, parameters).move(momentum, moved, layer, parameters);
            return given(moved).normalize(x, layer, parameters);
        };
    }

    /**
     * As {@link #moving}, but gradients flow through the batch's own statistics (batch renormalization, Ioffe, NeurIPS
     * 2017), so that a step cannot move features off the statistics without seeing it; and the variance is that of both
     * together, {@code (1 - m) old + m batch + m (1 - m) (difference of means)^2}, so that a stream that shows one class
     * after the other does not come to be taken for as narrow as one class.
     *
     * @param momentum as for {@link #moving}
     * @param moved as for {@link #moving}
     */
    static Normalization movingRenormalized(NDArray momentum, Map<String, NDArray> moved) {
        return (x, layer, parameters) -> {
            BatchMoments batch = BatchMoments.of(x, layer, parameters);
            batch.move(momentum, moved, layer, parameters);
            batch.addDistance(momentum, moved, layer, parameters);
            return batch.renormalized(x, moved, layer, parameters);
        };
    }

    /** As {@link #given}, with gradients through the batch's own statistics as in {@link #movingRenormalized}. */
    static Normalization givenRenormalized(Map<String, NDArray> statistics) {
        return (x, layer, parameters) ->
                BatchMoments.of(x, layer, parameters).renormalized(x, statistics, layer, parameters);
    }

    /**
     * RoTTA's robust batch norm (Yuan et al., CVPR 2023): as {@link #moving}, but with the biased variance of the batch,
     * and gradients flow through the batch's share of the result.
     *
     * @param momentum weight of the batch, 0..1
     * @param moved receives the result, a constant, as {@link #moving} does
     */
    static Normalization robust(double momentum, Map<String, NDArray> moved) {
        return (x, layer, parameters) -> {
            Moments batch = Moments.of(Moments.byStream(x, parameters));
            NDArray mean = share(batch.mean(), parameters.perStream(layer.mean()), momentum, parameters);
            NDArray variance = share(batch.variance(), parameters.perStream(layer.variance()), momentum, parameters);
            moved.put(layer.mean(), mean.stopGradient().flatten());
            moved.put(layer.variance(), variance.stopGradient().flatten());
            return Moments.normalized(x, mean, variance, layer, parameters);
        };
    }

    private static NDArray share(NDArray batch, NDArray old, double momentum, ParameterView parameters) {
        NDArray rest = Moments.byStreamVector(old, parameters).mul(Constants.like(batch, 1 - momentum));
        return batch.mul(Constants.like(batch, momentum)).add(rest);
    }

    /** Instance-aware batch norm (NOTE, Gong et al., NeurIPS 2022) around the running statistics of the view. */
    static Normalization instanceAware() {
        return (x, layer, parameters) -> new InstanceAware(INSTANCE_THRESHOLD)
                .normalize(
                        x,
                        Moments.byStreamVector(parameters.perStream(layer.mean()), parameters),
                        Moments.byStreamVector(parameters.perStream(layer.variance()), parameters),
                        layer,
                        parameters);
    }

    /**
     * The same around the statistics of the batch, through which gradients flow.
     *
     * @param momentum weight of the batch in the running statistics, 0..1
     * @param moved receives those, constants, as {@link #moving} does
     */
    static Normalization instanceAware(double momentum, Map<String, NDArray> moved) {
        return (x, layer, parameters) -> {
            Moments batch = Moments.of(Moments.byStream(x, parameters));
            NDArray variance = batch.unbiasedVariance();
            moved.put(layer.mean(), running(batch.mean(), layer.mean(), momentum, parameters));
            moved.put(layer.variance(), running(variance, layer.variance(), momentum, parameters));
            return new InstanceAware(INSTANCE_THRESHOLD).normalize(x, batch.mean(), variance, layer, parameters);
        };
    }

    private static NDArray running(NDArray batch, String name, double momentum, ParameterView parameters) {
        return share(batch.stopGradient(), parameters.perStream(name), momentum, parameters)
                .flatten();
    }

    /** Given statistics, each [S * C], by the names of the layers' running statistics. */
    static Normalization given(Map<String, NDArray> statistics) {
        return (x, layer, parameters) ->
                fixed(x, layer, parameters, statistics.get(layer.mean()), statistics.get(layer.variance()));
    }

    private static NDArray mix(NDArray old, NDArray batch, double alpha, ParameterView parameters) {
        NDArray mixed = batch.mul(Constants.like(batch, alpha));
        NDArray rest = old.mul(Constants.like(batch, 1 - alpha));
        rest.attach(parameters.scratch());
        return mixed.addi(rest);
    }

    /** {@code share} of the way, [S, 1], from {@code old} to {@code batch}, each [S * C]. */
    private static NDArray towards(NDArray old, NDArray batch, NDArray share) {
        NDArray from = old.reshape(share.getShape().get(0), -1);
        return batch.reshape(from.getShape()).sub(from).mul(share).add(from).flatten();
    }

    /** Normalizes with given statistics, each [S * C]. */
    private static NDArray fixed(NDArray x, NormLayer layer, ParameterView parameters, NDArray mean, NDArray variance) {
        Optional<NDArray> thresholds = parameters.instanceThresholds();
        if (thresholds.isEmpty()) {
            return Moments.normalized(
                    x, mean, variance, parameters.perStream(layer.weight()), parameters.perStream(layer.bias()));
        }
        NDArray ones = mean.onesLike();
        NDArray standardized = Moments.normalized(x, mean, variance, ones, ones.zerosLike());
        return InstanceAware.normalizeStandardized(standardized, thresholds.get(), layer, parameters);
    }

    /** Receives the statistics that the native batch norm computes on its way. */
    final class BatchMoments {
        /** DJL's momentum weighs the old running statistics; with 0 the batch's own are left there. */
        private static final float KEEP_NOTHING = 0f;

        private final NDArray mean;
        private final NDArray variance;

        private BatchMoments(NDArray x, ParameterView parameters) {
            Shape channels = new Shape(x.getShape().get(1));
            mean = parameters.scratch().zeros(channels, x.getDataType());
            variance = parameters.scratch().zeros(channels, x.getDataType());
        }

        /** Those of {@code x}, constants to the gradient. */
        private static BatchMoments of(NDArray x, NormLayer layer, ParameterView parameters) {
            BatchMoments batch = new BatchMoments(x, parameters);
            batch.normalized(x.stopGradient(), layer, parameters).close();
            return batch;
        }

        private void move(NDArray momentum, Map<String, NDArray> moved, NormLayer layer, ParameterView parameters) {
            moved.put(layer.mean(), towards(parameters.perStream(layer.mean()), mean, momentum));
            moved.put(layer.variance(), towards(parameters.perStream(layer.variance()), variance, momentum));
        }

        /** What the variance of a mixture has over the mean of its parts' variances. */
        private void addDistance(
                NDArray momentum, Map<String, NDArray> moved, NormLayer layer, ParameterView parameters) {
            NDArray distance = parameters.perStream(layer.mean()).sub(mean).square();
            NDArray share = momentum.mul(Constants.like(momentum, 1).sub(momentum));
            NDArray between = distance.reshape(share.getShape().get(0), -1).mul(share);
            moved.merge(layer.variance(), between.flatten(), NDArray::add);
        }

        private NDArray normalized(NDArray x, NormLayer layer, ParameterView parameters) {
            return normalized(x, parameters.perStream(layer.weight()), parameters.perStream(layer.bias()));
        }

        private NDArray normalized(NDArray x, NDArray weight, NDArray bias) {
            return x.getNDArrayInternal()
                    .batchNorm(x, mean, variance, weight, bias, 1, KEEP_NOTHING, NormLayer.EPSILON, true)
                    .singletonOrThrow();
        }

        /** What {@link #fixed} gives with {@code statistics}: the batch's own, stretched and shifted to them. */
        private NDArray renormalized(
                NDArray x, Map<String, NDArray> statistics, NormLayer layer, ParameterView parameters) {
            double values = (double) x.getShape().size() / x.getShape().get(1);
            NDArray deviation = deviation(statistics.get(layer.variance()));
            NDArray stretch = deviation(variance.mul(Constants.like(variance, (values - 1) / values)))
                    .div(deviation);
            NDArray shift = mean.sub(statistics.get(layer.mean())).div(deviation);
            Optional<NDArray> thresholds = parameters.instanceThresholds();
            if (thresholds.isPresent()) {
                NDArray standardized = new BatchMoments(x, parameters).normalized(x, stretch, shift);
                return InstanceAware.normalizeStandardized(standardized, thresholds.get(), layer, parameters);
            }
            NDArray weight = parameters.perStream(layer.weight());
            NDArray bias = parameters.perStream(layer.bias()).add(weight.mul(shift));
            return new BatchMoments(x, parameters).normalized(x, weight.mul(stretch), bias);
        }

        private static NDArray deviation(NDArray variance) {
            return variance.add(Constants.like(variance, NormLayer.EPSILON)).sqrt();
        }
    }
}
