// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import java.util.Arrays;

/**
 * The guard's vector of one stream: a header, the wealth of each bet, running class shares of both models, and running
 * class means of the features, since layout 2 the batches in a row that a frozen stream's source model did not know, and
 * since layout 3 whether the source model was to answer the last one, and since layout 4 whether the stream is away from the
 * source or has just come back. Bounded by the model: {@code 12 + classes * (2 + feature size)} numbers.
 */
final class GuardState {

    static final int BETS = 3;
    private static final int LAYOUT = 4;
    private static final int FIRST_LAYOUT = 1;
    /** Numbers at the end that each layout has more than the first. */
    private static final int[] ADDED = {0, 0, 1, 2, 3};

    /** Nothing is known against the adapted model. */
    static final int HOME = 0;
    /** The source model's features fit no class; the stream has not come back since. */
    static final int AWAY = 1;
    /** They fitted none by far. */
    static final int AFAR = 2;
    /** Back from afar, and the adapted model has not shown that it followed. */
    static final int BACK = 3;

    private static final int FROZEN = 1;
    private static final int BATCHES = 2;
    private static final int LAST_STOP = 3;
    private static final int LAST_ROLLBACK = 4;
    private static final int INCIDENT = 5;
    private static final int WEALTH = 6;
    private static final int SHARES = WEALTH + BETS;
    /** No stop or rollback yet: further back than any memory reaches. */
    private static final double NEVER = -1e9;

    private final double[] values;
    private final int classes;
    private final int featureSize;

    private GuardState(double[] values, int classes, int featureSize) {
        this.values = values;
        this.classes = classes;
        this.featureSize = featureSize;
    }

    /**
     * A copy of a stream's vector, or a new one.
     *
     * @param kept what the last batch left; empty for a new stream or one of an older release
     * @param prototypes source features per class, [classes * feature size], where class means start
     * @throws IllegalArgumentException if the vector has another layout
     */
    static GuardState of(double[] kept, int classes, float[] prototypes) {
        GuardState read = reading(kept, classes, prototypes);
        return read.values == kept ? new GuardState(kept.clone(), classes, read.featureSize) : read;
    }

    /** A stream's vector to read only, for it is not copied; or a new one. Otherwise as {@link #of}. */
    static GuardState reading(double[] kept, int classes, float[] prototypes) {
        int featureSize = prototypes.length / classes;
        int length = SHARES + 2 * classes + prototypes.length + ADDED[LAYOUT];
        if (kept.length == 0) {
            GuardState fresh = new GuardState(new double[length], classes, featureSize);
            fresh.values[0] = LAYOUT;
            fresh.values[LAST_STOP] = NEVER;
            fresh.values[LAST_ROLLBACK] = NEVER;
            fresh.forgetEvidence(prototypes);
            return fresh;
        }
        int layout = (int) kept[0];
        if (layout >= FIRST_LAYOUT && layout < LAYOUT && kept.length == length - ADDED[LAYOUT] + ADDED[layout]) {
            GuardState grown = new GuardState(Arrays.copyOf(kept, length), classes, featureSize);
            grown.values[0] = LAYOUT;
            return grown;
        }
        if (kept[0] != LAYOUT || kept.length != length) {
            throw new IllegalArgumentException(
                    "the guard's state has layout %d of %d values; this build keeps layout %d of %d values"
                            .formatted((long) kept[0], kept.length, LAYOUT, length));
        }
        return new GuardState(kept, classes, featureSize);
    }

    /** What was measured belongs to parameters that are gone. */
    void forgetEvidence(float[] prototypes) {
        Arrays.fill(values, WEALTH, SHARES + 2 * classes, 0);
        for (int i = 0; i < prototypes.length; i++) {
            values[SHARES + 2 * classes + i] = prototypes[i];
        }
        values[BATCHES] = 0;
        sourceAnswers(false);
        if (place() == BACK) {
            place(HOME);
        }
    }

    double[] values() {
        return values;
    }

    boolean frozen() {
        return values[FROZEN] != 0;
    }

    void freeze(boolean frozen) {
        values[FROZEN] = frozen ? 1 : 0;
    }

    /** Batches in a row that the source model did not know, while the stream was frozen. */
    double unknownRun() {
        return values[values.length - 3];
    }

    void unknownRun(double batches) {
        values[values.length - 3] = batches;
    }

    /** Whether the source model knew the last batch, and the adapted model did not fit it better. */
    boolean sourceAnswers() {
        return values[values.length - 2] != 0;
    }

    void sourceAnswers(boolean answers) {
        values[values.length - 2] = answers ? 1 : 0;
    }

    /** Where the stream is: one of {@link #HOME}, {@link #AWAY}, {@link #AFAR} and {@link #BACK}. */
    int place() {
        return (int) values[values.length - 1];
    }

    void place(int place) {
        values[values.length - 1] = place;
    }

    /** Batches since the evidence was last forgotten. */
    double batches() {
        return values[BATCHES];
    }

    void countBatch() {
        values[BATCHES]++;
    }

    long stepsSinceStop(long step) {
        return (long) (step - values[LAST_STOP]);
    }

    void stoppedAt(long step) {
        values[LAST_STOP] = step;
    }

    long stepsSinceRollback(long step) {
        return (long) (step - values[LAST_ROLLBACK]);
    }

    void rolledBackAt(long step) {
        values[LAST_ROLLBACK] = step;
    }

    /** Step at which the open incident began; 0 if none is open. */
    long incident() {
        return (long) values[INCIDENT];
    }

    void incident(long step) {
        values[INCIDENT] = step;
    }

    double wealth(int bet) {
        return values[WEALTH + bet];
    }

    void wealth(int bet, double wealth) {
        values[WEALTH + bet] = wealth;
    }

    /** Running share of a class among the predictions of the adapted model, or of the source's. */
    double share(boolean ofSource, int c) {
        return values[SHARES + (ofSource ? classes : 0) + c];
    }

    void share(boolean ofSource, int c, double share) {
        values[SHARES + (ofSource ? classes : 0) + c] = share;
    }

    double classMean(int c, int feature) {
        return values[SHARES + 2 * classes + c * featureSize + feature];
    }

    void classMean(int c, int feature, double mean) {
        values[SHARES + 2 * classes + c * featureSize + feature] = mean;
    }
}
