// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.operators.adapt.Predictions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which windows are worth a label: contrastive active sampling of LFTL (Lyu et al., ECCV 2024), as their released code has
 * it. What the current model has changed of the preceding one's probabilities is added to them once more, a little of it;
 * windows with a small margin between the two largest come first, and classes that the model is mostly sure of come later.
 * The preceding model is the frozen source model; of the batch the surer half tells which classes those are.
 */
final class ContrastiveSampling {

    /** Share of the change that is added once more. */
    private static final double CONTRAST = 0.03;

    /** Weight of the class among sure windows. */
    private static final double CLASS_WEIGHT = 0.1;

    private ContrastiveSampling() {}

    /**
     * The score of every window; smaller is more worth.
     *
     * @param current probabilities of the current model, [windows][classes]
     * @param preceding those of the preceding one, same shape
     */
    static double[] scores(float[][] current, float[][] preceding) {
        double[] margins = new double[current.length];
        Arrays.setAll(margins, n -> margin(current[n], preceding[n]));
        double widest = Arrays.stream(margins).max().orElse(1);
        double[] sure = classShares(current, margins);
        double[] scores = new double[current.length];
        Arrays.setAll(
                scores,
                n -> margins[n] / Math.max(widest, Double.MIN_NORMAL)
                        + CLASS_WEIGHT * sure[Predictions.mostProbable(current[n], 0, current[n].length)]);
        return scores;
    }

    private static double margin(float[] current, float[] preceding) {
        double first = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < current.length; c++) {
            double contrasted = current[c] + CONTRAST * (current[c] - preceding[c]);
            if (contrasted > first) {
                second = first;
                first = contrasted;
            } else {
                second = Math.max(second, contrasted);
            }
        }
        return first - second;
    }

    /** How often each class is predicted among the half with the widest margins, over the most frequent one's. */
    private static double[] classShares(float[][] current, double[] margins) {
        List<Integer> order = new ArrayList<>();
        for (int n = 0; n < margins.length; n++) {
            order.add(n);
        }
        order.sort(Comparator.comparingDouble(n -> -margins[n]));
        double[] shares = new double[current[0].length];
        for (int n : order.subList(0, (margins.length + 1) / 2)) {
            shares[Predictions.mostProbable(current[n], 0, current[n].length)]++;
        }
        double most = Arrays.stream(shares).max().orElse(1);
        Arrays.setAll(shares, c -> shares[c] / most);
        return shares;
    }
}
