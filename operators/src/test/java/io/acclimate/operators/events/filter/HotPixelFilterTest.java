// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HotPixelFilterTest {

    private static final long WINDOW = 50_000;

    private final HotPixelFilter filter = new HotPixelFilter(Streams.SENSOR, WINDOW);

    private static int at(EventBuffer events, int x, int y) {
        int count = 0;
        for (int i = 0; i < events.size(); i++) {
            count += events.x()[i] == x && events.y()[i] == y ? 1 : 0;
        }
        return count;
    }

    @Test
    void aHotPixelIsLearnedInThreeWindowsAndThenRemoved() {
        EventBuffer events = Streams.scene(1, 0, 500_000);
        int before = events.size();
        int hot = at(events, Streams.HOT_X, Streams.HOT_Y);

        filter.apply(events);

        assertThat(filter.hotPixels()).isEqualTo(1);
        assertThat(at(events, Streams.HOT_X, Streams.HOT_Y)).isBetween(hot * 3 / 10 - 2, hot * 3 / 10 + 5);
        assertThat(filter.dropped()).isEqualTo(before - events.size());
        assertThat(before - events.size()).isLessThanOrEqualTo(hot);
    }

    @Test
    void twoHotPixelsSideBySideDoNotHideEachOther() {
        for (long time = 0; time < 4 * WINDOW; time += 100) {
            filter.apply(Streams.of(time, 7, 7, 1, time, 8, 7, 1));
        }
        assertThat(filter.hotPixels()).isEqualTo(2);
    }

    @Test
    void aPixelOnAnEdgeThatFlickersIsNotHot() {
        for (long time = 0; time < 6 * WINDOW; time += 100) {
            filter.apply(Streams.of(
                    time, 7, 6, 1, time, 7, 7, 1, time, 7, 8, 0, time, 7, 9, 0, time, 8, 6, 1, time, 8, 9, 1));
        }
        assertThat(filter.hotPixels()).isZero();
    }

    @Test
    void aPixelThatHasHealedComesBack() {
        for (long time = 0; time < 4 * WINDOW; time += 100) {
            filter.apply(Streams.of(time, 7, 7, 1));
        }
        assertThat(filter.hotPixels()).isEqualTo(1);
        for (long time = 4 * WINDOW; time < 9 * WINDOW; time += 1000) {
            filter.apply(Streams.of(time, 3, 3, 1, time, 3, 4, 1, time, 4, 4, 1));
        }
        assertThat(filter.hotPixels()).isZero();
        assertThat(Streams.pass(filter, Streams.of(9 * WINDOW, 7, 7, 1))).hasSize(1);
    }

    @Test
    void windowsWithoutEventsAndAClockThatIsSetBackCountForNothing() {
        for (long time = 0; time <= 3 * WINDOW; time += 100) {
            filter.apply(Streams.of(time, 7, 7, 1));
        }
        assertThat(filter.hotPixels()).isEqualTo(1);
        assertThat(Streams.pass(filter, Streams.of(1L << 40, 7, 7, 1))).isEmpty();
        assertThat(Streams.pass(filter, Streams.of(5, 7, 7, 1))).isEmpty();
        assertThat(filter.hotPixels()).isEqualTo(1);
    }
}
