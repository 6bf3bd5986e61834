// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Destroys the shape of what is seen and keeps its parts (DeYO, Lee et al., ICLR 2024): every sample's image is cut into
 * a grid of 4 by 4 patches, or its time into 4, and the patches change places, differently for every sample. A rest that
 * does not fill the grid stays where it is.
 */
public final class PatchShuffle implements Augmentation {

    private static final int CUTS = 4;

    private final Order order;

    /** Where the patches of one sample come from. */
    interface Order {
        /** For every place, the patch that comes there. */
        int[] of(GroupState state, int stream, int sample, int patches);
    }

    /** Shuffles at random. */
    public PatchShuffle() {
        this(PatchShuffle::drawn);
    }

    PatchShuffle(Order order) {
        this.order = order;
    }

    /** Fisher and Yates, from numbers that no other augmentation of the step uses. */
    private static int[] drawn(GroupState state, int stream, int sample, int patches) {
        StreamRandom random = new StreamRandom(state.seed(stream), state.updates(stream), Integer.MIN_VALUE + sample);
        int[] from = new int[patches];
        for (int i = 0; i < patches; i++) {
            int j = (int) (random.uniform() * (i + 1));
            from[i] = from[j];
            from[j] = i;
        }
        return from;
    }

    @Override
    public NDArray augment(PassInput input, GroupState state, int view) {
        long[] shape = input.rows().getShape().getShape();
        int channels = (int) shape[1];
        int rows = shape.length == 4 ? (int) shape[2] : 1;
        int columns = (int) shape[shape.length - 1];
        FloatBuffer from = input.host();
        FloatBuffer to = ByteBuffer.allocateDirect(from.remaining() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        to.duplicate().put(from.duplicate());
        for (int row = 0; row < input.samples() * input.streams(); row++) {
            int cutsDown = rows == 1 ? 1 : CUTS;
            int[] patches = order.of(state, row % input.streams(), row / input.streams(), cutsDown * CUTS);
            for (int c = 0; c < channels; c++) {
                Plane plane =
                        new Plane((row * channels + c) * rows * columns, rows / cutsDown, columns / CUTS, columns);
                plane.shuffle(from, to, patches);
            }
        }
        return input.scratch().create(to, new Shape(shape));
    }

    /** One channel: where it begins, the size of a patch, and the distance from row to row. */
    private record Plane(int at, int height, int width, int stride) {

        private void shuffle(FloatBuffer from, FloatBuffer to, int[] patches) {
            for (int place = 0; place < patches.length; place++) {
                for (int y = 0; y < height; y++) {
                    int target = offset(place) + y * stride;
                    to.put(target, from, offset(patches[place]) + y * stride, width);
                }
            }
        }

        private int offset(int patch) {
            return at + patch / CUTS * height * stride + patch % CUTS * width;
        }
    }
}
