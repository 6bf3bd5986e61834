// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The streams against the rules of the published protocols. */
class TestStreamsTest {

    private static final int SIZE = 120;

    /** Two domains of four classes. */
    private record TwoDomains(boolean graded) implements TestData {
        @Override
        public String name() {
            return "two";
        }

        @Override
        public List<String> domains() {
            return List.of("rain", "fog");
        }

        @Override
        public int classes() {
            return 4;
        }

        @Override
        public int batchSize() {
            return 8;
        }

        @Override
        public LabelledInputs clean(int limit) {
            return load("clean", FULL, limit);
        }

        @Override
        public LabelledInputs load(String domain, int severity, int limit) {
            int[] labels = IntStream.range(0, SIZE).map(i -> i % 4).toArray();
            return new StoredInputs(labels, row -> new byte[] {(byte) row}).first(limit);
        }
    }

    private static List<Segment> segments(Setting setting) {
        return segments(setting, 1, new StreamOptions(Integer.MAX_VALUE, 0.5, 3, 1000, 30));
    }

    private static List<Segment> segments(Setting setting, long seed, StreamOptions options) {
        return streams(new TwoDomains(true), options).segments(setting, seed).stream()
                .map(Supplier::get)
                .toList();
    }

    private static TestStreams streams(TestData data, StreamOptions options) {
        return new TestStreams(data, options, new WreckingInputs(data, options, 1, data.batchSize()));
    }

    private static void assertEverySampleOnce(Segment segment) {
        assertThat(Arrays.stream(segment.order()).sorted().toArray())
                .isEqualTo(IntStream.range(0, segment.size()).toArray());
    }

    @Test
    void continualResetsBeforeTheFirstDomainOnly() {
        assertThat(segments(Setting.CONTINUAL)).extracting(Segment::reset).containsExactly(true, false);
    }

    @Test
    void recordedKeepsTheOrderOfTheRecordings() {
        assertThat(segments(Setting.RECORDED)).extracting(Segment::reset).containsExactly(true, false);
        assertThat(segments(Setting.RECORDED))
                .allSatisfy(segment -> assertThat(segment.order()).isSorted().hasSize(SIZE));
    }

    @Test
    void resetResetsBeforeEveryDomain() {
        assertThat(segments(Setting.RESET)).extracting(Segment::reset).containsExactly(true, true);
    }

    @Test
    void everyDomainIsShuffledBySamePermutation() {
        List<Segment> segments = segments(Setting.CONTINUAL);
        assertEverySampleOnce(segments.get(0));
        assertThat(segments.get(0).order()).isEqualTo(segments.get(1).order());
    }

    @Test
    void anotherSeedGivesAnotherOrder() {
        StreamOptions options = new StreamOptions(Integer.MAX_VALUE, 0.5, 3, 1000, 30);
        assertThat(segments(Setting.CONTINUAL, 2, options).get(0).order())
                .isNotEqualTo(segments(Setting.CONTINUAL).get(0).order());
    }

    @Test
    void gradualGoesUpAndDownInEveryDomain() {
        List<Segment> segments = segments(Setting.GRADUAL);
        assertThat(segments)
                .extracting(Segment::severity)
                .containsExactly(1, 2, 3, 4, 5, 4, 3, 2, 1, 1, 2, 3, 4, 5, 4, 3, 2, 1);
        assertThat(segments)
                .extracting(Segment::visit)
                .containsExactly(1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 1, 2, 2, 2, 2);
        assertThat(segments.stream().filter(Segment::reset)).hasSize(1);
    }

    @Test
    void gradualOfDataWithoutSeveritiesIsTold() {
        TestStreams streams = streams(new TwoDomains(false), new StreamOptions(1, 0, 1, 1, 30));
        assertThatThrownBy(() -> streams.segments(Setting.GRADUAL, 1)).hasMessageContaining("two has no severities");
    }

    @Test
    void mixedIsOneSegmentOfAllSamplesInterleaved() {
        List<Segment> segments = segments(Setting.MIXED);
        assertThat(segments).hasSize(1);
        assertEverySampleOnce(segments.get(0));
        long early = IntStream.range(0, SIZE)
                .filter(i -> segments.get(0).place(i).domain() == 0)
                .count();
        assertThat(early).isBetween(SIZE / 2 - 25L, SIZE / 2 + 25L);
    }

    @Test
    void placesOfAMixedSegmentCountThroughTheDomains() {
        Segment segment = segments(Setting.MIXED).get(0);
        int at = IntStream.range(0, segment.size())
                .filter(i -> segment.order()[i] == SIZE + 7)
                .findFirst()
                .orElseThrow();
        assertThat(segment.place(at)).isEqualTo(new Segment.Place(1, 7));
    }

    @Test
    void correlatedWithoutConcentrationSortsByClass() {
        Segment segment = segments(Setting.CORRELATED, 1, new StreamOptions(Integer.MAX_VALUE, 0, 1, 1, 30))
                .get(0);
        int[] labels = Arrays.stream(segment.order()).map(row -> row % 4).toArray();
        assertThat(labels).isSorted();
    }

    @Test
    void mixedCorrelatedClumpsClassesAcrossDomains() {
        Segment segment = segments(Setting.MIXED_CORRELATED, 1, new StreamOptions(Integer.MAX_VALUE, 0, 1, 1, 30))
                .get(0);
        assertEverySampleOnce(segment);
        assertThat(Arrays.stream(segment.order()).map(row -> row % 4).toArray()).isSorted();
        assertThat(IntStream.range(0, SIZE / 2)
                        .map(i -> segment.place(i).domain())
                        .distinct())
                .containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void recurringShowsAllDomainsInEveryVisitWithoutReset() {
        List<Segment> segments = segments(Setting.RECURRING);
        assertThat(segments).extracting(Segment::visit).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(segments.stream().filter(Segment::reset)).hasSize(1);
        assertThat(segments.get(4).order()).isEqualTo(segments.get(0).order());
    }

    @Test
    void labelShiftDrawsAsManySamplesAsThereAreAndResets() {
        List<Segment> segments = segments(Setting.LABEL_SHIFT);
        assertThat(segments).extracting(Segment::reset).containsExactly(true, true);
        assertThat(segments.get(0).order()).hasSize(SIZE);
    }

    @Test
    void fewerSamplesAreTheFirstOnes() {
        Segment segment = segments(Setting.CONTINUAL, 1, new StreamOptions(10, 0, 1, 1, 30))
                .get(0);
        assertThat(Arrays.stream(segment.order()).sorted()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void settingsAreKnownByTheirNames() {
        assertThat(Setting.of("mixed-correlated")).isEqualTo(Setting.MIXED_CORRELATED);
        assertThatThrownBy(() -> Setting.of("sorted")).hasMessageContaining("set it to one of reset, continual");
    }
}
