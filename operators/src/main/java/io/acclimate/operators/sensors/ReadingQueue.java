// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorBuffer;

import java.util.Arrays;

/**
 * Readings of one stream sorted by time, while one packet is taken in. Index 0 is the oldest reading. Works on a copy,
 * so the state it was made from stays as it is.
 */
final class ReadingQueue {

    private final int channels;
    private final long[] timestamps;
    private final float[] values;
    private int head;
    private int size;

    /**
     * @param bound most readings the queue will ever hold
     * @param incoming number of readings that may be added
     */
    ReadingQueue(SensorBuffer buffer, int channels, int bound, int incoming) {
        this.channels = channels;
        // Twice the bound, so that moving the readings to the front is paid for by as many additions.
        int room = (int) Math.min(2L * bound, incoming);
        timestamps = Arrays.copyOf(buffer.timestampsMicros(), buffer.size() + room);
        values = Arrays.copyOf(buffer.values(), timestamps.length * channels);
        size = buffer.size();
    }

    int size() {
        return size;
    }

    long timestamp(int index) {
        return timestamps[head + index];
    }

    float value(int index, int channel) {
        return values[(head + index) * channels + channel];
    }

    /** Index of the first reading at {@code micros} or later; the size if there is none. */
    int firstFrom(long micros) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (timestamp(middle) < micros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Inserts row {@code row} of {@code source} so that it gets index {@code index}. */
    void insert(int index, long micros, float[] source, int row) {
        if (head + size == timestamps.length) {
            move(0, -head, size);
            head = 0;
        }
        move(index, 1, size - index);
        timestamps[head + index] = micros;
        System.arraycopy(source, row * channels, values, (head + index) * channels, channels);
        size++;
    }

    /** Removes the {@code count} oldest readings. */
    void dropOldest(int count) {
        head += count;
        size -= count;
    }

    long[] timestamps() {
        return Arrays.copyOfRange(timestamps, head, head + size);
    }

    float[] values() {
        return Arrays.copyOfRange(values, head * channels, (head + size) * channels);
    }

    private void move(int index, int distance, int count) {
        int from = head + index;
        System.arraycopy(timestamps, from, timestamps, from + distance, count);
        System.arraycopy(values, from * channels, values, (from + distance) * channels, count * channels);
    }
}
