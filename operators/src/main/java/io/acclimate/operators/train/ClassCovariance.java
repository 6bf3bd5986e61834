// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.SourceKnowledge;

import java.util.Map;

/**
 * Covariance of the features of each class around its mean, in double. Where all of them together would be too large, one
 * covariance of all classes, each around its own mean (tied); where even that would be, none.
 */
final class ClassCovariance {

    /** Largest number of elements of all classes' covariances. */
    private static final long MOST_ELEMENTS = 1 << 20;

    /** Largest number of features. */
    private static final int MOST_FEATURES = 512;

    private final int classes;
    private final int size;
    private final boolean tied;
    private final double[][] products;
    private final double[][] sums;
    private final long[] counts;

    ClassCovariance(int classes, int size) {
        this.classes = classes;
        this.size = size;
        this.tied = (long) classes * size * size > MOST_ELEMENTS;
        this.products = new double[size > MOST_FEATURES ? 0 : tied ? 1 : classes][size * size];
        this.sums = new double[classes][size];
        this.counts = new long[classes];
    }

    void add(float[] features, int row, int label) {
        if (products.length == 0) {
            return;
        }
        double[] product = products[tied ? 0 : label];
        counts[label]++;
        for (int i = 0; i < size; i++) {
            double value = features[row * size + i];
            sums[label][i] += value;
            for (int j = 0; j <= i; j++) {
                product[i * size + j] += value * features[row * size + j];
            }
        }
    }

    /** Adds [classes, size, size], or [1, size, size] if tied; a class with too few samples has the mean of the others. */
    void addTo(Map<String, HostTensor> tensors) {
        if (products.length == 0) {
            return;
        }
        for (int c = 0; c < classes; c++) {
            subtractMean(products[tied ? 0 : c], c);
        }
        long total = 0;
        double[] pooled = new double[size * size];
        for (int c = 0; c < classes; c++) {
            total += counts[c];
        }
        for (double[] product : products) {
            for (int i = 0; i < pooled.length; i++) {
                pooled[i] += product[i] / Math.max(1, total);
            }
        }
        float[] covariance = new float[products.length * size * size];
        for (int c = 0; c < products.length; c++) {
            boolean own = !tied && counts[c] > 1;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j <= i; j++) {
                    int at = i * size + j;
                    float value = (float) (own ? products[c][at] / counts[c] : pooled[at]);
                    covariance[c * pooled.length + at] = value;
                    covariance[c * pooled.length + j * size + i] = value;
                }
            }
        }
        tensors.put(SourceKnowledge.CLASS_COVARIANCE, HostTensor.of(covariance, products.length, size, size));
    }

    private void subtractMean(double[] product, int label) {
        for (int i = 0; i < size && counts[label] > 0; i++) {
            for (int j = 0; j <= i; j++) {
                product[i * size + j] -= sums[label][i] * sums[label][j] / counts[label];
            }
        }
    }
}
