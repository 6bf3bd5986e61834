// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/** Losses of test-time adaptation, one value per row or per stream; probabilities always come from log-softmax. */
public final class Losses {

    private static final double SMALLEST_NORM = 1e-12;
    private static final double LARGEST_PROBABILITY = 0.99;
    private static final double RATIO_OFFSET = 1e-5;

    private Losses() {}

    /**
     * Entropy in nats.
     *
     * @param logits [rows, classes]
     * @return [rows]
     */
    public static NDArray entropy(NDArray logits) {
        NDArray logProbabilities = logits.logSoftmax(-1);
        return logProbabilities.exp().mul(logProbabilities).sum(new int[] {-1}).neg();
    }

    /**
     * Symmetric cross-entropy, {@code -1/2 sum q ln p - 1/2 sum p ln q} with p = softmax(logits) and q =
     * softmax(target); both directions differentiate through both arguments unless one is a constant.
     *
     * @param logits [rows, classes]
     * @param target logits of the teacher, [rows, classes]
     * @return [rows]
     */
    public static NDArray symmetricCrossEntropy(NDArray logits, NDArray target) {
        NDArray logP = logits.logSoftmax(-1);
        NDArray logQ = target.logSoftmax(-1);
        NDArray forward = logQ.exp().mul(logP);
        NDArray reverse = logP.exp().mul(logQ);
        NDArray sum = forward.add(reverse).sum(new int[] {-1});
        return sum.mul(Constants.like(sum, -0.5));
    }

    /**
     * Cross-entropy {@code -sum q ln p} with p = softmax(logits) and q = softmax(target).
     *
     * @param logits [rows, classes]
     * @param target logits of the teacher, [rows, classes]
     * @return [rows]
     */
    public static NDArray crossEntropyTo(NDArray logits, NDArray target) {
        return target.softmax(-1).mul(logits.logSoftmax(-1)).sum(new int[] {-1}).neg();
    }

    /**
     * Soft likelihood ratio (Marsden, Döbler and Yang, WACV 2024): {@code -sum p ln(p / (1 - p) + 1e-5)}, where p is
     * clipped at .99, which stops its gradient.
     *
     * @param logits [rows, classes]
     * @return [rows]
     */
    public static NDArray softLikelihoodRatio(NDArray logits) {
        NDArray softmax = logits.softmax(-1);
        NDArray p = softmax.minimum(Constants.like(softmax, LARGEST_PROBABILITY));
        NDArray ratio = p.div(Constants.like(p, 1).sub(p)).add(Constants.like(p, RATIO_OFFSET));
        return p.mul(ratio.log()).sum(new int[] {-1}).neg();
    }

    /**
     * Cross-entropy against class numbers.
     *
     * @param logits [rows, classes]
     * @param labels [rows], int64
     * @return [rows]
     */
    public static NDArray crossEntropy(NDArray logits, NDArray labels) {
        NDArray oneHot = labels.oneHot((int) logits.getShape().get(1), logits.getDataType());
        return logits.logSoftmax(-1).mul(oneHot).sum(new int[] {-1}).neg();
    }

    /** Rows divided by their Euclidean norm. */
    public static NDArray normalized(NDArray rows) {
        NDArray norm = rows.square().sum(new int[] {-1}, true).sqrt();
        return rows.div(norm.maximum(Constants.like(norm, SMALLEST_NORM)));
    }

    /**
     * Contrastive loss of Robust Mean Teacher: of the 3N vectors of a stream (nearest prototype, features, features of
     * the augmented batch), every one is an anchor, the other two of the same sample are its positives and all others
     * its negatives.
     *
     * @param prototypes [streams, N, D]
     * @param features [streams, N, D]
     * @param augmented [streams, N, D]
     * @param temperature divides the cosine similarity
     * @return [streams], the mean over anchors
     */
    public static NDArray contrastive(NDArray prototypes, NDArray features, NDArray augmented, double temperature) {
        NDArray vectors = normalized(NDArrays.concat(new NDList(prototypes, features, augmented), 1));
        NDArray cosines = vectors.batchMatMul(vectors.swapAxes(1, 2));
        NDArray similarity = cosines.div(Constants.like(cosines, temperature));
        NDArray others = offDiagonal(similarity);
        NDArray largest = similarity.max(new int[] {-1}, true).stopGradient();
        NDArray shifted = similarity.sub(largest);
        NDArray partition = shifted.exp().mul(others).sum(new int[] {-1}, true).log();
        NDArray positives = sameSample(similarity).mul(others);
        NDArray perAnchor = shifted.sub(partition).mul(positives).sum(new int[] {-1});
        return perAnchor.div(Constants.like(perAnchor, -2)).mean(new int[] {-1});
    }

    private static NDArray offDiagonal(NDArray similarity) {
        int size = (int) similarity.getShape().get(1);
        NDArray ones = similarity.getManager().ones(new Shape(size, size), similarity.getDataType());
        return ones.sub(similarity.getManager().eye(size, size, 0, similarity.getDataType()));
    }

    private static NDArray sameSample(NDArray similarity) {
        int samples = (int) similarity.getShape().get(1) / 3;
        return similarity
                .getManager()
                .eye(samples, samples, 0, similarity.getDataType())
                .tile(new long[] {3, 3});
    }
}
