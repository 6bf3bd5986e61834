// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamSnapshot.Reason;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Which snapshot makes room for the newest. */
class SnapshotRingTest {

    @Test
    void theOldestMakesRoom() {
        assertThat(leaving(Reason.SHIFT, Reason.HEALTHY, Reason.HEALTHY)).isEqualTo(1);
    }

    @Test
    void theNewestHealthyCopyStaysWhileAnotherCanGo() {
        assertThat(leaving(Reason.HEALTHY, Reason.BEFORE_UNDO, Reason.BEFORE_UNDO))
                .isEqualTo(2);
        assertThat(SnapshotRing.leaving(ring(true, Reason.COMMAND, Reason.HEALTHY)))
                .isEqualTo(2);
    }

    @Test
    void healthyCopiesDoNotPushOutThoseOfStatesToWhichTheStreamMayReturn() {
        assertThat(leaving(Reason.REGIME, Reason.REGIME, Reason.HEALTHY, Reason.HEALTHY, Reason.HEALTHY))
                .isEqualTo(3);
    }

    @Test
    void copiesOfStatesToReturnToKeepNoMoreThanHalfOfThePlaces() {
        assertThat(leaving(Reason.HEALTHY, Reason.HEALTHY, Reason.REGIME, Reason.REGIME, Reason.REGIME))
                .isEqualTo(3);
    }

    @Test
    void aPinnedOneNeverMakesRoom() {
        assertThat(SnapshotRing.leaving(ring(true, Reason.SHIFT, Reason.SHIFT, Reason.HEALTHY)))
                .isEqualTo(2);
    }

    @Test
    void whereNothingElseIsFreeAStateToReturnToGoes() {
        assertThat(SnapshotRing.leaving(ring(true, Reason.COMMAND, Reason.REGIME, Reason.HEALTHY)))
                .isEqualTo(2);
    }

    private static long leaving(Reason... reasons) {
        return SnapshotRing.leaving(ring(false, reasons));
    }

    private static NavigableMap<Long, StreamSnapshot> ring(boolean pinFirst, Reason... reasons) {
        NavigableMap<Long, StreamSnapshot> ring = new TreeMap<>();
        for (long number = 1; number <= reasons.length; number++) {
            boolean pinned = pinFirst && number == 1;
            ring.put(number, new StreamSnapshot(reasons[(int) number - 1], pinned, 0, 0, 0, List.of()));
        }
        return ring;
    }
}
