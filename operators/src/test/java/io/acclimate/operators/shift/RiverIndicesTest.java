// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** On the stream of River's own tests, detectors alarm at River's indices. */
class RiverIndicesTest {

    /** 1000 times 0 or 1, then 1000 times 0 to 7: {@code numpy.random.seed(12345)}, randint(2), randint(8). */
    private static double[] stream() {
        MersenneTwister random = new MersenneTwister(12345);
        double[] stream = new double[2000];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = random.below(i < 1000 ? 2 : 8);
        }
        return stream;
    }

    private static List<Integer> alarms(ChangeDetector detector) {
        List<Integer> alarms = new ArrayList<>();
        double[] state = detector.start();
        double[] stream = stream();
        for (int i = 0; i < stream.length; i++) {
            if (detector.alarms(detector.update(state, stream[i]))) {
                alarms.add(i);
                state = detector.start();
            }
        }
        return alarms;
    }

    @Test
    void adwin() {
        assertThat(alarms(Adwin.RIVER)).containsExactly(1055);
    }

    @Test
    void pageHinkley() {
        assertThat(alarms(PageHinkley.RIVER)).containsExactly(1020, 1991);
    }

    @Test
    void kswinDrawsOtherValuesThanRiverButAlarmsNearItsIndex() {
        assertThat(alarms(new Kswin(1e-4, 200, 100, 42))).hasSize(1).allMatch(i -> Math.abs(i - 1042) < 25);
    }
}
