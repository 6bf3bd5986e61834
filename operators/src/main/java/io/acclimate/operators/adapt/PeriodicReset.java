// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts a stream back to where it began after every so many batches, whatever it has learned: RDumb (Press et al., NeurIPS
 * 2023) is ETA with a reset every 1000 batches. Everything that the method keeps is reset, before the batch that is due;
 * its count of updates starts anew, too, while its random numbers go on.
 */
public final class PeriodicReset implements AdaptationMethod {

    /** RDumb's interval. */
    static final int RDUMB = 1000;

    private static final String BATCHES = "reset.batches";

    private final AdaptationMethod method;
    private final int interval;

    /**
     * Describes the method.
     *
     * @param method what is reset
     * @param interval batches from reset to reset, at least 1
     */
    public PeriodicReset(AdaptationMethod method, int interval) {
        this.method = method;
        this.interval = interval;
    }

    @Override
    public List<StateVector> state() {
        List<StateVector> vectors = new ArrayList<>(method.state());
        vectors.add(new StateVector(BATCHES, new float[1]));
        return vectors;
    }

    @Override
    public int fewestSamples() {
        return method.fewestSamples();
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        NDArray batches = state.get(BATCHES);
        NDArray due = batches.gte(interval).toType(batches.getDataType(), false);
        state.restart(method.state(), due);
        float[] since = batches.mul(due.mul(-1).add(1)).toFloatArray();
        GroupState own = state.counting(since);
        StepResult result = method.step(input, own);
        own.matrices().forEach(state::put);
        for (int s = 0; s < since.length; s++) {
            since[s]++;
        }
        state.put(BATCHES, input.scratch().create(since, new Shape(since.length, 1)));
        return result;
    }
}
