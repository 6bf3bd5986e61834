// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What filters remember: all of it, nothing else, within bounds, and readable by later releases. */
class FilterStateTest {

    private static final String EVERY_FILTER = "all";
    private static final List<String> ALL = List.of(
            "hot-pixels=20000",
            "background-activity=3000",
            "refractory=500",
            "region=2,1,30x22",
            "downsample=2",
            "rate-limit=10000");

    private static FilterChain chain(String filter) {
        return EventFilters.chain(Streams.SENSOR, filter.equals(EVERY_FILTER) ? ALL : List.of(filter));
    }

    /** Ends in a clock that is set back, and is longer than two moves of the origin of 32-bit times. */
    private static EventBuffer stream() {
        EventBuffer events = new EventBuffer(1 << 20);
        for (long start : new long[] {0, (1L << 29) - 50_000, (1L << 31) - 10_000, 77}) {
            EventBuffer scene = Streams.scene((int) start + 1, start, 120_000);
            events.addAll(scene, 0, scene.size());
        }
        return events;
    }

    private static EventBuffer applied(FilterChain chain, EventBuffer events) {
        chain.apply(events);
        return events;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hot-pixels=20000",
                "background-activity=3000",
                "refractory=500",
                "region=2,1,30x22",
                "downsample=2",
                "rate-limit=10000",
                EVERY_FILTER
            })
    void aRestoredFilterGoesOnAsTheUninterruptedOne(String filter) {
        EventBuffer events = stream();
        FilterChain whole = chain(filter);
        EventBuffer expected = applied(whole, Streams.copy(events, 0, events.size()));
        assertThat(expected.size()).isBetween(1, events.size() - 1);

        FilterChain part = chain(filter);
        EventBuffer passed = new EventBuffer(1 << 20);
        Random random = new Random(3);
        for (int from = 0; from < events.size(); ) {
            int to = Math.min(events.size(), from + 1 + random.nextInt(3000));
            EventBuffer piece = applied(part, Streams.copy(events, from, to));
            passed.addAll(piece, 0, piece.size());
            from = to;
            FilterChain restored = chain(filter);
            restored.restore(part.state());
            part = restored;
        }

        assertThat(Streams.lines(passed)).isEqualTo(Streams.lines(expected));
        assertThat(part.state()).isEqualTo(whole.state());
        assertThat(part.filters())
                .extracting(EventFilter::dropped)
                .isEqualTo(whole.filters().stream().map(EventFilter::dropped).toList());
    }

    /** State of version 1 after the first 3 ms of a stream; these bytes must be read by every later release. */
    @ParameterizedTest
    @CsvSource({
        "hot-pixels=20000, 0101000000520000000103200000001800000005000000000000000000000000000000640000000000000092090000000000000400000084000000010000008500000001000000a500000002000000ff0200000100000000000000",
        "background-activity=3000, 0101000000460000000101200000001800000003000000000000000200000000000000920900000000000004000000af0000002e090000b0000000fc080000d2000000320000005003000000000000",
        "refractory=500, 0101000000360000000102200000001800000004000000000000000100000000000000920900000000000002000000a5000000c2010000ff02000000000000",
        "region=2;1;30x22, 01010000001a0000000104200000001800000004000000000000000100000000000000",
        "downsample=2, 01010000002e0000000105200000001800000000000000000000000500000000000000020000002200000002000000bf000000ffffffff",
        "rate-limit=10000, 01010000002a000000010620000000180000000500000000000000000000000000000020b38100000000009209000000000000"
    })
    void frozenBytesAreReadAndWritten(String filter, String hex) {
        FilterChain chain = chain(filter.replace(';', ','));
        chain.apply(frozenStream());
        assertThat(HexFormat.of().formatHex(chain.state())).isEqualTo(hex);
        FilterChain restored = chain(filter.replace(';', ','));
        restored.restore(HexFormat.of().parseHex(hex));
        assertThat(restored.state()).isEqualTo(chain.state());
    }

    private static EventBuffer frozenStream() {
        return Streams.of(100, 4, 4, 1, 150, 5, 4, 0, 2_000, 5, 5, 1, 2_400, 5, 5, 1, 2_450, 31, 23, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "background-activity=536870912, 8",
        "refractory=536870912, 8",
        "hot-pixels=1000000, 16",
        "downsample=2, 8"
    })
    void stateIsBoundedByTheNumberOfPixels(String filter, int bytesPerPixel) {
        FilterChain chain = chain(filter);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            EventBuffer events = new EventBuffer(2000);
            for (int j = 0; j < 2000; j++) {
                events.add(i * 2000L + j, random.nextInt(32), random.nextInt(24), true);
            }
            chain.apply(events);
        }
        assertThat(chain.state().length).isLessThan(100 + bytesPerPixel * 32 * 24);
    }

    @Test
    void onlyWhatStillMattersIsKept() {
        FilterChain chain = chain("background-activity=1000");
        chain.apply(Streams.scene(1, 0, 500_000));
        chain.apply(Streams.of(10_000_000, 3, 3, 1));
        assertThat(chain.state().length).isLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hot-pixels=20000",
                "background-activity=3000",
                "refractory=500",
                "downsample=2",
                "rate-limit=10000",
                "region=2,1,30x22"
            })
    void filteringAllocatesNothingPerEvent(String filter) {
        FilterChain chain = chain(filter);
        EventBuffer first = Streams.scene(1, 0, 300_000);
        EventBuffer second = Streams.scene(2, 300_000, 300_000);
        chain.apply(first);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(id);
        long before = threads.getThreadAllocatedBytes(id);
        chain.apply(second);
        assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(1000);
    }

    @Test
    void damagedForeignAndNewerStatesAreRefusedWithASentence() {
        FilterChain chain = chain(EVERY_FILTER);
        chain.apply(Streams.scene(1, 0, 100_000));
        byte[] state = chain.state();
        for (int length = 0; length < state.length; length += 13) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatThrownBy(() -> chain(EVERY_FILTER).restore(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = state.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                FilterChain restored = chain(EVERY_FILTER);
                restored.restore(damaged);
                restored.apply(Streams.scene(2, 100_000, 1_000));
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        EventFilter filter = new RefractoryFilter(Streams.SENSOR, 10);
        byte[] other = new RefractoryFilter(new Geometry(5, 5), 10).state();
        assertThatThrownBy(() -> filter.restore(other)).hasMessageContaining("another filter or sensor");
        byte[] newer = filter.state();
        newer[0] = 2;
        assertThatThrownBy(() -> filter.restore(newer))
                .hasMessage("a filter's state has version 2; this release reads version 1");
    }
}
