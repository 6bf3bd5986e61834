// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A tensor in host memory: little-endian bytes, row-major, with the element type and the shape that a safetensors file
 * states.
 *
 * @param type element type
 * @param shape dimensions; empty for a scalar
 * @param bytes exactly {@code product(shape) * type.size()} bytes
 */
public record HostTensor(Type type, long[] shape, byte[] bytes) {

    /** Element types of the safetensors format that this project reads and writes. */
    public enum Type {
        F32(4),
        F64(8),
        I64(8),
        U8(1);

        private final int size;

        Type(int size) {
            this.size = size;
        }

        /** Bytes of one element. */
        public int size() {
            return size;
        }
    }

    /** Checks that the bytes fill the shape. */
    public HostTensor {
        long expected = Math.multiplyExact(elements(shape), type.size());
        if (expected != bytes.length) {
            throw new IllegalArgumentException("a %s tensor of shape %s has %d bytes, not %d"
                    .formatted(type, Arrays.toString(shape), expected, bytes.length));
        }
    }

    /** A float32 tensor holding a copy of {@code values}. */
    public static HostTensor of(float[] values, long... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return new HostTensor(Type.F32, shape, buffer.array());
    }

    /** An int64 tensor holding a copy of {@code values}. */
    public static HostTensor of(long[] values, long... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return new HostTensor(Type.I64, shape, buffer.array());
    }

    /** Number of elements. */
    public int size() {
        return (int) elements(shape);
    }

    /** The elements as float32, converted if they are of another type. */
    public float[] floats() {
        float[] values = new float[size()];
        if (type == Type.F32) {
            floatBuffer().get(values);
            return values;
        }
        double[] wide = doubles();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) wide[i];
        }
        return values;
    }

    /** The elements as float64, converted if they are of another type. */
    public double[] doubles() {
        ByteBuffer buffer = buffer();
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case F32 -> buffer.getFloat();
                case F64 -> buffer.getDouble();
                case I64 -> buffer.getLong();
                case U8 -> buffer.get() & 0xff;
            };
        }
        return values;
    }

    /** The elements of an int64 tensor. */
    public long[] longs() {
        long[] values = new long[size()];
        buffer().asLongBuffer().get(values);
        return values;
    }

    /** A view of a float32 tensor's elements. */
    public FloatBuffer floatBuffer() {
        return buffer().asFloatBuffer();
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of elements of a shape. */
    public static long elements(long[] shape) {
        long product = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException(
                        "the shape %s has a negative dimension".formatted(Arrays.toString(shape)));
            }
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }
}
