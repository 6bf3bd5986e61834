// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.model.HostTensor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How values of blocks of windows spread on source streams: their mean, the deviation of blocks around their stream's own
 * mean, and the deviation of the streams' means. Consecutive windows resemble each other, so blocks of them mostly deviate
 * more than blocks of windows drawn at random, though distances between distributions may do the opposite; both are measured,
 * and where the reference is to hold for both, the larger counts.
 *
 * @param <R> a window
 */
final class BlockSpread<R> {

    /** Windows per block. */
    static final int[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128};

    /** Blocks of a stream that are looked at, evenly spread over it. */
    static final int MOST_BLOCKS = 2000;

    private static final int FEWEST_BLOCKS = 8;

    private final List<Collection<List<R>>> orders;

    /**
     * A spread.
     *
     * @param orders the windows of every stream, once or in several orders; means and the streams' own means are of the
     *     first, the deviation is the largest of all
     */
    BlockSpread(List<Collection<List<R>>> orders) {
        this.orders = orders;
    }

    /**
     * Measures.
     *
     * @param block values of a block
     * @param width number of values
     * @param mean name of the tensor [sizes, width] for the means; likewise {@code deviation}, and {@code between} for [width]
     */
    void addTo(
            Map<String, HostTensor> tensors,
            Function<List<R>, double[]> block,
            int width,
            String mean,
            String deviation,
            String between) {
        Measured first = new Measured(orders.get(0), block, width);
        float[] deviations = first.deviations.clone();
        for (Collection<List<R>> order : orders.subList(1, orders.size())) {
            float[] own = new Measured(order, block, width).deviations;
            for (int at = 0; at < own.length; at++) {
                deviations[at] = Math.max(deviations[at], own[at]);
            }
        }
        tensors.put(mean, HostTensor.of(first.means, SIZES.length, width));
        tensors.put(deviation, HostTensor.of(deviations, SIZES.length, width));
        tensors.put(between, HostTensor.of(first.betweens, width));
    }

    /** Measures the deviation in the last order alone; {@code name} is that of the tensor [sizes, width]. */
    void addLastTo(Map<String, HostTensor> tensors, Function<List<R>, double[]> block, int width, String name) {
        Measured last = new Measured(orders.get(orders.size() - 1), block, width);
        tensors.put(name, HostTensor.of(last.deviations, SIZES.length, width));
    }

    /** Spread in one order; sizes of which there are too few blocks take the next smaller one's. */
    private static final class Measured {
        private final float[] means;
        private final float[] deviations;
        private final float[] betweens;

        <R> Measured(Collection<List<R>> order, Function<List<R>, double[]> block, int width) {
            means = new float[SIZES.length * width];
            deviations = new float[SIZES.length * width];
            betweens = new float[width];
            for (int k = 0; k < SIZES.length; k++) {
                List<List<double[]>> blocks = blocks(order, SIZES[k], block);
                for (int i = 0; i < width; i++) {
                    Spread spread = new Spread(blocks, i);
                    boolean enough = k == 0 || spread.blocks >= FEWEST_BLOCKS;
                    int at = k * width + i;
                    deviations[at] = enough ? (float) spread.within() : deviations[at - width];
                    means[at] = enough ? (float) spread.mean : means[at - width];
                    betweens[i] = enough ? (float) spread.between() : betweens[i];
                }
            }
        }
    }

    /** Values by stream; streams shorter than a block are left out. */
    private static <R> List<List<double[]>> blocks(
            Collection<List<R>> streams, int size, Function<List<R>, double[]> block) {
        List<List<double[]>> all = new ArrayList<>();
        for (List<R> rows : streams) {
            int count = rows.size() / size;
            int taken = Math.min(MOST_BLOCKS, count);
            List<double[]> blocks = new ArrayList<>();
            for (int i = 0; i < taken; i++) {
                int at = (int) ((long) i * count / taken) * size;
                blocks.add(block.apply(rows.subList(at, at + size)));
            }
            if (!blocks.isEmpty()) {
                all.add(blocks);
            }
        }
        return all;
    }

    /** One-way analysis of variance of one value. */
    private static final class Spread {
        private final double mean;
        private final int blocks;
        private final int streams;
        private double squaresWithin;
        private double squaresBetween;

        Spread(List<List<double[]>> byStream, int value) {
            double total = 0;
            int count = 0;
            for (List<double[]> stream : byStream) {
                total += average(stream, value);
                count += stream.size();
            }
            streams = byStream.size();
            blocks = count;
            mean = total / Math.max(1, streams);
            for (List<double[]> stream : byStream) {
                double own = average(stream, value);
                squaresBetween += (own - mean) * (own - mean);
                for (double[] block : stream) {
                    squaresWithin += (block[value] - own) * (block[value] - own);
                }
            }
        }

        private static double average(List<double[]> blocks, int value) {
            return blocks.stream().mapToDouble(b -> b[value]).average().orElse(0);
        }

        double within() {
            return Math.sqrt(squaresWithin / Math.max(1, blocks - streams));
        }

        /** From few streams the spread is uncertain: this is its posterior mean under Jeffreys' prior, SS / (n - 3). */
        double between() {
            double ofMeans = squaresBetween / Math.max(1, streams - 3);
            double ofNoise = within() * within() * streams / Math.max(1, blocks);
            return streams < 2 ? 0 : Math.sqrt(Math.max(0, ofMeans - ofNoise));
        }
    }
}
