// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class RepresentationsTest {

    private static final int EVENTS = 20_000;

    private static Representation of(String name) {
        return Representations.of(name, new Representations.Parameters(Written.WIDTH, Written.HEIGHT, 4, 10_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "histogram",
                "log-histogram",
                "event-frame",
                "time-surface",
                "linear-time-surface",
                "averaged-time-surface",
                "voxel-grid",
                "event-spike-tensor",
                "tore"
            })
    void writingAllocatesNothingPerEvent(String name) {
        Representation representation = of(name);
        EventBuffer events = Written.random(EVENTS, 5);
        FloatBuffer out = Written.direct(representation.size());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        representation.write(events, 0, EVENTS, Written.START, Written.END, out);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        representation.write(events, 0, EVENTS, Written.START, Written.END, out);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(allocated).isLessThan(EVENTS / 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"histogram", "log-histogram", "event-frame", "time-surface", "averaged-time-surface"})
    void aWindowWithoutEventsIsZero(String name) {
        assertThat(Written.of(of(name), new EventBuffer(64))).containsOnly(0);
    }

    @Test
    void anotherWindowLeavesNoTraceInTheNext() {
        Representation representation = of("averaged-time-surface");
        EventBuffer events = Written.random(500, 6);
        float[] alone = Written.of(representation, events);
        Written.of(representation, Written.random(900, 7));

        assertThat(Written.of(representation, events)).isEqualTo(alone);
    }

    @Test
    void onlyTheGivenPartOfTheBufferIsWritten() {
        EventBuffer events = Written.random(1_000, 8);
        Representation histogram = of("histogram");
        FloatBuffer out = Written.direct(histogram.size());

        histogram.write(events, 100, 350, Written.START, Written.END, out);

        float[] counts = new float[histogram.size()];
        out.get(0, counts);
        double sum = 0;
        for (float count : counts) {
            sum += count;
        }
        assertThat(sum).isEqualTo(250);
    }

    @Test
    void theTabulatedDecayIsTheExponentialToTwoRoundings() {
        Decay decay = new Decay(7_777);
        for (long micros = 0; micros < 700_000; micros += 13) {
            double exact = Math.exp(-micros / 7_777.0);
            assertThat((double) decay.after(micros)).isCloseTo(exact, within(2.5e-7 * exact + 1e-38));
        }
        assertThat(decay.after(Long.MAX_VALUE)).isZero();
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> of("voxels"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'voxels' is unknown")
                .hasMessageContaining("voxel-grid");
        assertThat(Arrays.stream(of("tore").shape()).toArray()).containsExactly(8, Written.HEIGHT, Written.WIDTH);
    }
}
