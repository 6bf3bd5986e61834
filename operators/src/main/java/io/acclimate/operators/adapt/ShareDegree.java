// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Describes shares of classes by one number, as LSA (Park et al., ICCV 2023) does: their inner product with a vector that
 * falls linearly from +1 for the source's most frequent class to -1 for its rarest.
 *
 * @param source share of every class in the source
 * @param direction that vector
 */
record ShareDegree(float[] source, float[] direction) {

    static ShareDegree of(float[] source) {
        List<Integer> byShare = IntStream.range(0, source.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -source[c]))
                .toList();
        float[] direction = new float[source.length];
        for (int rank = 0; rank < source.length; rank++) {
            direction[byShare.get(rank)] = 1 - 2f * rank / (source.length - 1);
        }
        return new ShareDegree(MaximumLikelihoodPrior.bounded(source), direction);
    }

    /** The number that describes {@code shares}. */
    double degree(float[] shares) {
        double sum = 0;
        for (int c = 0; c < shares.length; c++) {
            sum += shares[c] * direction[c];
        }
        return sum;
    }

    /** The source's shares for 1, even ones for 0, the source's turned round for -1. */
    float[] shares(int kind) {
        float[] shares = new float[source.length];
        for (int c = 0; c < shares.length; c++) {
            shares[c] = (float) Math.pow(source[c], kind);
        }
        return MaximumLikelihoodPrior.bounded(scaled(shares));
    }

    private static float[] scaled(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        float[] scaled = new float[values.length];
        for (int c = 0; c < values.length; c++) {
            scaled[c] = (float) (values[c] / sum);
        }
        return scaled;
    }

    /** How much more frequent the most frequent class is than the rarest. */
    double imbalance() {
        float most = 0;
        float least = 1;
        for (float share : source) {
            most = Math.max(most, share);
            least = Math.min(least, share);
        }
        return most / least;
    }
}
