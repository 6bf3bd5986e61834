// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.data.NpyArray;
import io.acclimate.jobs.data.RecordingException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Images of a mapped array [images, height, width, channels] of bytes, as model inputs [channels, height, width] in 0..1. */
public final class ImageArray implements LabelledInputs {

    private static final int DIMENSIONS = 4;
    private static final float WHITE = 255f;

    private final NpyArray images;
    private final int first;
    private final int[] labels;
    private final int height;
    private final int width;
    private final int channels;

    /**
     * Rows {@code first} and following of an array, as many as there are labels.
     *
     * @throws RecordingException if the array holds no images, or too few
     */
    public ImageArray(NpyArray images, int first, int[] labels) {
        int[] shape = images.shape();
        if (shape.length != DIMENSIONS) {
            throw new RecordingException("The file %s has the shape %s; images are [images, height, width, channels]"
                    .formatted(images.file(), Arrays.toString(shape)));
        }
        if (shape[0] < first + labels.length) {
            throw new RecordingException("The file %s holds %d images, but %d are expected: one for each label"
                    .formatted(images.file(), shape[0], first + labels.length));
        }
        this.images = images;
        this.first = first;
        this.labels = labels;
        this.height = shape[1];
        this.width = shape[2];
        this.channels = shape[3];
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int label(int row) {
        return labels[row];
    }

    @Override
    public byte[] input(int row) {
        return input(pixels(row), channels);
    }

    /** A row as stored: height x width pixels of interleaved channels. */
    byte[] pixels(int row) {
        byte[] pixels = new byte[height * width * channels];
        images.bytes(Math.toIntExact((long) (first + row) * pixels.length), pixels);
        return pixels;
    }

    /** Pixels from top to bottom. */
    public int height() {
        return height;
    }

    /** Pixels from left to right. */
    public int width() {
        return width;
    }

    /** Values per pixel. */
    public int channels() {
        return channels;
    }

    /** Interleaved bytes as planes of floats in 0..1. */
    static byte[] input(byte[] pixels, int channels) {
        ByteBuffer planes = ByteBuffer.allocate(pixels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < channels; c++) {
            for (int i = c; i < pixels.length; i += channels) {
                planes.putFloat((pixels[i] & 0xff) / WHITE);
            }
        }
        return planes.array();
    }

    /** A row as floats, for training code. */
    public float[] floats(int row) {
        float[] values = new float[height * width * channels];
        ByteBuffer.wrap(input(row))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
