// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Scores a stream's batches in standard deviations of its own, and learns what those are: level and variance of the stream
 * have a normal-inverse-gamma prior around what the package measured, and a batch's score is the normal deviate that is as
 * rare as its predictive Student t (a self-starting chart, Hawkins 1987). So scores are standard normal from the first batch
 * on, however little is known of the stream.
 *
 * <p>How much is learned decides over false alarms: a CUSUM chart with threshold h whose level is wrong by e standard
 * deviations alarms {@code exp(2 h e)} times as often on that side, one whose deviation is 5 % too small {@code exp(h / 10)}
 * times. After {@value #LEARNED} batches what is left of that is a tenth of the rate or less.
 *
 * <p>A reference whose streams do not differ is taken for exact, and nothing is learned.
 */
final class OwnScale {

    /** A stream learns from this many ordinary batches. */
    static final int LEARNED = 4096;

    /** Batches that the package's variance counts for. */
    private static final double PRIOR = 30;
    /** The same of batches drawn at random where windows come so: the stream's own soon tell, and cannot become another kind. */
    private static final double DRAWN = 4;
    /** And of those in their order, beside them: streams differ, and one that varies more than others must not alarm at once. */
    private static final double BESIDE_DRAWN = 0.3;
    /** Variance of a standard normal number that is at most {@link ReturnChart#OUTLIER} away: others teach nothing. */
    private static final double TRUNCATED = 0.9733;

    private final ShiftReference reference;

    /**
     * A batch's value of one statistic.
     *
     * @param value standard normal without a shift
     * @param surprise above the stream's level, on the reference's scale
     * @param deviation of the package, on that scale
     * @param within variance of the stream's batches
     * @param unknown variance of what is not known of the stream's level
     */
    record Score(double value, double surprise, double deviation, double within, double unknown) {

        /** What the level moves by if the batch may teach. */
        double levelMove() {
            return unknown == 0 ? 0 : surprise * unknown / (unknown + within);
        }

        /** What the sum of squares grows by if the batch may teach. */
        double square() {
            return surprise * surprise / (deviation * deviation) * within / (unknown + within) / TRUNCATED;
        }
    }

    OwnScale(ShiftReference reference) {
        this.reference = reference;
    }

    /**
     * Scores a batch.
     *
     * @param level of the stream above the source's, 0 before the first batch
     * @param learned batches that taught
     * @param squares sum of their {@link Score#square}s
     * @param drawn whether the stream's windows come in random order
     */
    Score score(
            int statistic, int batchSize, double mean, double level, double learned, double squares, boolean drawn) {
        double surprise = reference.excess(statistic, batchSize, mean) - level;
        double deviation = reference.deviation(statistic, batchSize);
        double between = reference.between()[statistic] * reference.between()[statistic];
        if (between == 0) {
            return new Score(surprise / deviation, surprise, deviation, deviation * deviation, 0);
        }
        double ofDrawn = drawn ? reference.drawnDeviation(statistic, batchSize) : deviation;
        boolean calmer = ofDrawn < deviation;
        double inOrder = calmer ? BESIDE_DRAWN : PRIOR;
        double atRandom = calmer ? DRAWN : 0;
        double degrees = inOrder + atRandom + learned;
        double within = ((inOrder + squares) * deviation * deviation + atRandom * ofDrawn * ofDrawn) / degrees;
        double unknown = 1 / (1 / between + learned / within);
        double t = surprise / Math.sqrt(within + unknown);
        return new Score(Distributions.studentAsNormal(t, degrees), surprise, deviation, within, unknown);
    }
}
