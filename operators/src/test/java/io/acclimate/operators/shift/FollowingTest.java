// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FollowingTest {

    private static final ShiftKnowledge KNOWLEDGE = GaussianStream.knowledge();
    private static final double FASTEST = 9;

    private final ShiftWatch watch = new ShiftWatch(KNOWLEDGE, FalseAlarmBudget.threshold(1, 1, 1, 100_000));
    private final Following following = new Following(KNOWLEDGE, FASTEST);
    private final GaussianStream stream = new GaussianStream(3);
    private double[] state = {};
    private boolean changed;

    private void take(double offset) {
        ShiftWatch.Update update = watch.update(state, stream.batch(KNOWLEDGE, GaussianStream.even(), offset, 1));
        state = update.state();
        changed = update.regime().isPresent();
    }

    private void takeUntilItChanges(double offset) {
        changed = false;
        while (!changed) {
            take(offset);
        }
    }

    @Test
    void aStreamThatHasNeverChangedIsNotHurried() {
        assertThat(following.next(new double[0])).isEqualTo(1);
        for (int i = 0; i < 30; i++) {
            take(0);
            assertThat(following.next(state)).isEqualTo(1);
        }
    }

    @Test
    void aChangeIsFollowedAtOnceAndHalfOfTheHasteIsGoneAfterFourBatches() {
        for (int i = 0; i < 20; i++) {
            take(0);
        }
        takeUntilItChanges(2);

        assertThat(following.next(state)).isEqualTo(FASTEST);
        for (int i = 0; i < 4; i++) {
            take(2);
        }
        assertThat(following.next(state)).isEqualTo(1 + (FASTEST - 1) / 2);
        for (int i = 0; i < 60; i++) {
            take(2);
        }
        assertThat(following.next(state)).isCloseTo(1, within(1e-3));
    }

    @Test
    void aReturnIsFollowedLikeAnyChange() {
        for (int i = 0; i < 20; i++) {
            take(0);
        }
        takeUntilItChanges(2);
        for (int i = 0; i < 20; i++) {
            take(2);
        }
        takeUntilItChanges(0);

        assertThat(following.next(state)).isEqualTo(FASTEST);
    }

    @Test
    void aVectorThatTheWatchWouldGiveUpIsNotHurried() {
        for (int i = 0; i < 20; i++) {
            take(0);
        }
        takeUntilItChanges(2);

        assertThat(following.next(Arrays.copyOf(state, state.length - 1))).isEqualTo(1);
    }
}
