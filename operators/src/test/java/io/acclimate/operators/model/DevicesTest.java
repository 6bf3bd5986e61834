// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DevicesTest {

    @Test
    void cpuIsTheProcessor() {
        assertThat(Devices.of("cpu")).isEqualTo(Device.cpu());
    }

    @Test
    void autoIsAGpuIfThereIsOneElseTheProcessor() {
        int gpus = Engine.getEngine("PyTorch").getGpuCount();

        assertThat(Devices.of("auto")).isEqualTo(gpus > 0 ? Device.gpu(0) : Device.cpu());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cuda", "GPU", "gpu:", "gpu:-1", "gpu:x", "gpu:1:2", " cpu"})
    void anUnknownNameIsRefusedWithTheNamesThatAreKnown(String name) {
        assertThatThrownBy(() -> Devices.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model.device is '%s'; set it to auto, cpu, gpu or gpu:n".formatted(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu:4095", "gpu:99999999999"})
    void aGpuThatIsNotThereIsRefusedWithWhatToSet(String name) {
        assertThatThrownBy(() -> Devices.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model.device is '%s'".formatted(name))
                .hasMessageContaining("set it to auto");
    }
}
