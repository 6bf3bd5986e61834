// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Varies images [rows, 3, height, width] in 0..1, as CoTTA (Wang et al., CVPR 2022) does: colours, rotation by up to 15
 * degrees, shift by up to an eighth of the image, scale .9 to 1.1, blur, mirroring, and noise of .005. One draw is shared
 * by the whole batch of a stream, but every value has its own noise. ROID (Marsden, Döbler and Yang, WACV 2024) does the
 * same without blur and noise, and mirrors the image at its edges where CoTTA repeats them.
 */
public final class ImageAugmentation implements Augmentation {

    private static final double NOISE = 0.005;

    private final boolean blurAndNoise;

    private ImageAugmentation(boolean blurAndNoise) {
        this.blurAndNoise = blurAndNoise;
    }

    /** CoTTA's, which RMT, SANTA, RoTTA and PeTTA use, too. */
    public static ImageAugmentation cotta() {
        return new ImageAugmentation(true);
    }

    /** ROID's. */
    public static ImageAugmentation roid() {
        return new ImageAugmentation(false);
    }

    @Override
    public NDArray augment(PassInput input, GroupState state, int view) {
        int height = (int) input.rows().getShape().get(2);
        int width = (int) input.rows().getShape().get(3);
        int streams = input.streams();
        ByteBuffer bytes = input.buffers().bytes(input.host().remaining() * Float.BYTES);
        FloatBuffer to = bytes.asFloatBuffer();
        input.eachStream(s -> {
            float[] image = new float[3 * height * width];
            float[] varied = new float[image.length];
            StreamRandom random = new StreamRandom(state.seed(s), state.updates(s), view);
            ColorJitter colours = ColorJitter.draw(random);
            PlaneWarp warp = ImageWarp.draw(random, height, width, blurAndNoise, !blurAndNoise)
                    .on(height, width);
            for (int row = s; row < input.samples() * streams; row += streams) {
                input.host().get(row * image.length, image);
                clip(image);
                colours.apply(image);
                for (int c = 0; c < 3; c++) {
                    warp.apply(image, c * height * width, varied, c * height * width);
                }
                finish(varied, random);
                to.put(row * image.length, varied);
            }
        });
        return input.rowsOf(bytes);
    }

    private void finish(float[] image, StreamRandom random) {
        for (int i = 0; i < image.length && blurAndNoise; i++) {
            image[i] += (float) (NOISE * random.gaussian());
        }
        clip(image);
    }

    private static void clip(float[] image) {
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.max(0, Math.min(1, image[i]));
        }
    }
}
