// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.Optional;

/**
 * Everything that is done about shifts of one stream: {@link ShiftMonitor} finds them, {@link Regimes} recognizes earlier ones,
 * {@link Diagnosis} explains them. Pure; the vector is the monitor's, then that of {@link OwnClasses} where the package knows details,
 * then that of {@link History}, then that of {@link Regimes}: below 8 kB for every model. One without the second is from an earlier release;
 * its classes are learned anew.
 */
public final class ShiftWatch {

    private final ShiftKnowledge knowledge;
    private final ShiftMonitor monitor;
    private final Diagnostician diagnostician;
    private final Optional<OwnClasses> classes;
    private final double quantile;

    /**
     * A batch.
     *
     * @param seen what is charted of it
     * @param probabilities of the frozen model, [windows][classes]
     * @param features of the frozen model, [windows][feature size]
     * @param endMicros its end on the stream's clock
     */
    public record Batch(ShiftObservation seen, float[][] probabilities, float[][] features, long endMicros) {}

    /**
     * A change of an incident, explained.
     *
     * @param signal what changed
     * @param diagnosis what is known of it
     */
    public record Alert(ShiftMonitor.Signal signal, Diagnosis diagnosis) {}

    /**
     * A change of regime.
     *
     * @param returned whether the stream was in the new one before
     * @param snapshot number of the snapshot of what was learned in it; 0 if there is none
     */
    public record RegimeChange(boolean returned, long snapshot) {}

    /**
     * What a batch did.
     *
     * @param state the vector to keep
     * @param largest largest value of any chart over its threshold
     * @param scores the batch in standard deviations of the stream's own, in the order of {@link ShiftKnowledge#chartOf}
     * @param alert set if an incident began, ended or is due for another look
     * @param regime set if the stream has entered another regime
     * @param settled whether what is learned in the current regime is worth a snapshot with this batch
     */
    public record Update(
            double[] state,
            double largest,
            double[] scores,
            Optional<Alert> alert,
            Optional<RegimeChange> regime,
            boolean settled) {}

    /** A watch with this threshold of CUSUM charts, see {@link FalseAlarmBudget}. */
    public ShiftWatch(ShiftKnowledge knowledge, double threshold) {
        this.knowledge = knowledge;
        this.monitor = new ShiftMonitor(knowledge, threshold);
        this.diagnostician = new Diagnostician(knowledge);
        this.classes = knowledge
                .details()
                .filter(known -> known.sample().size() >= SourceSample.FEWEST)
                .map(known -> new OwnClasses(
                        SourceClasses.of(known.sample(), known.projected().between())));
        double runLength = FalseAlarmBudget.runLength(threshold, 0) / 2;
        this.quantile = Distributions.chiSquareQuantile(1 - 1 / Math.max(100, runLength), knowledge.scores());
    }

    /** What is known of the source. */
    public ShiftKnowledge knowledge() {
        return knowledge;
    }

    /** Numbers that are kept per stream. */
    public int length() {
        return monitor.length()
                + classesLength()
                + History.length(knowledge.scores())
                + Regimes.length(knowledge.scores());
    }

    private int classesLength() {
        return classes.map(OwnClasses::length).orElse(0);
    }

    /** Takes in a batch; {@code old} is the vector that the last one left, empty for the first. */
    public Update update(double[] old, Batch batch) {
        int regimesAt = Math.max(0, old.length - Regimes.length(knowledge.scores()));
        int historyAt = Math.max(0, regimesAt - History.length(knowledge.scores()));
        int classesAt = old.length == length() ? historyAt - classesLength() : historyAt;
        boolean known = monitor.mayRead(classesAt);
        double[] none = new double[0];
        History history = History.of(known ? Arrays.copyOfRange(old, historyAt, regimesAt) : none, knowledge.scores());
        Regimes regimes =
                Regimes.of(known ? Arrays.copyOfRange(old, regimesAt, old.length) : none, knowledge.scores(), quantile);
        double[] own = classes.map(part -> part.restored(known ? Arrays.copyOfRange(old, classesAt, historyAt) : none))
                .orElse(none);
        ShiftMonitor.Update update = monitor.update(
                known ? Arrays.copyOf(old, classesAt) : old,
                batch.seen(),
                batch.probabilities().length,
                batch.endMicros());
        history.add(batch.endMicros(), batch.seen(), update.scores());
        Optional<Regimes.Change> change = regimes.update(history);
        boolean settled = change.isEmpty() && isSnapshotDue(regimes.batches());
        Optional<OwnClasses.Found> found = lookAtClasses(own, batch, update);
        Optional<Alert> alert = update.signal().map(signal -> explained(signal, history, regimes, found));
        return new Update(
                joined(update.state(), own, history.values(), regimes.values()),
                update.largest(),
                update.scores(),
                alert,
                change.map(c -> new RegimeChange(c.returned(), c.snapshot())),
                settled);
    }

    /** Of batches that teach, and of those that are to be explained; of others it is not worth the time. */
    private Optional<OwnClasses.Found> lookAtClasses(double[] own, Batch batch, ShiftMonitor.Update update) {
        if (classes.isEmpty() || batch.probabilities().length < OwnClasses.FEWEST_WINDOWS) {
            return Optional.empty();
        }
        OwnClasses part = classes.get();
        boolean teaches = update.calm() && !part.knows(own);
        if (!teaches && update.signal().isEmpty()) {
            return Optional.empty();
        }
        ShiftKnowledge.Details known = knowledge.details().get();
        double[][] projected = new double[batch.features().length][];
        Arrays.setAll(projected, n -> known.project(batch.features()[n]));
        ClassShares shares = part.shares(batch.probabilities());
        OwnClasses.Found found = part.look(own, shares, projected);
        if (teaches) {
            part.learn(own, found, shares, projected);
        }
        return Optional.of(found);
    }

    private Alert explained(
            ShiftMonitor.Signal signal, History history, Regimes regimes, Optional<OwnClasses.Found> found) {
        long earlier = regimes.hasReturned() ? regimes.current() : 0;
        return new Alert(signal, diagnostician.explain(history, signal.onsetMicros(), earlier, found));
    }

    /** After 8, 16, 32 ... batches in a regime: more often where little has been learned in it. */
    private static boolean isSnapshotDue(long batches) {
        return batches >= 8 && Long.bitCount(batches) == 1;
    }

    /** The vector after the snapshot of what was learned in the current regime was taken. */
    public double[] withSnapshot(double[] state, long number) {
        double[] noted = state.clone();
        int at = noted.length - Regimes.length(knowledge.scores());
        Regimes regimes = Regimes.of(Arrays.copyOfRange(noted, at, noted.length), knowledge.scores(), quantile);
        regimes.snapshot(number);
        System.arraycopy(regimes.values(), 0, noted, at, noted.length - at);
        return noted;
    }

    private static double[] joined(double[]... parts) {
        double[] all =
                new double[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
