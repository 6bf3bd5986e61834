// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Compact bytes of timestamp and value arrays.
 *
 * <p>Timestamps are a count, then zigzag variable-length differences between neighbours (as Avro and Protocol Buffers
 * encode a long): two or three bytes for a sensor's microsecond clock. Values are a count, then little-endian float32.
 */
final class PackedArrays {

    private static final int MAX_VARINT_BYTES = 10;

    private PackedArrays() {}

    static void writeTimestamps(long[] timestamps, DataOutputView target) throws IOException {
        byte[] packed = new byte[MAX_VARINT_BYTES * timestamps.length];
        int size = 0;
        long previous = 0;
        for (long timestamp : timestamps) {
            // A difference that overflows wraps here and wraps back when it is read.
            long difference = timestamp - previous;
            long rest = (difference << 1) ^ (difference >> 63);
            while ((rest & ~0x7FL) != 0) {
                packed[size++] = (byte) (rest & 0x7F | 0x80);
                rest >>>= 7;
            }
            packed[size++] = (byte) rest;
            previous = timestamp;
        }
        target.writeInt(timestamps.length);
        target.write(packed, 0, size);
    }

    static long[] readTimestamps(DataInputView source) throws IOException {
        long[] timestamps = new long[source.readInt()];
        long previous = 0;
        for (int i = 0; i < timestamps.length; i++) {
            long rest = readVarint(source);
            previous += (rest >>> 1) ^ -(rest & 1);
            timestamps[i] = previous;
        }
        return timestamps;
    }

    static void writeFloats(float[] values, DataOutputView target) throws IOException {
        byte[] bytes = new byte[Float.BYTES * values.length];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        target.writeInt(values.length);
        target.write(bytes);
    }

    static float[] readFloats(DataInputView source) throws IOException {
        float[] values = new float[source.readInt()];
        byte[] bytes = new byte[Float.BYTES * values.length];
        source.readFully(bytes);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static long readVarint(DataInputView source) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = source.readByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a packed timestamp is longer than " + MAX_VARINT_BYTES + " bytes: the state is damaged");
    }
}
