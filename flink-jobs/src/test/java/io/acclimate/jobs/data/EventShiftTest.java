// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.events.EventBuffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class EventShiftTest {

    static final List<ShiftKind> KINDS = EventShift.KINDS;

    private static final int SIDE = 40;
    private static final int COUNT = 20_000;
    private static final long SECONDS = 2;
    private static final EventRecording RECORDING = recording();

    /** Events in the middle half of the sensor, ON three times of four. */
    private static EventRecording recording() {
        SplittableRandom random = new SplittableRandom(3);
        EventBuffer events = new EventBuffer(1 << 20);
        for (int i = 0; i < COUNT; i++) {
            long time = i * SECONDS * 1_000_000 / COUNT;
            events.add(time, random.nextInt(10, 30), random.nextInt(10, 30), random.nextInt(4) > 0);
        }
        return new EventRecording(
                "camera", SIDE, SIDE, events, List.of(new EventRecording.Scene(0, 2_000_000, 1)), List.of());
    }

    private static EventRecording shifted(ShiftKind kind, double strength) {
        return EventShift.throughout(RECORDING, kind, strength, 5);
    }

    private static Map<String, Integer> counts(EventRecording recording) {
        Map<String, Integer> counts = new HashMap<>();
        EventBuffer events = recording.events();
        for (int i = 0; i < events.size(); i++) {
            String event = events.times()[i] + "/" + (int) events.x()[i] + "/" + (int) events.y()[i] + "/"
                    + events.polarity()[i];
            counts.merge(event, 1, Integer::sum);
        }
        return counts;
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void withoutStrengthNothingChangesAndTimeStaysInOrder(ShiftKind kind) {
        assertThat(counts(shifted(kind, 0))).isEqualTo(counts(RECORDING));
        EventBuffer full = shifted(kind, 1).events();
        for (int i = 1; i < full.size(); i++) {
            assertThat(full.times()[i]).isGreaterThanOrEqualTo(full.times()[i - 1]);
            assertThat((int) full.x()[i]).isLessThan(SIDE);
            assertThat((int) full.y()[i]).isLessThan(SIDE);
        }
        assertThat(counts(shifted(kind, 1))).isNotEqualTo(counts(RECORDING));
    }

    @Test
    void noiseComesAtItsRate() {
        double expected = 10.0 * SIDE * SIDE * SECONDS;
        assertThat(shifted(ShiftKind.BACKGROUND_NOISE, 1).events().size() - COUNT)
                .isCloseTo((int) expected, within((int) (5 * Math.sqrt(expected))));
        assertThat(shifted(ShiftKind.BACKGROUND_NOISE, 0.2).events().size() - COUNT)
                .isCloseTo((int) (expected / 5), within((int) (5 * Math.sqrt(expected / 5))));
    }

    @Test
    void oneInAHundredPixelsIsHot() {
        int hot = SIDE * SIDE / 100;
        assertThat(shifted(ShiftKind.HOT_PIXELS, 1).events().size() - COUNT)
                .isCloseTo((int) (hot * 500 * SECONDS), within(hot + 1));
    }

    @Test
    void thinningLosesItsShareAndAStrongerOneLosesMore() {
        EventRecording weak = shifted(ShiftKind.EVENT_THINNING, 0.4);
        EventRecording strong = shifted(ShiftKind.EVENT_THINNING, 1);

        assertThat(weak.events().size()).isCloseTo((int) (0.64 * COUNT), within(400));
        assertThat(strong.events().size()).isCloseTo((int) (0.1 * COUNT), within(250));
        Map<String, Integer> kept = counts(weak);
        assertThat(counts(strong))
                .allSatisfy((event, count) -> assertThat(kept.get(event)).isGreaterThanOrEqualTo(count));
    }

    @Test
    void anOffsetMovesEveryEventByTheSame() {
        EventBuffer moved = shifted(ShiftKind.OFFSET, 1).events();

        assertThat(moved.size()).isEqualTo(COUNT);
        int dx = moved.x()[0] - RECORDING.events().x()[0];
        int dy = moved.y()[0] - RECORDING.events().y()[0];
        assertThat(Math.abs(dx)).isEqualTo(6);
        assertThat(Math.abs(dy)).isEqualTo(6);
        for (int i = 0; i < COUNT; i++) {
            assertThat(moved.x()[i] - RECORDING.events().x()[i]).isEqualTo(dx);
            assertThat(moved.y()[i] - RECORDING.events().y()[i]).isEqualTo(dy);
        }
    }

    @Test
    void aFullFlipInvertsEveryPolarity() {
        EventBuffer flipped = shifted(ShiftKind.POLARITY_FLIP, 1).events();
        for (int i = 0; i < COUNT; i++) {
            assertThat(flipped.polarity()[i])
                    .isEqualTo((byte) (1 - RECORDING.events().polarity()[i]));
        }
    }

    @Test
    void aShiftInTimeLeavesWhatIsBeforeItAlone() {
        KnownShift when = KnownShift.abrupt(ShiftKind.EVENT_THINNING, 1_000_000);

        EventRecording shifted = EventShift.apply(RECORDING, when, 5);

        assertThat(shifted.shifts()).containsExactly(when);
        for (int i = 0; i < COUNT / 2; i++) {
            assertThat(shifted.events().times()[i]).isEqualTo(RECORDING.events().times()[i]);
        }
        assertThat(shifted.events().size()).isCloseTo((int) (0.55 * COUNT), within(300));
    }

    @Test
    void aKindOfSensorsIsRefused() {
        assertThatThrownBy(() -> shifted(ShiftKind.REMOUNT, 1))
                .hasMessageContaining("REMOUNT cannot be put on events; use one of [BACKGROUND_NOISE");
    }
}
