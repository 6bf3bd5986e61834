// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import io.acclimate.operators.testing.NpyFile;
import io.acclimate.operators.testing.SharedData;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

class CifarResNet20Test {

    private static final int BATCH = 100;

    @Test
    void thePublishedWeightsReachTheirPublishedAccuracyOnCleanImages() throws IOException {
        NpyFile images = NpyFile.read(SharedData.require("data/cifar10c/clean.npy"));
        NpyFile labels = NpyFile.read(SharedData.require("data/cifar10c/labels.npy"));
        var tensors = Safetensors.read(SharedData.require("data/models/resnet20_cifar10/resnet20.safetensors"));
        assertThat(images.shape()).containsExactly(800, 32, 32, 3);
        Gradients.offForThisThread();
        int right = 0;
        try (SourceWeights weights = new SourceWeights(tensors, Device.cpu())) {
            for (int from = 0; from < labels.bytes().length; from += BATCH) {
                long[] classes = classes(weights, images.images(from, from + BATCH));
                for (int i = 0; i < BATCH; i++) {
                    right += classes[i] == labels.bytes()[from + i] ? 1 : 0;
                }
            }
        }
        assertThat(right / 800.0).isEqualTo(0.9175);
    }

    private static long[] classes(SourceWeights weights, float[] rows) {
        try (NDManager scratch = weights.manager().newSubManager()) {
            NDArray input = scratch.create(rows, new Shape(BATCH, 3, 32, 32));
            ParameterView view = new ParameterView(weights, scratch, 1);
            return new CifarResNet20(10)
                    .forward(view, input, Normalization.SOURCE)
                    .logits()
                    .argMax(1)
                    .toLongArray();
        }
    }
}
