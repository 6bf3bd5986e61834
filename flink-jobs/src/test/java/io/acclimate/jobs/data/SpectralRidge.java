// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Ridge regression to one-hot classes on window features: of each channel the mean and the logarithm of the power in 32
 * frequency bands. A small yardstick of how hard recordings are.
 */
final class SpectralRidge {

    private static final int LENGTH = 128;
    private static final int STRIDE = 64;
    private static final int BANDS = 32;
    private static final double LAMBDA = 1e-2;

    private final double[] mean;
    private final double[] scale;
    private final double[][] weights;

    private record Window(int label, double[] features) {}

    private SpectralRidge(double[] mean, double[] scale, double[][] weights) {
        this.mean = mean;
        this.scale = scale;
        this.weights = weights;
    }

    static SpectralRidge fit(List<Recording> recordings, int classes) {
        List<Window> windows = windows(recordings);
        int features = windows.get(0).features().length;
        double[] mean = new double[features];
        double[] scale = new double[features];
        windows.forEach(w -> addScaled(mean, w.features(), 1.0 / windows.size()));
        for (Window w : windows) {
            for (int f = 0; f < features; f++) {
                scale[f] += (w.features()[f] - mean[f]) * (w.features()[f] - mean[f]) / windows.size();
            }
        }
        for (int f = 0; f < features; f++) {
            scale[f] = Math.sqrt(scale[f]) + 1e-9;
        }
        double[][] gram = new double[features + 1][features + 1];
        double[][] target = new double[classes][features + 1];
        for (Window w : windows) {
            double[] x = standardised(w.features(), mean, scale);
            for (int f = 0; f <= features; f++) {
                addScaled(gram[f], x, x[f] / windows.size());
            }
            addScaled(target[w.label()], x, 1.0 / windows.size());
        }
        for (int f = 0; f <= features; f++) {
            gram[f][f] += LAMBDA;
        }
        return new SpectralRidge(mean, scale, solve(gram, target));
    }

    /** Percent of the windows that are classified right; only windows of one class count. */
    double accuracy(List<Recording> recordings) {
        List<Window> windows = windows(recordings);
        return 100.0 * windows.stream().filter(w -> predict(w) == w.label()).count() / windows.size();
    }

    private int predict(Window window) {
        double[] x = standardised(window.features(), mean, scale);
        int best = 0;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < weights.length; k++) {
            double score = 0;
            for (int f = 0; f < x.length; f++) {
                score += weights[k][f] * x[f];
            }
            if (score > bestScore) {
                bestScore = score;
                best = k;
            }
        }
        return best;
    }

    private static List<Window> windows(List<Recording> recordings) {
        List<Window> windows = new ArrayList<>();
        for (Recording recording : recordings) {
            for (int from = 0; from + LENGTH <= recording.readings(); from += STRIDE) {
                int label = commonLabel(recording, from);
                if (label != Recording.UNLABELLED) {
                    windows.add(new Window(label, features(recording, from)));
                }
            }
        }
        return windows;
    }

    private static int commonLabel(Recording recording, int from) {
        int label = recording.labels()[from];
        for (int i = from; i < from + LENGTH; i++) {
            if (recording.labels()[i] != label) {
                return Recording.UNLABELLED;
            }
        }
        return label;
    }

    private static double[] features(Recording recording, int from) {
        double[] features = new double[recording.channels() * (1 + BANDS)];
        for (int c = 0; c < recording.channels(); c++) {
            int at = c * (1 + BANDS);
            for (int i = 0; i < LENGTH; i++) {
                features[at] += recording.value(from + i, c) / LENGTH;
            }
            int perBand = LENGTH / 2 / BANDS;
            for (int band = 0; band < BANDS; band++) {
                double power = 0;
                for (int bin = 1; bin <= perBand; bin++) {
                    power += power(recording, from, c, band * perBand + bin);
                }
                features[at + 1 + band] = Math.log(power + 1e-7);
            }
        }
        return features;
    }

    private static double power(Recording recording, int from, int channel, int bin) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < LENGTH; i++) {
            int angle = i * bin % LENGTH;
            real += recording.value(from + i, channel) * COS[angle];
            imaginary += recording.value(from + i, channel) * COS[(angle + LENGTH / 4) % LENGTH];
        }
        return (real * real + imaginary * imaginary) / (LENGTH * LENGTH);
    }

    private static final double[] COS = new double[LENGTH];

    static {
        for (int i = 0; i < LENGTH; i++) {
            COS[i] = Math.cos(2 * Math.PI * i / LENGTH);
        }
    }

    private static double[] standardised(double[] features, double[] mean, double[] scale) {
        double[] x = new double[features.length + 1];
        for (int f = 0; f < features.length; f++) {
            x[f] = (features[f] - mean[f]) / scale[f];
        }
        x[features.length] = 1;
        return x;
    }

    private static void addScaled(double[] sum, double[] x, double factor) {
        for (int f = 0; f < sum.length; f++) {
            sum[f] += factor * x[f];
        }
    }

    /** Solves a w = b for every b of {@code targets}; {@code a} is positive definite and is overwritten by its Cholesky factor. */
    private static double[][] solve(double[][] a, double[][] targets) {
        int n = a.length;
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
            }
        }
        for (double[] b : targets) {
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < i; k++) {
                    b[i] -= a[i][k] * b[k];
                }
                b[i] /= a[i][i];
            }
            for (int i = n - 1; i >= 0; i--) {
                for (int k = i + 1; k < n; k++) {
                    b[i] -= a[k][i] * b[k];
                }
                b[i] /= a[i][i];
            }
        }
        return targets;
    }
}
