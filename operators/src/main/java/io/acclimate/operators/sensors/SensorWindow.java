// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

/**
 * One complete window of one stream.
 *
 * @param startMicros instant of the first point on the stream's own clock, microseconds
 * @param endMicros first instant after the window: one grid step, or without a grid one microsecond, after the last
 *     point
 * @param data values, row-major [channels, length]
 */
public record SensorWindow(long startMicros, long endMicros, float[] data) {}
