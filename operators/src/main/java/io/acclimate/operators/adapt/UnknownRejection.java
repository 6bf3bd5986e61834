// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells windows that belong to none of the classes, on top of any method (GLC; Qu et al., CVPR 2023). By entropy: the
 * prediction's entropy is over .55 of the largest possible. By clustering: {@link OneVersusAll} on a bank of the stream's
 * last windows, which holds their features and probabilities, the newest in place of the oldest; until the bank is full,
 * entropy decides.
 */
final class UnknownRejection implements AdaptationMethod {

    private static final String BANK = "unknown.bank";
    /** Numbers: place of the next window, and whether the bank is full. */
    private static final String PLACE = "unknown.place";

    private final AdaptationMethod method;
    private final int classes;
    private final int size;
    private final int places;

    /**
     * Describes the method.
     *
     * @param size of the features
     * @param places of the bank; 0 judges by entropy alone
     */
    UnknownRejection(AdaptationMethod method, int classes, int size, int places) {
        this.method = method;
        this.classes = classes;
        this.size = size;
        this.places = places;
    }

    @Override
    public List<StateVector> state() {
        List<StateVector> vectors = new ArrayList<>(method.state());
        if (places > 0) {
            vectors.add(new StateVector(BANK, new float[places * (size + classes)]));
            vectors.add(new StateVector(PLACE, new float[2]));
        }
        return vectors;
    }

    @Override
    public int fewestSamples() {
        return method.fewestSamples();
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        StepResult result = method.step(input, state);
        float[] probabilities = result.logits().softmax(-1).toFloatArray();
        boolean[] unknown = new boolean[input.samples() * input.streams()];
        for (int row = 0; row < unknown.length; row++) {
            unknown[row] = Predictions.uncertain(probabilities, row, classes);
        }
        if (places > 0) {
            float[] features = Losses.normalized(result.features()).toFloatArray();
            float[] banks = state.get(BANK).toFloatArray();
            float[] next = state.get(PLACE).toFloatArray();
            for (int s = 0; s < input.streams(); s++) {
                judge(input, s, features, probabilities, banks, next, unknown);
            }
            state.put(BANK, matrix(input, banks));
            state.put(PLACE, matrix(input, next));
        }
        return new StepResult(result.logits(), result.loss(), result.features(), unknown);
    }

    private static NDArray matrix(PassInput input, float[] values) {
        return input.scratch().create(values, new Shape(input.streams(), values.length / input.streams()));
    }

    private void judge(
            PassInput input,
            int s,
            float[] features,
            float[] probabilities,
            float[] banks,
            float[] next,
            boolean[] unknown) {
        int width = size + classes;
        int place = (int) next[2 * s];
        for (int row = s; row < unknown.length; row += input.streams()) {
            int at = (s * places + place) * width;
            System.arraycopy(features, row * size, banks, at, size);
            System.arraycopy(probabilities, row * classes, banks, at + size, classes);
            place = (place + 1) % places;
            next[2 * s + 1] = place == 0 ? 1 : next[2 * s + 1];
        }
        next[2 * s] = place;
        if (next[2 * s + 1] == 0) {
            return;
        }
        float[] own = Arrays.copyOfRange(banks, s * places * width, (s + 1) * places * width);
        OneVersusAll clusters = new OneVersusAll(own, size, classes);
        for (int row = s; row < unknown.length; row += input.streams()) {
            unknown[row] = !clusters.knows(features, row * size);
        }
    }
}
