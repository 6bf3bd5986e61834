// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * State of the streams of one pass: every state vector as a matrix [streams, length], and each stream's counters. A
 * step replaces matrices; the engine writes back those rows whose values are finite.
 */
public final class GroupState {

    private final Map<String, NDArray> matrices = new LinkedHashMap<>();
    private final long[] updates;
    private final long[] seeds;
    private final double[] paces;

    /**
     * Makes a group without matrices.
     *
     * @param updates optimizer steps that each stream has made
     * @param seeds each stream's seed
     */
    public GroupState(long[] updates, long[] seeds) {
        this(updates, seeds, ones(updates.length));
    }

    /**
     * A group whose streams go at different paces.
     *
     * @param paces how many batches each stream's batch counts for in statistics that move, at least 1
     */
    GroupState(long[] updates, long[] seeds, double[] paces) {
        this.updates = updates.clone();
        this.seeds = seeds.clone();
        this.paces = paces.clone();
    }

    private static double[] ones(int streams) {
        double[] ones = new double[streams];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Number of streams. */
    public int streams() {
        return updates.length;
    }

    /** Optimizer steps that stream {@code index} has made before this pass. */
    public long updates(int index) {
        return updates[index];
    }

    /** Optimizer steps that each stream has made before this pass. */
    public long[] updates() {
        return updates.clone();
    }

    /** As {@link #updates()}, plus {@code earlier} steps that every stream starts with. */
    public long[] updatesAfter(int earlier) {
        long[] all = updates.clone();
        for (int i = 0; i < all.length; i++) {
            all[i] += earlier;
        }
        return all;
    }

    /** Seed of stream {@code index}; together with its counters it fixes every random draw. */
    public long seed(int index) {
        return seeds[index];
    }

    /** How many batches the batch of stream {@code index} counts for in statistics that move, at least 1. */
    double pace(int index) {
        return paces[index];
    }

    /** A state vector of all streams, [streams, length]. */
    public NDArray get(String name) {
        NDArray matrix = matrices.get(name);
        if (matrix == null) {
            throw new IllegalStateException("the method did not declare a state vector named " + name);
        }
        return matrix;
    }

    /** The same matrices; replacing one in the copy leaves it here. */
    GroupState copy() {
        GroupState copy = new GroupState(updates, seeds, paces);
        matrices.forEach(copy::put);
        return copy;
    }

    /** The state of one stream alone: its rows and its counters. */
    GroupState stream(int index) {
        GroupState own =
                new GroupState(new long[] {updates[index]}, new long[] {seeds[index]}, new double[] {paces[index]});
        matrices.forEach((name, matrix) -> own.put(name, matrix.get(new NDIndex().addSliceDim(index, index + 1))));
        return own;
    }

    /**
     * The same matrices under other counts of updates. Random numbers, which follow from seed and count, do not repeat those
     * of an earlier time with the same count.
     *
     * @param counts updates per stream
     */
    GroupState counting(float[] counts) {
        long[] own = new long[updates.length];
        long[] ownSeeds = new long[updates.length];
        for (int s = 0; s < own.length; s++) {
            own[s] = (long) counts[s];
            ownSeeds[s] = StreamRandom.seed(seeds[s], updates[s] - own[s]);
        }
        GroupState state = new GroupState(own, ownSeeds, paces);
        matrices.forEach(state::put);
        return state;
    }

    /**
     * Puts streams back to where they began.
     *
     * @param vectors what is reset, with its initial values
     * @param rows [S, 1], positive for the streams that are
     */
    void restart(List<StateVector> vectors, NDArray rows) {
        for (StateVector vector : vectors) {
            NDArray matrix = get(vector.name());
            NDArray initial = matrix.getManager()
                    .create(vector.initial(), new Shape(1, vector.initial().length))
                    .broadcast(matrix.getShape());
            put(vector.name(), SelectiveOptimizer.choose(rows, initial, matrix));
        }
    }

    /** Sets or replaces a state vector. */
    public void put(String name, NDArray matrix) {
        matrices.put(name, matrix);
    }

    /** All matrices by name. */
    public Map<String, NDArray> matrices() {
        return matrices;
    }
}
