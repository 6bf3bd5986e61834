// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Orders in which a stream shows samples. All return row numbers; equal generators give equal orders. */
final class SampleOrders {

    private static final int LEAST_IN_CHUNK = 10;
    private static final int MOST_ATTEMPTS = 10_000;
    private static final int MOST_SLOTS = 100;

    private SampleOrders() {}

    /** 0 .. size-1 in random order. */
    static int[] shuffled(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Sorts by class, ascending; rows of a class stay in their order. */
    static int[] byClass(int[] order, int[] labels) {
        return Arrays.stream(order)
                .boxed()
                .sorted((a, b) -> Integer.compare(labels[a], labels[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * NOTE's correlated order (Gong et al. 2022): each class is dealt to as many chunks as there are classes by shares from
     * a symmetric Dirichlet distribution; a chunk that holds its equal part gets no more. The deal is repeated until
     * every chunk holds 10 samples (or, of small data, half its equal part). Within a chunk the classes follow each other in random order, each in one run.
     *
     * @param delta concentration of the Dirichlet distribution, above 0; small ones give long runs of one class
     */
    static int[] inChunks(int[] order, int[] labels, int classes, double delta, SplittableRandom random) {
        int least = Math.min(LEAST_IN_CHUNK, order.length / classes / 2);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            List<List<int[]>> chunks = deal(byLabel(order, labels, classes), order.length, delta, random);
            if (chunks.stream().allMatch(chunk -> size(chunk) >= least)) {
                return runs(chunks, order.length, random);
            }
        }
        throw new IllegalArgumentException(
                "no correlated order of %d samples in %d chunks was found; set --dirichlet higher than %s"
                        .formatted(order.length, classes, delta));
    }

    private static List<List<int[]>> deal(List<int[]> byLabel, int total, double delta, SplittableRandom random) {
        List<List<int[]>> chunks = lists(byLabel.size());
        for (int[] ofClass : byLabel) {
            int[] rows = permuted(ofClass, random);
            double[] shares = dirichlet(byLabel.size(), delta, random);
            for (int k = 0; k < shares.length; k++) {
                shares[k] = size(chunks.get(k)) * (long) shares.length >= total ? 0 : shares[k];
            }
            cut(rows, shares, chunks);
        }
        return chunks;
    }

    /**
     * RoTTA's correlated order (Yuan et al. 2023): each class is dealt to at most 100 slots by shares from a symmetric
     * Dirichlet distribution, slots follow each other, and within a slot the classes in random order, each in one run.
     */
    static int[] inSlots(int[] order, int[] labels, int classes, double gamma, SplittableRandom random) {
        int slots = Math.min(classes, MOST_SLOTS);
        List<List<int[]>> dealt = lists(slots);
        for (int[] ofClass : byLabel(order, labels, classes)) {
            cut(ofClass, dirichlet(slots, gamma, random), dealt);
        }
        return runs(dealt, order.length, random);
    }

    /**
     * SAR's online label shift (Niu et al. 2023): as many draws with replacement as there are rows. The classes, in random
     * order, are each the frequent one for an equal part of the draws; it is {@code ratio} times as probable as each
     * other. A class without samples is left out.
     */
    static int[] labelShift(int[] labels, int classes, double ratio, SplittableRandom random) {
        List<int[]> present = byLabel(shuffled(labels.length, random), labels, classes).stream()
                .filter(rows -> rows.length > 0)
                .toList();
        int[] frequent = shuffled(present.size(), random);
        int[] order = new int[labels.length];
        for (int i = 0; i < order.length; i++) {
            int main = frequent[(int) ((long) i * frequent.length / order.length)];
            int[] rows = present.get(draw(main, present.size(), ratio, random));
            order[i] = rows[random.nextInt(rows.length)];
        }
        return order;
    }

    private static int draw(int frequent, int classes, double ratio, SplittableRandom random) {
        if (classes == 1 || random.nextDouble() * (ratio + classes - 1) < ratio) {
            return frequent;
        }
        int other = random.nextInt(classes - 1);
        return other < frequent ? other : other + 1;
    }

    /**
     * A draw from a symmetric Dirichlet distribution: gamma variates over their sum, in logarithms, since those of a
     * small concentration are below the smallest double.
     */
    static double[] dirichlet(int size, double concentration, SplittableRandom random) {
        double[] logs = new double[size];
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < size; k++) {
            logs[k] = Math.log(gamma(concentration + 1, random)) + Math.log(1 - random.nextDouble()) / concentration;
            largest = Math.max(largest, logs[k]);
        }
        double sum = 0;
        for (int k = 0; k < size; k++) {
            logs[k] = Math.exp(logs[k] - largest);
            sum += logs[k];
        }
        for (int k = 0; k < size; k++) {
            logs[k] /= sum;
        }
        return logs;
    }

    /** Marsaglia and Tsang (2000), for shapes of at least 1. */
    private static double gamma(double shape, SplittableRandom random) {
        double d = shape - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    private static List<int[]> byLabel(int[] order, int[] labels, int classes) {
        List<int[]> byLabel = new ArrayList<>(classes);
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            byLabel.add(
                    Arrays.stream(order).filter(row -> labels[row] == wanted).toArray());
        }
        return byLabel;
    }

    private static int[] permuted(int[] rows, SplittableRandom random) {
        return Arrays.stream(shuffled(rows.length, random)).map(i -> rows[i]).toArray();
    }

    /** Cuts a class by the floor of its cumulative shares, which need not sum to 1, and adds the pieces to the chunks. */
    private static void cut(int[] rows, double[] shares, List<List<int[]>> chunks) {
        double total = Arrays.stream(shares).sum();
        double cumulative = 0;
        int from = 0;
        for (int k = 0; k < shares.length; k++) {
            cumulative += shares[k];
            boolean last = k == shares.length - 1;
            int to = last || total == 0 ? rows.length : (int) (cumulative / total * rows.length);
            chunks.get(k).add(Arrays.copyOfRange(rows, from, Math.max(from, Math.min(to, rows.length))));
            from = Math.max(from, to);
        }
    }

    private static int[] runs(List<List<int[]>> chunks, int total, SplittableRandom random) {
        int[] order = new int[total];
        int at = 0;
        for (List<int[]> chunk : chunks) {
            for (int piece : shuffled(chunk.size(), random)) {
                int[] rows = chunk.get(piece);
                System.arraycopy(rows, 0, order, at, rows.length);
                at += rows.length;
            }
        }
        return order;
    }

    private static int size(List<int[]> chunk) {
        return chunk.stream().mapToInt(rows -> rows.length).sum();
    }

    private static List<List<int[]>> lists(int count) {
        List<List<int[]>> lists = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }
}
