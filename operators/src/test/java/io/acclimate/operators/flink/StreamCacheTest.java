// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.StreamCache.Evicted;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class StreamCacheTest {

    private static final long BYTES = state(0).bytes();

    private final StreamCache<StreamState> cache = new StreamCache<>(3 * BYTES, StreamState::bytes);

    private static StreamState state(long steps) {
        return new StreamState("model", "rmt", 1, steps, 0, List.of(), new double[10], new double[0], 0);
    }

    private static StreamState ofBytes(long bytes) {
        return new StreamState(
                "x".repeat((int) (bytes - BYTES) + "model".length()),
                "rmt",
                1,
                0,
                0,
                List.of(),
                new double[10],
                new double[0],
                0);
    }

    @Test
    void itGivesBackTheLastState() {
        cache.putDirty("a", state(1));
        cache.putDirty("a", state(2));

        assertThat(cache.get("a")).map(StreamState::steps).contains(2L);
        assertThat(cache.get("b")).isEmpty();
        assertThat(cache.size()).isEqualTo(1);
        assertThat(cache.bytes()).isEqualTo(BYTES);
    }

    @Test
    void theLeastRecentlyUsedStreamLeavesFirst() {
        cache.putDirty("a", state(1));
        cache.putDirty("b", state(1));
        cache.putDirty("c", state(1));
        cache.get("a");

        assertThat(cache.putDirty("d", state(1))).extracting(Evicted::streamId).containsExactly("b");
        assertThat(cache.putDirty("a", state(2))).isEmpty();
        assertThat(cache.putDirty("e", state(1))).extracting(Evicted::streamId).containsExactly("c");
    }

    @Test
    void aStreamThatDidNotChangeLeavesWithoutAWrite() {
        cache.putClean("a", state(1));
        cache.putDirty("b", state(1));
        cache.putDirty("c", state(1));

        assertThat(cache.putDirty("d", state(1))).isEmpty();
        assertThat(cache.get("a")).isEmpty();
        assertThat(cache.size()).isEqualTo(3);
    }

    @Test
    void takingTheDirtyOnesMakesThemClean() {
        cache.putDirty("a", state(1));
        cache.putClean("b", state(1));
        cache.putDirty("c", state(1));

        assertThat(cache.takeDirty()).extracting(Evicted::streamId).containsExactlyInAnyOrder("a", "c");
        assertThat(cache.takeDirty()).isEmpty();
        assertThat(cache.size()).isEqualTo(3);
        cache.putDirty("d", state(1));
        assertThat(cache.putDirty("e", state(1))).isEmpty();
    }

    @Test
    void aStateLargerThanTheCacheStaysAloneUntilTheNextOne() {
        cache.putDirty("a", state(1));

        assertThat(cache.putDirty("big", ofBytes(10 * BYTES)))
                .extracting(Evicted::streamId)
                .containsExactly("a");
        assertThat(cache.get("big")).isPresent();
        assertThat(cache.putDirty("b", state(1))).extracting(Evicted::streamId).containsExactly("big");
        assertThat(cache.bytes()).isEqualTo(BYTES);
    }

    @Test
    void aStateThatGrowsPushesOthersOut() {
        cache.putDirty("a", state(1));
        cache.putDirty("b", state(1));
        cache.putDirty("c", state(1));

        assertThat(cache.putDirty("c", ofBytes(2 * BYTES)))
                .extracting(Evicted::streamId)
                .containsExactly("a");
        assertThat(cache.bytes()).isEqualTo(3 * BYTES);
    }

    @Test
    void whatWasEvictedAndWhatIsCachedAreTogetherTheNewestStates() {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, Long> newest = new HashMap<>();
        Map<String, Long> stored = new HashMap<>();
        for (int i = 1; i <= 100_000; i++) {
            String stream = "stream-" + random.nextInt(20);
            if (cache.get(stream).isEmpty() && stored.containsKey(stream)) {
                cache.putClean(stream, state(stored.get(stream))).forEach(out -> write(stored, out));
            }
            assertThat(cache.get(stream).map(StreamState::steps).orElse(0L)).isEqualTo(newest.getOrDefault(stream, 0L));
            newest.put(stream, (long) i);
            cache.putDirty(stream, state(i)).forEach(out -> write(stored, out));
            assertThat(cache.bytes()).isLessThanOrEqualTo(3 * BYTES);
        }
        cache.takeDirty().forEach(out -> write(stored, out));

        assertThat(stored).isEqualTo(newest);
    }

    private static void write(Map<String, Long> stored, Evicted<StreamState> out) {
        stored.put(out.streamId(), out.state().steps());
    }
}
