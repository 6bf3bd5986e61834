// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * GLC's one-against-all clustering (Qu et al., CVPR 2023): the windows that score highest for a class are its positives,
 * whose normalized mean is its prototype; the rest are clustered into as many clusters as there are classes. A window
 * belongs to the class of the nearest prototype if that is nearer, times a factor that is smaller the less the positives
 * believe in the class, than every cluster of the rest; otherwise it is of no known class. Nearness is the cosine.
 *
 * <p>GLC estimates the number of classes of its whole target set; here it is that of the source.
 */
final class OneVersusAll {

    private static final double PRIOR = 0.75;
    private static final int ITERATIONS = 10;

    private final float[] bank;
    private final int size;
    private final int classes;
    private final int count;
    private final double[][] prototypes;
    private final double[] factors;
    private final double[][][] clusters;

    /**
     * Clusters a bank.
     *
     * @param bank per window its normalized features and then its probabilities
     */
    OneVersusAll(float[] bank, int size, int classes) {
        this.bank = bank;
        this.size = size;
        this.classes = classes;
        this.count = bank.length / (size + classes);
        this.prototypes = new double[classes][];
        this.factors = new double[classes];
        this.clusters = new double[classes][][];
        int positives = Math.max(1, count / classes);
        for (int c = 0; c < classes; c++) {
            int label = c;
            List<Integer> byScore = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> -score(row, label)))
                    .toList();
            double mean = 0;
            for (int row : byScore.subList(0, positives)) {
                mean += score(row, c) / positives;
            }
            prototypes[c] = centre(byScore.subList(0, positives));
            factors[c] = (1 - PRIOR) * mean + PRIOR;
            clusters[c] = clustered(byScore.subList(positives, count));
        }
    }

    private double score(int row, int label) {
        return bank[row * (size + classes) + size + label];
    }

    private double cosine(double[] centre, float[] features, int at) {
        double sum = 0;
        for (int d = 0; d < size; d++) {
            sum += centre[d] * features[at + d];
        }
        return sum;
    }

    /** The normalized mean of some windows. */
    private double[] centre(List<Integer> rows) {
        double[] centre = new double[size];
        for (int row : rows) {
            for (int d = 0; d < size; d++) {
                centre[d] += bank[row * (size + classes) + d];
            }
        }
        double norm = 0;
        for (double value : centre) {
            norm += value * value;
        }
        for (int d = 0; d < size; d++) {
            centre[d] /= Math.max(Math.sqrt(norm), 1e-12);
        }
        return centre;
    }

    /** Spherical k-means, begun with windows that are each as far as possible from those before. */
    private double[][] clustered(List<Integer> rows) {
        List<double[]> centres = new ArrayList<>();
        for (int k = 0; k < Math.min(classes, rows.size()); k++) {
            int next = k == 0 ? rows.get(0) : farthest(rows, centres);
            centres.add(centre(List.of(next)));
        }
        for (int i = 0; i < ITERATIONS && !centres.isEmpty(); i++) {
            List<List<Integer>> members = new ArrayList<>();
            centres.forEach(centre -> members.add(new ArrayList<>()));
            for (int row : rows) {
                members.get(nearest(centres, bank, row * (size + classes))).add(row);
            }
            for (int k = 0; k < centres.size(); k++) {
                if (!members.get(k).isEmpty()) {
                    centres.set(k, centre(members.get(k)));
                }
            }
        }
        return centres.toArray(double[][]::new);
    }

    private int farthest(List<Integer> rows, List<double[]> centres) {
        int farthest = rows.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (int row : rows) {
            double nearest = Double.NEGATIVE_INFINITY;
            for (double[] centre : centres) {
                nearest = Math.max(nearest, cosine(centre, bank, row * (size + classes)));
            }
            if (nearest < least) {
                least = nearest;
                farthest = row;
            }
        }
        return farthest;
    }

    private int nearest(List<double[]> centres, float[] features, int at) {
        int nearest = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < centres.size(); k++) {
            double cosine = cosine(centres.get(k), features, at);
            if (cosine > largest) {
                largest = cosine;
                nearest = k;
            }
        }
        return nearest;
    }

    /** Whether a window belongs to a class; its normalized features begin at element {@code at}. */
    boolean knows(float[] features, int at) {
        int label = nearest(List.of(prototypes), features, at);
        double own = factors[label] * cosine(prototypes[label], features, at);
        for (double[] cluster : clusters[label]) {
            if (cosine(cluster, features, at) > own) {
                return false;
            }
        }
        return true;
    }
}
