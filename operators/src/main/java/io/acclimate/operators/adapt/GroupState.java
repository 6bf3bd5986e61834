// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * State of the streams of one pass: every state vector as a matrix [streams, length], and each stream's counters. A
 * step replaces matrices; the engine writes back those rows whose values are finite.
 */
public final class GroupState {

    private final Map<String, NDArray> matrices = new LinkedHashMap<>();
    private final long[] updates;
    private final long[] seeds;

    /**
     * Makes a group without matrices.
     *
     * @param updates optimizer steps that each stream has made
     * @param seeds each stream's seed
     */
    public GroupState(long[] updates, long[] seeds) {
        this.updates = updates.clone();
        this.seeds = seeds.clone();
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

    /** A state vector of all streams, [streams, length]. */
    public NDArray get(String name) {
        NDArray matrix = matrices.get(name);
        if (matrix == null) {
            throw new IllegalStateException("the method did not declare a state vector named " + name);
        }
        return matrix;
    }

    /** The state of one stream alone: its rows and its counters. */
    GroupState stream(int index) {
        GroupState own = new GroupState(new long[] {updates[index]}, new long[] {seeds[index]});
        matrices.forEach((name, matrix) -> own.put(name, matrix.get(new NDIndex().addSliceDim(index, index + 1))));
        return own;
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
