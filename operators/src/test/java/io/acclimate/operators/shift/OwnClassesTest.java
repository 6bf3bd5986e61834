// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What is said to have moved, over many made-up streams. A stream's classes lie elsewhere than the source's, as people's do: by
 * one standard deviation in every direction. Where windows depend on each other, a class lasts for four on average, and windows
 * deviate from their class as their neighbours do.
 */
class OwnClassesTest {

    private static final int CLASSES = 5;
    private static final int DIRECTIONS = 6;
    private static final int WINDOWS = 64;
    private static final int CALM = 60;
    private static final int STREAMS = 40;
    private static final double APART = 4;
    private static final double[] EVEN = {0.2, 0.2, 0.2, 0.2, 0.2};

    /** A stream with its own class means. */
    private static final class Stream {
        private final SplittableRandom random;
        private final boolean dependent;
        private final double[][] own = new double[CLASSES][DIRECTIONS];
        private final double[] deviation = new double[DIRECTIONS];
        private int label;

        Stream(long seed, boolean dependent, double elsewhere) {
            this.random = new SplittableRandom(seed);
            this.dependent = dependent;
            for (double[] mean : own) {
                Arrays.setAll(mean, d -> elsewhere * random.nextGaussian());
            }
        }

        private void next(double[] shares) {
            if (!dependent || random.nextDouble() < 0.25) {
                double u = random.nextDouble();
                label = 0;
                while (label < CLASSES - 1 && u > shares[label]) {
                    u -= shares[label++];
                }
            }
            double kept = dependent ? 0.8 : 0;
            Arrays.setAll(deviation, d -> kept * deviation[d] + Math.sqrt(1 - kept * kept) * random.nextGaussian());
        }

        /** Windows of which the inputs lie {@code offset} higher. */
        double[][] windows(double[] shares, double offset) {
            double[][] windows = new double[WINDOWS][DIRECTIONS];
            for (double[] window : windows) {
                next(shares);
                Arrays.setAll(
                        window, d -> (d == label ? APART : 0) + own[label][d] + deviation[d] + (d == 5 ? offset : 0));
            }
            return windows;
        }

        /** The stream's own Bayes rule: the model is as right for it as for the source. */
        float[][] answers(double[][] windows, double offset) {
            float[][] answers = new float[windows.length][CLASSES];
            for (int n = 0; n < windows.length; n++) {
                double total = 0;
                for (int k = 0; k < CLASSES; k++) {
                    double squares = 0;
                    for (int d = 0; d < DIRECTIONS; d++) {
                        double off = windows[n][d] - own[k][d] - (d == k ? APART : 0) - (d == 5 ? offset : 0);
                        squares += off * off;
                    }
                    answers[n][k] = (float) Math.exp(-squares / 2);
                    total += answers[n][k];
                }
                for (int k = 0; k < CLASSES; k++) {
                    answers[n][k] /= (float) total;
                }
            }
            return answers;
        }
    }

    private static final OwnClasses CLASSES_OF_SOURCE = new OwnClasses(source());

    private static SourceClasses source() {
        Stream stream = new Stream(1, false, 0);
        float[][] projected = new float[800][];
        float[][] answers = new float[800][];
        int[] labels = new int[800];
        for (int n = 0; n < 800; n += 50) {
            double[][] windows = stream.windows(EVEN, 0);
            float[][] given = stream.answers(windows, 0);
            for (int i = 0; i < 50; i++) {
                projected[n + i] = new float[DIRECTIONS];
                for (int d = 0; d < DIRECTIONS; d++) {
                    projected[n + i][d] = (float) windows[i][d];
                }
                answers[n + i] = given[i];
                labels[n + i] = SourceSample.best(given[i]);
            }
        }
        double[] levels = new double[DIRECTIONS];
        Arrays.fill(levels, 1 / Math.sqrt(CLASSES));
        return SourceClasses.of(SourceSample.of(answers, projected, labels), levels);
    }

    private static double[] learned(Stream stream, int batches) {
        double[] part = CLASSES_OF_SOURCE.restored(new double[0]);
        for (int i = 0; i < batches; i++) {
            look(part, stream, EVEN, 0, true);
        }
        return part;
    }

    private static OwnClasses.Found look(double[] part, Stream stream, double[] shares, double offset, boolean learn) {
        double[][] windows = stream.windows(shares, offset);
        ClassShares estimate = CLASSES_OF_SOURCE.shares(stream.answers(windows, offset));
        OwnClasses.Found found = CLASSES_OF_SOURCE.look(part, estimate, windows);
        if (learn) {
            CLASSES_OF_SOURCE.learn(part, found, estimate, windows);
        }
        return found;
    }

    private static double[] skewed(double share) {
        double[] shares = new double[CLASSES];
        Arrays.fill(shares, (1 - share) / (CLASSES - 1));
        shares[2] = share;
        return shares;
    }

