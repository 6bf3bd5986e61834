// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WindowSpecTest {

    @ParameterizedTest
    @CsvSource({
        "0, 128, 64, 20000, 0, 100000, 100000, at least 1 channel",
        "6, 0, 64, 20000, 0, 100000, 100000, window.length is 0",
        "6, 128, 0, 20000, 0, 100000, 100000, window.stride is 0",
        "6, 128, 64, -1, 0, 100000, 100000, window.period is -1",
        "6, 128, 64, 20000, -1, 100000, 100000, window.out-of-order is -1",
        "6, 128, 64, 20000, 0, 19999, 100000, window.max-gap is 19999",
        "6, 128, 64, 20000, 0, 100000, 99999, window.max-clock-jump is 99999",
        "6, 128, 64, 20000, 200000, 100000, 199999, window.max-clock-jump is 199999",
        "6, 8, 9, 0, 0, 1, 1, window.stride is 9 and window.length 8",
        "1000, 1048576, 64, 20000, 0, 100000, 100000, 'window.length, window.stride and window.out-of-order'",
        "1, 8, 8, 1, 3000000000000000, 1, 3000000000000000, 'window.length, window.stride and window.out-of-order'"
    })
    void aWrongValueIsRefusedWithItsOption(
            int channels, int length, int stride, long period, long late, long gap, long jump, String sentence) {
        assertThatThrownBy(() -> new WindowSpec(channels, length, stride, period, late, gap, jump))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void theBoundLeavesRoomForSixteenReadingsPerPoint() {
        WindowSpec spec = new WindowSpec(6, 1000, 500, 10, 100, 10, 1000);

        assertThat(spec.maxBufferedReadings()).isEqualTo(16 * 1510);
    }

    @Test
    void theBoundHoldsAWindowEvenOfTheWidestModel() {
        WindowSpec spec = new WindowSpec(1 << 12, 2000, 2000, 10, 0, 10, 1000);

        assertThat(spec.maxBufferedReadings()).isBetween(4002, 4096);
    }
}
