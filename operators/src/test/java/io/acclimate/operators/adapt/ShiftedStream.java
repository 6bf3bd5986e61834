// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A stream of the synthetic model whose sensor has another gain, and a noise that the source never had.
 *
 * @param gain of the sensor
 * @param noise largest noise
 * @param windows of the stream
 * @param batch windows of a batch
 */
record ShiftedStream(double gain, double noise, int windows, int batch) {

    /** Share of wrong predictions in the second half of the stream. */
    double errors(LoadedModel model, AdaptationSettings settings) {
        AdaptationEngine engine = new AdaptationEngine(model, settings);
        SplittableRandom random = new SplittableRandom(11);
        Optional<StreamState> state = Optional.empty();
        int wrong = 0;
        int counted = 0;
        for (int start = 0; start < windows; start += batch) {
            List<Sample> samples = new ArrayList<>();
            int[] labels = new int[batch];
            for (int i = 0; i < batch; i++) {
                labels[i] = random.nextInt(SyntheticModel.CLASSES);
                samples.add(Streams.sample("shifted", start + i, window(labels[i], random)));
            }
            BatchResult result = engine.step(List.of(new StreamBatch("shifted", state, samples)))
                    .get(0);
            state = Optional.of(result.state());
            for (int i = 0; i < batch && 2 * start >= windows; i++) {
                int predicted = Predictions.classes(result.probabilities()[i], SyntheticModel.CLASSES)[0];
                wrong += predicted == labels[i] ? 0 : 1;
                counted++;
            }
        }
        return wrong / (double) counted;
    }

    private float[] window(int label, SplittableRandom random) {
        float[] window = SyntheticModel.window(label, gain, 0, random);
        for (int i = 0; i < window.length; i++) {
            window[i] += (float) (noise * random.nextDouble(-1, 1));
        }
        return window;
    }
}
