// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Safetensors;
import io.acclimate.operators.testing.SharedData;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads a recorded function and compares with it. */
abstract class GoldenFunctions {

    static final double TOLERANCE = 1e-6;

    NDManager manager;
    Map<String, HostTensor> golden;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Gradients.offForThisThread();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    final void load(String name) throws IOException {
        golden = Safetensors.read(SharedData.require("golden/functions/" + name + ".safetensors"));
    }

    final NDArray array(String name) {
        HostTensor tensor = golden.get(name);
        return manager.create(tensor.doubles(), new Shape(tensor.shape()));
    }

    final void assertEqual(NDArray found, String name) {
        double[] expected = golden.get(name).doubles();
        double[] values = found.toDoubleArray();
        assertThat(values).as(name).hasSameSizeAs(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat(Math.abs(values[i] - expected[i])).as(name + " at " + i).isLessThan(TOLERANCE);
        }
    }

    final NDArray gradient(String name, UnaryOperator<NDArray> loss) {
        NDArray leaf = array(name);
        return Gradients.of(leaf, () -> loss.apply(leaf));
    }

    static Offset<Double> within() {
        return Offset.offset(TOLERANCE);
    }
}
