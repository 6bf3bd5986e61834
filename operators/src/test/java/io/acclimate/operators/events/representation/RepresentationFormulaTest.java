// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static io.acclimate.operators.events.representation.Written.END;
import static io.acclimate.operators.events.representation.Written.HEIGHT;
import static io.acclimate.operators.events.representation.Written.START;
import static io.acclimate.operators.events.representation.Written.WIDTH;
import static io.acclimate.operators.events.representation.Written.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Every representation against its formula, worked out event by event in double precision. */
class RepresentationFormulaTest {

    private static final long TAU = 8_000;
    private final EventBuffer events = Written.random(2_000, 1);

    /** What an event adds to the double-precision image. */
    private interface Term {
        void add(double[] image, long time, int x, int y, int polarity);
    }

    private double[] image(int channels, Term term) {
        double[] image = new double[channels * HEIGHT * WIDTH];
        for (int i = 0; i < events.size(); i++) {
            term.add(image, events.times()[i], events.x()[i], events.y()[i], events.polarity()[i]);
        }
        return image;
    }

    private void check(Representation representation, double[] expected) {
        float[] written = Written.of(representation, events);
        assertThat(written).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) written[i]).as("value %d", i).isCloseTo(expected[i], within(2e-4));
        }
    }

    @Test
    void theHistogramCountsEventsByPolarityAndPixel() {
        double[] counts = image(2, (image, t, x, y, p) -> image[at(p, y, x)]++);

        check(new Histogram(WIDTH, HEIGHT, Histogram.Scale.COUNT), counts);
    }

    @Test
    void theLogarithmicHistogramIsTheLogarithmOfOnePlusTheCount() {
        double[] counts = image(2, (image, t, x, y, p) -> image[at(p, y, x)]++);
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Math.log1p(counts[i]);
        }

        check(new Histogram(WIDTH, HEIGHT, Histogram.Scale.LOGARITHM), counts);
    }

    @Test
    void theEventFrameHoldsTheLatestPolarity() {
        check(new EventFrame(WIDTH, HEIGHT), image(1, (image, t, x, y, p) -> image[at(0, y, x)] = p == 1 ? 1 : -1));
    }

    @Test
    void theExponentialTimeSurfaceDecaysWithTheAgeOfTheLatestEvent() {
        check(
                new TimeSurface(WIDTH, HEIGHT, TimeSurface.Kind.EXPONENTIAL, TAU),
                image(2, (image, t, x, y, p) -> image[at(p, y, x)] = Math.exp(-(double) (END - t) / TAU)));
    }

    @Test
    void theLinearTimeSurfaceFallsToZeroWithinThreeTimeConstants() {
        check(
                new TimeSurface(WIDTH, HEIGHT, TimeSurface.Kind.LINEAR, TAU),
                image(2, (image, t, x, y, p) -> image[at(p, y, x)] = Math.max(0, 1 - (double) (END - t) / (3 * TAU))));
    }

    @Test
    void theVoxelGridSharesAnEventBetweenNeighbouringBinsOfTheWindow() {
        int bins = 5;
        check(new VoxelGrid(WIDTH, HEIGHT, bins), image(bins, (image, t, x, y, p) -> {
            double position = bins * (double) (t - START) / (END - START) - 0.5;
            for (int b = 0; b < bins; b++) {
                image[at(b, y, x)] += (2 * p - 1) * Math.max(0, 1 - Math.abs(b - position));
            }
        }));
    }

    @Test
    void theEventSpikeTensorWeighsTimesWithTheTrilinearKernel() {
        int bins = 9;
        check(new EventSpikeTensor(WIDTH, HEIGHT, bins), image(2 * bins, (image, t, x, y, p) -> {
            double time = (double) (t - START) / (END - START);
            for (int b = 0; b < bins; b++) {
                image[at(p * bins + b, y, x)] += time * Math.max(0, 1 - Math.abs((bins - 1) * time - b));
            }
        }));
    }

    @Test
    void toreHoldsTheLogarithmicAgesOfTheLatestEventsLatestFirst() {
        int depth = 3;
        double offset = Math.log1p(150);
        double[] expected = new double[2 * depth * HEIGHT * WIDTH];
        Arrays.fill(expected, Math.log1p(5_000_000) - offset);
        for (int i = 0; i < events.size(); i++) {
            int first = events.polarity()[i] * depth;
            for (int k = depth - 1; k > 0; k--) {
                expected[at(first + k, events.y()[i], events.x()[i])] =
                        expected[at(first + k - 1, events.y()[i], events.x()[i])];
            }
            long age = Math.max(150, END - events.times()[i]);
            expected[at(first, events.y()[i], events.x()[i])] = Math.log1p(age) - offset;
        }

        check(new TimeOrderedRecentEvents(WIDTH, HEIGHT, depth), expected);
    }
}
