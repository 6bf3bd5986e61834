// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

/**
 * A window as a label head is fitted to it.
 *
 * @param input its standardized features and a one for the bias, [features + 1]
 * @param scores logarithms of the probabilities that the head is added to, [classes]
 * @param label index of its class
 */
record Example(double[] input, double[] scores, int label) {}
