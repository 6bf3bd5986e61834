// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventBufferTest {

    @Test
    void coordinatesUpTo65535AndLongTimesComeBackUnchanged() {
        EventBuffer buffer = new EventBuffer(64);
        buffer.add(1L << 40, 65_535, 40_000, true);
        buffer.add(-1, 0, 0, false);

        assertThat(buffer.size()).isEqualTo(2);
        assertThat(buffer.times()).startsWith(1L << 40, -1);
        assertThat((int) buffer.x()[0]).isEqualTo(65_535);
        assertThat((int) buffer.y()[0]).isEqualTo(40_000);
        assertThat(buffer.polarity()).startsWith((byte) 1, (byte) 0);
    }

    @Test
    void itGrowsToItsLimitAndNotBeyond() {
        EventBuffer buffer = new EventBuffer(3000);
        for (int i = 0; i < 3000; i++) {
            buffer.add(i, i, i, true);
        }

        assertThat(buffer.remaining()).isZero();
        assertThat(buffer.times()).hasSize(3000);
        assertThat(buffer.times()[2999]).isEqualTo(2999);
        assertThatThrownBy(() -> buffer.add(0, 0, 0, true)).isInstanceOf(IllegalStateException.class);
        assertThat(buffer.reserve(10)).isZero();
    }

    @Test
    void clearingKeepsTheArraysSoThatFillingAgainAllocatesNothing() {
        EventBuffer buffer = new EventBuffer(5000);
        assertThat(buffer.reserve(5000)).isEqualTo(5000);
        long[] times = buffer.times();
        buffer.setSize(5000);
        buffer.clear();

        assertThat(buffer.isEmpty()).isTrue();
        assertThat(buffer.reserve(5000)).isEqualTo(5000);
        assertThat(buffer.times()).isSameAs(times);
    }

    @Test
    void appendingAnotherBufferStopsAtTheLimit() {
        EventBuffer source = new EventBuffer(100);
        for (int i = 0; i < 100; i++) {
            source.add(i, i, 0, i % 2 == 0);
        }
        EventBuffer target = new EventBuffer(64);

        assertThat(target.addAll(source, 50, 100)).isEqualTo(50);
        assertThat(target.addAll(source, 0, 100)).isEqualTo(14);
        assertThat(target.times()[50]).isZero();
        assertThat(target.size()).isEqualTo(64);
    }

    @Test
    void aSizeThatTheArraysDoNotHaveIsRefused() {
        EventBuffer buffer = new EventBuffer(5000);
        assertThatThrownBy(() -> buffer.setSize(4000)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new EventBuffer(1)).isInstanceOf(IllegalArgumentException.class);
    }
}
