// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WindowOrderTest {

    private static final int AT = Incident.LENGTH;

    private final double[] state = new double[AT + WindowOrder.LENGTH];

    private boolean isRandom() {
        return WindowOrder.isRandom(state, AT);
    }

    @Test
    void windowsThatDifferAsMuchAsAllDoAreInRandomOrder() {
        WindowOrder.add(state, AT, 0.8, 64);

        assertThat(isRandom()).isTrue();
    }

    @Test
    void windowsThatResembleTheirNeighboursAreNotHoweverManyThereAre() {
        for (int i = 0; i < 1000; i++) {
            WindowOrder.add(state, AT, 0.25, 64);
            assertThat(isRandom()).isFalse();
        }
    }

    @Test
    void aFewPairsTellNothing() {
        WindowOrder.add(state, AT, 1.2, 4);

        assertThat(isRandom()).isFalse();
    }

    @Test
    void aStreamThatBecomesOrderlyIsNoticed() {
        for (int i = 0; i < 10_000; i++) {
            WindowOrder.add(state, AT, 1, 64);
        }
        for (int i = 0; i < 100; i++) {
            WindowOrder.add(state, AT, 0.1, 64);
        }

        assertThat(isRandom()).isFalse();
    }

    @Test
    void anOpenIncidentAndWhatIsNoNumberTeachNothing() {
        WindowOrder.add(state, AT, ShiftObservation.UNKNOWN, 64);
        WindowOrder.add(state, AT, Double.NaN, 64);
        state[Incident.OPEN] = 1;
        WindowOrder.add(state, AT, 1, 64);

        assertThat(state[AT]).isZero();
        assertThat(isRandom()).isFalse();
    }
}
