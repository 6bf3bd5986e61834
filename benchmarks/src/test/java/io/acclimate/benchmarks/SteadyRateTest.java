// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class SteadyRateTest {

    private static final int BURST = 100;
    private static final int BURST_MILLIS = 250;

    @Test
    void evenEventsHaveTheirRate() {
        long[] millis = new long[1000];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = 7000 + 4L * i;
        }
        assertThat(SteadyRate.perSecond(millis)).isCloseTo(250, within(1e-6));
    }

    @Test
    void burstsHaveTheirMeanRateWhereverTheyLie() {
        for (int shift = 0; shift < BURST; shift++) {
            long[] millis = new long[40 * BURST];
            for (int i = 0; i < millis.length; i++) {
                millis[i] = BURST_MILLIS * (long) ((i + shift) / BURST);
            }
            assertThat(SteadyRate.perSecond(millis)).isCloseTo(400, within(2.0));
        }
    }

    @Test
    void slowStartAndSlowEndDoNotCount() {
        long[] millis = new long[1000];
        for (int i = 1; i < millis.length; i++) {
            boolean steady = i > 240 && i < 910;
            millis[i] = millis[i - 1] + (steady ? 4 : 400);
        }
        assertThat(SteadyRate.perSecond(millis)).isCloseTo(250, within(1e-6));
    }

    @Test
    void runOfOneInstantIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SteadyRate.perSecond(new long[100]))
                .withMessageContaining("--windows");
    }
}
