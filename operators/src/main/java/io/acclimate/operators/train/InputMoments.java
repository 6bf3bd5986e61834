// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.model.HostTensor;

/**
 * Mean and variance of every input channel over all positions of labelled windows.
 *
 * @param mean [channels]
 * @param variance [channels], biased
 */
record InputMoments(HostTensor mean, HostTensor variance) {

    /**
     * Measures.
     *
     * @param channels number of channels; a window has as many blocks of positions
     */
    static InputMoments of(LabelledWindows windows, int channels) {
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        int positions = windows.inputs().get(0).length / channels;
        for (float[] input : windows.inputs()) {
            for (int i = 0; i < input.length; i++) {
                sum[i / positions] += input[i];
                squares[i / positions] += (double) input[i] * input[i];
            }
        }
        double count = (double) windows.size() * positions;
        float[] mean = new float[channels];
        float[] variance = new float[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = (float) (sum[c] / count);
            variance[c] = (float) Math.max(0, squares[c] / count - (sum[c] / count) * (sum[c] / count));
        }
        return new InputMoments(HostTensor.of(mean, channels), HostTensor.of(variance, channels));
    }
}
