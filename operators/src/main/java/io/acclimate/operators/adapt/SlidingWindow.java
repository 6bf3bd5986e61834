// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.List;

/**
 * For streams that are answered window by window (Marsden, Döbler and Yang, WACV 2024): the stream's last inputs are kept,
 * every new one is predicted as the last of them, and once as many new ones have come as are kept, the method takes its step
 * on all of them. Until there are enough for the method, the source model predicts. Give it one stream at a time.
 *
 * @param method what predicts and adapts
 * @param source the frozen model
 * @param width inputs that are kept, at least 2
 * @param size elements of one input
 */
record SlidingWindow(AdaptationMethod method, AdaptationMethod source, int width, int size)
        implements AdaptationMethod {

    private static final String INPUTS = "window.inputs";
    /** Numbers: inputs that are kept, inputs since the last step, steps (at most 2^24). */
    private static final String COUNTS = "window.counts";

    private static final int KEPT = 0;
    private static final int SINCE = 1;
    private static final int STEPS = 2;
    private static final float MOST_STEPS = 1 << 24;

    @Override
    public List<StateVector> state() {
        List<StateVector> vectors = new ArrayList<>(method.state());
        vectors.add(new StateVector(INPUTS, new float[width * size]));
        vectors.add(new StateVector(COUNTS, new float[3]));
        return vectors;
    }

    @Override
    public int fewestSamples() {
        return 1;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        float[] rows = input.hostRows();
        float[] kept = state.get(INPUTS).toFloatArray();
        float[] counts = state.get(COUNTS).toFloatArray();
        NDList logits = new NDList();
        NDList features = new NDList();
        NDArray loss = input.scratch().zeros(new Shape(1));
        int steps = 0;
        for (int n = 0; n < input.samples(); n++) {
            push(kept, rows, n, counts);
            boolean due = counts[SINCE] == width;
            StepResult result = one(input.withRows(last(kept, (int) counts[KEPT])), state, counts, due);
            add(result.logits(), logits);
            if (result.features() != null) {
                add(result.features(), features);
            }
            if (due) {
                counts[SINCE] = 0;
                counts[STEPS] = Math.min(MOST_STEPS, counts[STEPS] + 1);
                steps++;
                loss = result.loss() == null ? loss : loss.add(result.loss());
            }
        }
        state.put(INPUTS, input.scratch().create(kept, new Shape(1, kept.length)));
        state.put(COUNTS, input.scratch().create(counts, new Shape(1, counts.length)));
        return new StepResult(
                NDArrays.concat(logits, 0),
                loss.div(Math.max(1, steps)),
                features.size() == input.samples() ? NDArrays.concat(features, 0) : null);
    }

    /** The newest input stands last. */
    private void push(float[] kept, float[] rows, int n, float[] counts) {
        System.arraycopy(kept, size, kept, 0, kept.length - size);
        System.arraycopy(rows, n * size, kept, kept.length - size, size);
        counts[KEPT] = Math.min(width, counts[KEPT] + 1);
        counts[SINCE]++;
    }

    private float[] last(float[] kept, int count) {
        float[] last = new float[count * size];
        System.arraycopy(kept, kept.length - last.length, last, 0, last.length);
        return last;
    }

    private StepResult one(PassInput window, GroupState state, float[] counts, boolean due) {
        if (window.samples() < method.fewestSamples()) {
            return source.preview(window, state);
        }
        GroupState own = state.counting(new float[] {counts[STEPS]});
        if (!due) {
            return method.preview(window, own);
        }
        StepResult result = method.step(window, own);
        own.matrices().forEach(state::put);
        return result;
    }

    private static void add(NDArray rows, NDList to) {
        long count = rows.getShape().get(0);
        to.add(rows.get((count - 1) + ":" + count));
    }
}
