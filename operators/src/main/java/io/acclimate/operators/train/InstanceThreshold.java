// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.adapt.PassInput;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceKnowledge;

import ai.djl.ndarray.NDManager;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Whether a window's own mean and variance say what it shows, as the brightness of a picture's parts does, or under what
 * conditions it was taken, as the offset of a sensor does: windows of the source may be normalized by themselves beyond
 * as few standard errors as the frozen model can bear.
 */
final class InstanceThreshold {

    private static final double[] TRIED = {4, 8};
    /** Share of the windows that may be predicted wrongly because of it. */
    private static final double BEARABLE = 0.005;

    private final LoadedModel model;
    private final Batches batches;
    private final List<int[]> order;

    InstanceThreshold(LoadedModel model, Batches batches, List<int[]> order) {
        this.model = model;
        this.batches = batches;
        this.order = order;
    }

    void addTo(Map<String, HostTensor> tensors) {
        if (!model.network().hasBatchNorm()) {
            return;
        }
        double windows = order.stream().mapToInt(rows -> rows.length).sum();
        double most = wrong(Double.POSITIVE_INFINITY) + BEARABLE * windows;
        DoubleStream.of(TRIED)
                .filter(threshold -> wrong(threshold) <= most)
                .findFirst()
                .ifPresent(threshold -> tensors.put(
                        SourceKnowledge.INSTANCE_THRESHOLD, HostTensor.of(new float[] {(float) threshold}, 1)));
    }

    private int wrong(double threshold) {
        int wrong = 0;
        for (int[] rows : order) {
            try (NDManager scratch = model.weights().manager().newSubManager()) {
                PassInput input = batches.input(rows, scratch);
                ParameterView view = new ParameterView(model.weights(), scratch, 1).instanceAware(threshold);
                float[] logits = model.network()
                        .forward(view, input.rows(), Normalization.SOURCE)
                        .logits()
                        .toFloatArray();
                int[] predicted = Predictions.classes(logits, model.network().classes());
                long[] labels = batches.labels(rows);
                for (int n = 0; n < predicted.length; n++) {
                    wrong += predicted[n] == labels[n] ? 0 : 1;
                }
            }
        }
        return wrong;
    }
}