    /** Share of verdicts over many streams, four batches of each. */
    private static Map<Diagnosis.Kind, Double> verdicts(double[] shares, double offset, boolean dependent) {
        Map<Diagnosis.Kind, Double> verdicts = new EnumMap<>(Diagnosis.Kind.class);
        for (int run = 0; run < STREAMS; run++) {
            Stream stream = new Stream(100 + run, dependent, 1);
            double[] part = learned(stream, CALM);
            for (int batch = 0; batch < 4; batch++) {
                Diagnosis.Kind kind = Diagnostician.kind(look(part, stream, shares, offset, false));
                verdicts.merge(kind, 0.25 / STREAMS, Double::sum);
            }
        }
        return verdicts;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofACalmStreamNothingIsSaidToHaveMoved(boolean dependent) {
        assertThat(verdicts(EVEN, 0, dependent).get(Diagnosis.Kind.UNKNOWN)).isGreaterThan(0.94);
    }

    @ParameterizedTest
    @CsvSource({"0.5, false, 0.85", "0.7, false, 0.94", "0.9, false, 0.94", "0.7, true, 0.5", "0.9, true, 0.9"})
    void otherSharesAreCalledAShiftOfTheLabels(double share, boolean dependent, double atLeast) {
        Map<Diagnosis.Kind, Double> verdicts = verdicts(skewed(share), 0, dependent);

        assertThat(verdicts.get(Diagnosis.Kind.LABEL)).isGreaterThan(atLeast);
        assertThat(inputs(verdicts)).isLessThan(0.06);
    }

    private static double inputs(Map<Diagnosis.Kind, Double> verdicts) {
        return verdicts.getOrDefault(Diagnosis.Kind.BOTH, 0.0) + verdicts.getOrDefault(Diagnosis.Kind.COVARIATE, 0.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 4})
    void anOffsetIsCalledAShiftOfTheInputs(double offset) {
        assertThat(verdicts(EVEN, offset, false).get(Diagnosis.Kind.COVARIATE)).isGreaterThan(0.94);
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 4})
    void soItIsOfWindowsThatResembleTheirNeighbours(double offset) {
        assertThat(verdicts(EVEN, offset, true).get(Diagnosis.Kind.COVARIATE)).isGreaterThan(0.9);
    }

    @Test
    void anOffsetBesideOtherSharesIsCalledBoth() {
        assertThat(verdicts(skewed(0.9), 2, false).get(Diagnosis.Kind.BOTH)).isGreaterThan(0.9);
    }

    @Test
    void aStreamThatIsNotKnownYetIsAllowedToLieElsewhereThanTheSource() {
        int inputs = 0;
        for (int run = 0; run < 200; run++) {
            Stream stream = new Stream(500 + run, false, 1);
            double[] part = CLASSES_OF_SOURCE.restored(new double[0]);
            inputs += look(part, stream, skewed(0.7), 0, false).inputs() ? 1 : 0;
        }
        assertThat(inputs).isLessThan(12);
    }

    @Test
    void sharesAreThoseThatWindowsWereDrawnWith() {
        Stream stream = new Stream(7, false, 1);
        double[] mean = new double[CLASSES];
        for (int i = 0; i < 40; i++) {
            double[] shares = CLASSES_OF_SOURCE
                    .shares(stream.answers(stream.windows(skewed(0.6), 0), 0))
                    .shares();
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-9));
            Arrays.setAll(mean, k -> mean[k] + shares[k] / 40);
        }
        assertThat(mean[2]).isCloseTo(0.6, within(0.03));
    }

    @Test
    void thePartIsAllThatTheNextBatchDependsOn() {
        Stream stream = new Stream(9, true, 1);
        double[] part = learned(stream, 20);
        double[][] windows = stream.windows(EVEN, 1);
        ClassShares estimate = CLASSES_OF_SOURCE.shares(stream.answers(windows, 1));
        OwnClasses other = new OwnClasses(source());

        OwnClasses.Found found = CLASSES_OF_SOURCE.look(part, estimate, windows);
        OwnClasses.Found again = other.look(other.restored(part), estimate, windows);

        assertThat(again.residual()).isEqualTo(found.residual());
        assertThat(again.moved()).isEqualTo(found.moved());
    }

    @Test
    void featuresThatAreNoNumbersAreAShiftOfTheInputsAndTeachNothing() {
        Stream stream = new Stream(11, false, 1);
        double[] part = learned(stream, 10);
        double[][] windows = stream.windows(EVEN, 0);
        ClassShares estimate = CLASSES_OF_SOURCE.shares(stream.answers(windows, 0));
        windows[3][2] = Double.NaN;
        double[] before = part.clone();

        OwnClasses.Found found = CLASSES_OF_SOURCE.look(part, estimate, windows);
        CLASSES_OF_SOURCE.learn(part, found, estimate, windows);

        assertThat(Diagnostician.kind(found)).isEqualTo(Diagnosis.Kind.COVARIATE);
        assertThat(part).containsExactly(before);
    }

    @Test
    void withTooManyClassesForTheVectorTheSourceHolds() {
        int classes = 100;
        double[] prior = new double[classes];
        Arrays.fill(prior, 1.0 / classes);
        double[] variance = {1, 1};
        OwnClasses many = new OwnClasses(new SourceClasses(prior, new double[classes][2], variance, variance));
        float[][] answers = new float[40][classes];
        double[][] windows = new double[40][2];
        for (int n = 0; n < 40; n++) {
            answers[n][n] = 1;
        }
        double[] part = many.restored(new double[0]);
        ClassShares estimate = many.shares(answers);

        OwnClasses.Found found = many.look(part, estimate, windows);
        many.learn(part, found, estimate, windows);

        assertThat(part).hasSize(5);
        assertThat(part[1]).isEqualTo(1);
        assertThat(found.inputs()).isFalse();
        assertThat(found.before()[0]).isCloseTo(0.01, within(1e-12));
    }
}
