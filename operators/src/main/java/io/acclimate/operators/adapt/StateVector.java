// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

/**
 * A vector of float32 that a method keeps for every stream.
 *
 * @param name its name in the stream's state
 * @param initial its value for a new stream; must not be changed
 */
public record StateVector(String name, float[] initial) {}
