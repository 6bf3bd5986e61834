// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams in the order of their recordings, whose shift itself makes neighbouring windows differ before any chart alarms. */
class WindowOrderShiftTest {

    private static final List<String> NAMES = List.of("distance", "entropy");
    private static final int WINDOWS = 64;
    private static final int CALM = 30;
    private static final int SHIFTED = 200;
    /** Blocks in order deviate three times as much as drawn ones. */
    private static final ShiftKnowledge KNOWLEDGE = new ShiftKnowledge(
            new ShiftReference(
                    NAMES,
                    new int[] {1},
                    new double[][] {{0, 0}},
                    new double[][] {{1, 1}},
                    new double[] {0.5, 0.5},
                    ShiftReference.same(NAMES, ShiftReference.AS_IS),
                    new double[][] {{0.33, 0.33}}),
            Optional.empty());

    private final ShiftMonitor monitor =
            new ShiftMonitor(KNOWLEDGE, FalseAlarmBudget.threshold(1, 1, KNOWLEDGE.charts(), 100_000));
    private double[] state = {};
    private int incidents;

    /** A batch; the fault moves its statistics and has every window look like another class's. */
    private boolean take(SplittableRandom random, double moved, double variety) {
        double[] statistics = {moved + random.nextGaussian(), moved + random.nextGaussian()};
        ShiftObservation seen = new ShiftObservation(
                statistics, new double[0], new double[0], variety + 0.03 * random.nextGaussian(), 0.9, 0.9);
        ShiftMonitor.Update update = monitor.update(state, seen, WINDOWS, 0);
        state = update.state();
        boolean opened = update.signal().filter(ShiftMonitor.Signal::opened).isPresent();
        incidents += opened ? 1 : 0;
        return opened;
    }

    private boolean isRandom() {
        return WindowOrder.isRandom(state, state.length - WindowOrder.LENGTH);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, 2, 4})
    void aFaultThatSpreadsWindowsOverClassesDoesNotTakeTheStreamForARandomOne(double moved) {
        for (int seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            state = new double[0];
            for (int i = 0; i < CALM; i++) {
                take(random, 0, 0.12);
            }
            boolean found = false;
            for (int i = 0; i < SHIFTED && !found; i++) {
                found = take(random, moved, 1.3);
                assertThat(isRandom()).isFalse();
            }
            assertThat(found).isTrue();
        }
    }

    @Test
    void afterTheFaultItIsJudgedAsBefore() {
        for (int seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            state = new double[0];
            for (int i = 0; i < CALM; i++) {
                take(random, 0, 0.12);
            }
            for (int i = 0; i < 20; i++) {
                take(random, 2, 1.3);
            }
            for (int i = 0; i < 300; i++) {
                take(random, 0, 0.12);
            }
        }
        assertThat(incidents).isBetween(20, 21);
    }

    @Test
    void aSingleWildBatchMakesNoOrderlyStreamRandom() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < CALM; i++) {
            take(random, 0, 0.12);
        }
        take(random, 0, 1e6);

        assertThat(isRandom()).isFalse();
    }

    @Test
    void aStreamInRandomOrderIsJudgedByDrawnBatchesFromItsFirstOn() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < CALM; i++) {
            take(random, 0, 1);
            assertThat(isRandom()).isTrue();
        }
    }
}
