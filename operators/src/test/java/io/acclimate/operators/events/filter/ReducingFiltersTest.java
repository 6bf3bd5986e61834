// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReducingFiltersTest {

    private static final Geometry SENSOR = new Geometry(10, 8);

    @Test
    void aRegionKeepsWhatLiesInsideInItsOwnCoordinates() {
        EventFilter filter = new RegionOfInterest(SENSOR, 2, 3, new Geometry(4, 5));
        EventBuffer events = Streams.of(0, 2, 3, 1, 1, 5, 7, 0, 2, 6, 7, 1, 3, 1, 3, 1, 4, 2, 2, 1);
        assertThat(Streams.pass(filter, events)).containsExactly("0 0 0 1", "1 3 4 0");
        assertThat(filter.geometry()).isEqualTo(new Geometry(4, 5));
        assertThat(filter.dropped()).isEqualTo(3);
        assertThatThrownBy(() -> new RegionOfInterest(SENSOR, 7, 3, new Geometry(4, 5)))
                .hasMessage("a region of 4x5 pixels at column 7, row 3 does not lie on a sensor of 10x8");
    }

    @Test
    void aLargePixelFiresWhenItsEventsAgreeInSum() {
        EventFilter filter = new SpatialDownsampling(SENSOR, 2, 3);
        EventBuffer events = Streams.of(
                0, 4, 4, 1, 1, 5, 5, 1, 2, 4, 5, 0, 3, 6, 4, 0, 4, 4, 4, 1, 5, 5, 4, 1, 6, 7, 5, 0, 7, 6, 5, 0);
        assertThat(Streams.pass(filter, events)).containsExactly("5 2 2 1", "7 3 2 0");
        assertThat(filter.dropped()).isEqualTo(6);
    }

    @Test
    void withAThresholdOfOneEveryEventPasses() {
        EventFilter filter = new SpatialDownsampling(new Geometry(11, 9), 3, 1);
        assertThat(filter.geometry()).isEqualTo(new Geometry(4, 3));
        assertThat(Streams.pass(filter, Streams.of(0, 10, 8, 1, 1, 0, 0, 0, 2, 2, 3, 1)))
                .containsExactly("0 3 2 1", "1 0 0 0", "2 0 1 1");
    }

    @Test
    void theRateOfAnyTimeIsAtMostTheLimitAndTheBurst() {
        EventRateLimit filter = new EventRateLimit(SENSOR, 100_000, 50);
        EventBuffer events = new EventBuffer(100_000);
        for (int i = 0; i < 50_000; i++) {
            events.add(i < 10_000 ? i / 10 : 1_000 + (i - 10_000) * 2L, i % 10, 0, true);
        }
        filter.apply(events);
        for (int from = 0; from < events.size(); from += 7) {
            for (int to = from; to < events.size(); to += 111) {
                long micros = events.times()[to] - events.times()[from];
                assertThat(to - from + 1L).isLessThanOrEqualTo(micros / 10 + 51);
            }
        }
        assertThat(events.size()).isBetween(8_000 + 40, 8_150);
        assertThat(filter.passed() + filter.dropped()).isEqualTo(50_000);
    }

    @Test
    void belowTheLimitEverythingPasses() {
        EventFilter filter = new EventRateLimit(SENSOR, 1_000, 1);
        EventBuffer events = new EventBuffer(1000);
        for (int i = 0; i < 1000; i++) {
            events.add(i * 1000L, 1, 1, true);
        }
        filter.apply(events);
        assertThat(events.size()).isEqualTo(1000);
    }

    @Test
    void filtersAreChainedByTheirTexts() {
        FilterChain chain = EventFilters.chain(
                SENSOR, List.of("region=0,0,8x8", "downsample=2", "refractory=100", "rate-limit=5000"));
        assertThat(chain.geometry()).isEqualTo(new Geometry(4, 4));
        EventBuffer events = new EventBuffer(1000);
        for (int i = 0; i < 1000; i++) {
            events.add(i, i % 10, 0, true);
        }
        chain.apply(events);
        assertThat(chain.filters()).extracting(EventFilter::dropped).containsExactly(200L, 600L, 160L, 31L);
        assertThat(events.size()).isEqualTo(9);
    }

    @Test
    void aTextThatIsNoFilterIsRefusedWithASentence() {
        assertThatThrownBy(() -> EventFilters.chain(SENSOR, List.of("blur=3")))
                .hasMessageStartingWith(
                        "'blur=3' is no filter; write NAME=VALUE with one of the names background-activity");
        assertThatThrownBy(() -> EventFilters.chain(SENSOR, List.of("refractory=fast")))
                .hasMessage("filter 'refractory=fast': 'fast' is no whole number");
        assertThatThrownBy(() -> EventFilters.chain(SENSOR, List.of("region=1,2")))
                .hasMessageContaining("LEFT,TOP,WIDTHxHEIGHT");
        assertThatThrownBy(() -> EventFilters.chain(SENSOR, List.of("downsample=1")))
                .hasMessageContaining("a factor of 1 is impossible");
        assertThatThrownBy(() -> EventFilters.chain(SENSOR, List.of("rate-limit=0")))
                .hasMessageContaining("a limit of 0 events per second");
    }
}
