// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.SourceKnowledge;

import ai.djl.ndarray.NDArray;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Variations that a sensor's reading may have without its meaning changing: every channel is scaled by a factor
 * U[.9, 1.1] that the batch of a stream shares, and every value gets noise of a twentieth of the channel's standard
 * deviation (scaling and jittering of Um et al., ICMI 2017).
 */
public final class SensorAugmentation implements Augmentation {

    private static final double SCALE = 0.1;
    private static final double NOISE = 0.05;

    private final float[] deviation;

    /**
     * Makes the augmentation.
     *
     * @param deviation standard deviation of every channel
     */
    public SensorAugmentation(float[] deviation) {
        this.deviation = deviation.clone();
    }

    /** The augmentation for the inputs of {@code model}. */
    public static SensorAugmentation of(LoadedModel model) {
        float[] variance =
                model.source().knowledge().get(SourceKnowledge.INPUT_VARIANCE).floats();
        for (int i = 0; i < variance.length; i++) {
            variance[i] = (float) Math.sqrt(variance[i]);
        }
        return new SensorAugmentation(variance);
    }

    @Override
    public NDArray augment(PassInput input, GroupState state, int view) {
        FloatBuffer from = input.host();
        int streams = input.streams();
        int rowLength = from.remaining() / (input.samples() * streams);
        ByteBuffer bytes = input.buffers().bytes(from.remaining() * Float.BYTES);
        FloatBuffer to = bytes.asFloatBuffer();
        input.eachStream(s -> {
            StreamRandom random = new StreamRandom(state.seed(s), state.updates(s), view);
            float[] scale = scales(random);
            for (int n = 0; n < input.samples(); n++) {
                vary(from, to, (n * streams + s) * rowLength, rowLength, scale, random);
            }
        });
        return input.rowsOf(bytes);
    }

    private float[] scales(StreamRandom random) {
        float[] scale = new float[deviation.length];
        for (int c = 0; c < scale.length; c++) {
            scale[c] = (float) (1 + SCALE * (2 * random.uniform() - 1));
        }
        return scale;
    }

    private void vary(FloatBuffer from, FloatBuffer to, int at, int rowLength, float[] scale, StreamRandom random) {
        int positions = rowLength / deviation.length;
        for (int c = 0; c < deviation.length; c++) {
            float noise = (float) (NOISE * deviation[c]);
            for (int i = 0; i < positions; i++, at++) {
                to.put(at, from.get(at) * scale[c] + noise * random.gaussian());
            }
        }
    }
}
