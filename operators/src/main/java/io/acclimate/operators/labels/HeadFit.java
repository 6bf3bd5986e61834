// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.state.LabelHead;

import java.util.List;

/**
 * Fits a label head: multinomial logistic regression on top of fixed scores, with a ridge towards the head that adds
 * nothing. The objective is strongly convex, so a fixed number of accelerated gradient steps (Nesterov 1983) of size 1/L
 * does; L is the bound of Böhning (1992) on its curvature. Equal examples give equal bits.
 */
final class HeadFit {

    private static final int STEPS = 100;

    private HeadFit() {}

    /**
     * Which heads are allowed.
     *
     * @param biasOnly whether classes may only become more and less probable, whatever the features
     * @param ridge weight of half the squared norm, over 0
     */
    record Family(boolean biasOnly, double ridge) {}

    /** The best head of a family. */
    static LabelHead fit(List<Example> examples, Family family) {
        int classes = examples.get(0).scores().length;
        int width = examples.get(0).input().length;
        int first = family.biasOnly ? width - 1 : 0;
        double step = 1 / (family.ridge + curvature(examples, first));
        double[][] at = new double[classes][width];
        double[][] ahead = new double[classes][width];
        for (int k = 0; k < STEPS; k++) {
            double[][] gradient = gradient(examples, ahead, first, family.ridge);
            double momentum = k / (k + 3.0);
            for (int c = 0; c < classes; c++) {
                for (int i = first; i < width; i++) {
                    double next = ahead[c][i] - step * gradient[c][i];
                    ahead[c][i] = next + momentum * (next - at[c][i]);
                    at[c][i] = next;
                }
            }
        }
        return rounded(at);
    }

    private static double curvature(List<Example> examples, int first) {
        double sum = 0;
        for (Example example : examples) {
            for (int i = first; i < example.input().length; i++) {
                sum += example.input()[i] * example.input()[i];
            }
        }
        return sum / 2;
    }

    private static double[][] gradient(List<Example> examples, double[][] weights, int first, double ridge) {
        double[][] gradient = new double[weights.length][weights[0].length];
        for (int c = 0; c < weights.length; c++) {
            for (int i = first; i < gradient[c].length; i++) {
                gradient[c][i] = ridge * weights[c][i];
            }
        }
        double[] scores = new double[weights.length];
        for (Example example : examples) {
            for (int c = 0; c < scores.length; c++) {
                scores[c] = example.scores()[c] + product(weights[c], example.input(), first);
            }
            double[] probabilities = softmax(scores);
            for (int c = 0; c < scores.length; c++) {
                double error = probabilities[c] - (c == example.label() ? 1 : 0);
                for (int i = first; i < gradient[c].length; i++) {
                    gradient[c][i] += error * example.input()[i];
                }
            }
        }
        return gradient;
    }

    private static double product(double[] weights, double[] input, int first) {
        double sum = 0;
        for (int i = first; i < input.length; i++) {
            sum += weights[i] * input[i];
        }
        return sum;
    }

    private static LabelHead rounded(double[][] weights) {
        float[][] rounded = new float[weights.length][weights[0].length];
        for (int c = 0; c < rounded.length; c++) {
            for (int i = 0; i < rounded[c].length; i++) {
                rounded[c][i] = (float) weights[c][i];
            }
        }
        return new LabelHead(rounded);
    }

    /** Probabilities of an input with a head on top of its scores; the head may be {@link LabelHead#NONE}. */
    static double[] probabilities(LabelHead head, double[] input, double[] scores) {
        double[] sums = scores.clone();
        for (int c = 0; c < head.weights().length; c++) {
            float[] row = head.weights()[c];
            for (int i = 0; i < row.length; i++) {
                sums[c] += row[i] * input[i];
            }
        }
        return softmax(sums);
    }

    static double[] softmax(double[] scores) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            largest = Math.max(largest, score);
        }
        double[] probabilities = new double[scores.length];
        double sum = 0;
        for (int c = 0; c < scores.length; c++) {
            probabilities[c] = Math.exp(scores[c] - largest);
            sum += probabilities[c];
        }
        for (int c = 0; c < scores.length; c++) {
            probabilities[c] /= sum;
        }
        return probabilities;
    }
}
