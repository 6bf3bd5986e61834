// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Wrecking streams over inputs of two channels: around 10 in the first one, around -1 in the second. */
class WreckingInputsTest {

    private static final int CHANNELS = 2;
    private static final int POSITIONS = 4;
    private static final int SIZE = 60;
    private static final int BATCH = 3;
    private static final int SAMPLES = 100;
    private static final StreamOptions OPTIONS = new StreamOptions(Integer.MAX_VALUE, 0.5, 1, 1, SAMPLES);

    /** Rows of class row % 3, but for class 2 there are twice as many. */
    private static final TestData DATA = new TestData() {
        @Override
        public String name() {
            return "two channels";
        }

        @Override
        public List<String> domains() {
            return List.of("rain", "fog");
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public int batchSize() {
            return BATCH;
        }

        @Override
        public boolean graded() {
            return true;
        }

        @Override
        public LabelledInputs clean(int limit) {
            return inputs(0).first(limit);
        }

        @Override
        public LabelledInputs load(String domain, int severity, int limit) {
            return inputs(domain.equals("rain") ? 1000 : 2000).first(limit);
        }
    };

    private static LabelledInputs inputs(float offset) {
        int[] labels = IntStream.range(0, SIZE).map(i -> Math.min(i % 4, 2)).toArray();
        return new StoredInputs(labels, row -> {
            ByteBuffer bytes =
                    ByteBuffer.allocate(CHANNELS * POSITIONS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < CHANNELS * POSITIONS; i++) {
                bytes.putFloat(offset + (i < POSITIONS ? 10 : -1) + (row + i) % 5);
            }
            return bytes.array();
        });
    }

    private static Segment wreck(WreckingStream stream, long seed) {
        return segments(seed).get(2 * stream.ordinal());
    }

    private static List<Segment> segments(long seed) {
        List<Segment> segments = new ArrayList<>();
        new WreckingInputs(DATA, OPTIONS, CHANNELS, BATCH)
                .segments(seed)
                .forEach(segment -> segments.add(segment.get()));
        return segments;
    }

    private static float[] values(Segment segment, int at) {
        Segment.Place place = segment.place(at);
        byte[] bytes = segment.inputs().get(place.domain()).input(place.row());
        float[] values = new float[CHANNELS * POSITIONS];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static int[] labels(Segment segment) {
        return IntStream.range(0, segment.size())
                .map(at -> segment.inputs()
                        .get(segment.place(at).domain())
                        .label(segment.place(at).row()))
                .toArray();
    }

    @Test
    void everyStreamStartsAnewAndOnlyTheCleanDataAfterItCount() {
        List<Segment> segments = segments(1);
        for (WreckingStream stream : WreckingStream.values()) {
            Segment wreck = segments.get(2 * stream.ordinal());
            Segment clean = segments.get(2 * stream.ordinal() + 1);
            assertThat(wreck.reset()).isTrue();
            assertThat(wreck.scored()).isFalse();
            assertThat(wreck.size()).isEqualTo(SAMPLES);
            assertThat(clean.reset()).isFalse();
            assertThat(clean.scored()).isTrue();
            assertThat(clean.domains()).containsExactly(stream.label());
            assertThat(clean.order()).isEqualTo(IntStream.range(0, SIZE).toArray());
        }
    }

    @Test
    void constantInputHoldsTheFirstReadingOfEveryChannel() {
        Segment wreck = wreck(WreckingStream.CONSTANT, 1);
        float[] first = values(wreck, 0);
        assertThat(first).containsExactly(10, 10, 10, 10, 3, 3, 3, 3);
        assertThat(values(wreck, SAMPLES - 1)).isEqualTo(first);
    }

    @Test
    void noiseHasTheMomentsOfItsChannel() {
        Segment wreck = wreck(WreckingStream.NOISE, 1);
        double[] sum = new double[CHANNELS];
        double[] squares = new double[CHANNELS];
        for (int at = 0; at < SAMPLES; at++) {
            float[] values = values(wreck, at);
            for (int i = 0; i < values.length; i++) {
                sum[i / POSITIONS] += values[i] / SAMPLES / POSITIONS;
                squares[i / POSITIONS] += values[i] * values[i] / SAMPLES / POSITIONS;
            }
        }
        assertThat(sum[0]).isCloseTo(12, within(0.3));
        assertThat(sum[1]).isCloseTo(1, within(0.3));
        assertThat(squares[0] - sum[0] * sum[0]).isCloseTo(2, within(0.5));
        assertThat(values(wreck, 0)).isNotEqualTo(values(wreck, 1));
    }

    @Test
    void oneClassIsTheLargest() {
        assertThat(labels(wreck(WreckingStream.ONE_CLASS, 1))).containsOnly(2);
    }

    @Test
    void sortedIsSorted() {
        assertThat(labels(wreck(WreckingStream.SORTED, 1))).isSorted().contains(0, 1, 2);
    }

    @Test
    void alternatingChangesTheDomainEveryFiveBatches() {
        Segment wreck = wreck(WreckingStream.ALTERNATING, 1);
        for (int at = 0; at < SAMPLES; at++) {
            assertThat(values(wreck, at)[0])
                    .as("sample %d", at)
                    .isBetween(at / (5 * BATCH) % 2 == 0 ? 1010f : 2010f, at / (5 * BATCH) % 2 == 0 ? 1014f : 2014f);
        }
    }

    @Test
    void scaledSamplesAreCleanOnesTimesFactorsOfTheirOwn() {
        Segment wreck = wreck(WreckingStream.SCALED, 1);
        Set<Float> factors = new HashSet<>();
        for (int at = 0; at < SAMPLES; at++) {
            float factor = factor(values(wreck, at));
            assertThat(factor).isBetween(0.0099f, 100.1f);
            factors.add(factor);
        }
        assertThat(factors)
                .hasSizeGreaterThan(SAMPLES / 2)
                .anyMatch(f -> f < 0.1)
                .anyMatch(f -> f > 10);
    }

    /** The clean row whose multiple this is gives the factor. */
    private static float factor(float[] values) {
        for (int row = 0; row < SIZE; row++) {
            ByteBuffer bytes = ByteBuffer.wrap(inputs(0).input(row)).order(ByteOrder.LITTLE_ENDIAN);
            float[] clean = new float[values.length];
            bytes.asFloatBuffer().get(clean);
            float factor = values[0] / clean[0];
            if (IntStream.range(0, values.length)
                    .allMatch(i -> Math.abs(values[i] - factor * clean[i]) <= 1e-4 * Math.abs(factor))) {
                return factor;
            }
        }
        throw new AssertionError("no multiple of a clean row: " + Arrays.toString(values));
    }

    @Test
    void equalSeedsGiveEqualStreamsAndOthersOthers() {
        for (WreckingStream stream : WreckingStream.values()) {
            Segment first = wreck(stream, 1);
            Segment again = wreck(stream, 1);
            for (int at = 0; at < SAMPLES; at++) {
                assertThat(values(again, at)).isEqualTo(values(first, at));
            }
        }
        assertThat(wreck(WreckingStream.SORTED, 2).order())
                .isNotEqualTo(wreck(WreckingStream.SORTED, 1).order());
    }
}
