// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Varies images [rows, 3, height, width] in 0..1 by AugMix (Hendrycks et al., ICLR 2020), as MEMO does: each image is
 * shifted by up to an eighth and mirrored at random, and mixed with three chains of one to three mild operations each, the
 * chains weighted by Dirichlet(1, 1, 1) and their mix by Beta(1, 1). Every image of every view has its own draw, which
 * depends on its place in the batch and not on the other images. The strengths, of level 1, are from memory of the paper.
 */
public final class AugMix implements Augmentation {

    private static final int CHAINS = 3;
    private static final int LONGEST_CHAIN = 3;

    @Override
    public NDArray augment(PassInput input, GroupState state, int view) {
        int height = (int) input.rows().getShape().get(2);
        int width = (int) input.rows().getShape().get(3);
        FloatBuffer to = ByteBuffer.allocateDirect(input.host().remaining() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        float[] image = new float[3 * height * width];
        for (int row = 0; row < input.samples() * input.streams(); row++) {
            int s = row % input.streams();
            long seed = StreamRandom.seed(state.seed(s), row / input.streams() + 1L);
            input.host().get(row * image.length, image);
            StreamRandom random = new StreamRandom(seed, state.updates(s), view);
            to.put(row * image.length, mixed(image, height, width, random));
        }
        return input.scratch().create(to, input.rows().getShape());
    }

    private static float[] mixed(float[] image, int height, int width, StreamRandom random) {
        ImageOperations operations = new ImageOperations(height, width);
        float[] start = operations.cropped(image, random);
        double[] weights = dirichlet(random);
        double share = random.uniform();
        float[] mixed = new float[image.length];
        for (int chain = 0; chain < CHAINS; chain++) {
            float[] own = start;
            int length = 1 + (int) (random.uniform() * LONGEST_CHAIN);
            for (int i = 0; i < length; i++) {
                own = operations.any(own, random);
            }
            for (int i = 0; i < mixed.length; i++) {
                mixed[i] += (float) ((1 - share) * weights[chain] * own[i]);
            }
        }
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) Math.max(0, Math.min(1, mixed[i] + share * start[i]));
        }
        return mixed;
    }

    /** Dirichlet(1, 1, 1): exponential numbers over their sum. */
    private static double[] dirichlet(StreamRandom random) {
        double[] weights = new double[CHAINS];
        double sum = 0;
        for (int i = 0; i < CHAINS; i++) {
            weights[i] = -Math.log(1 - random.uniform());
            sum += weights[i];
        }
        for (int i = 0; i < CHAINS; i++) {
            weights[i] = sum > 0 ? weights[i] / sum : 1.0 / CHAINS;
        }
        return weights;
    }
}
