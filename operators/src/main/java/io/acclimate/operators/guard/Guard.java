// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.shift.ShiftReference;

import java.util.Map;
import java.util.TreeMap;

/**
 * Watches what adaptation does to one stream, without labels, and stops it where it does harm. Pure: what it remembers
 * lies in a vector that the caller keeps.
 *
 * <p>What it measures, and what follows, the strongest first:
 *
 * <ul>
 *   <li><b>Harm.</b> A batch is known to the source model if none of its shift statistics lies more than {@value
 *       GuardMeasures#KNOWN} standard deviations above the source's, and it is not one of which the source model is surer
 *       than it ever was (as far below) although its windows look nearly alike (features that vary by less than {@value
 *       GuardMeasures#LITTLE_VARIATION} of the source's variance): so it sees a sensor that has lost an axis. If it is known, and the source model's features lie
 *       clearly nearer to the prototypes of the classes that it predicts from them than the adapted model's do to theirs
 *       (mean squared distance in units of the source's variance, at most {@value GuardMeasures#FITS_BETTER} of the
 *       other's), the source model's probabilities can be believed, and {@code harm = p(its own class) - p(the adapted
 *       model's class)} is the accuracy that the adapted answer is expected to cost, 0..1 per window. An e-process bets
 *       against "mean harm is at most the tolerated one": wealth {@code M <- max(1, M) (1 + bet (harm - tolerated))} for
 *       each of {@value GuardState#BETS} bets (e-CUSUM; Shin, Ramdas and Rinaldo 2023), averaged. No independence of
 *       windows is assumed. A batch to which the adapted model's features lie nearer (at most {@value GuardMeasures#PROVEN} of the
 *       other's) counts as harmless. From the square root of the limit on there is doubt: the batch is not learned from and the source
 *       model answers it. At the limit the stream is reset; at a second time within {@value #MEMORY} batches it is frozen,
 *       until {@value #UNKNOWN_TO_THAW} batches in a row come that the source model does not know.
 *   <li><b>Distance.</b> Parameters further from the source's than a bound are rolled back.
 *   <li><b>Misfit.</b> The adapted model's features lie further from the prototypes of the classes that it predicts from them
 *       than the source's features vary at all ({@value GuardMeasures#UNFIT}), so that the classes explain nothing of them, while the
 *       source model's lie clearly nearer: rolled back, whether the source knows the batch or not.
 *   <li><b>Alike.</b> The adapted model's features vary within the batch by at most {@value #ALIKE} of what the
 *       source model's do and of the source's variance, as after readings so large that no clean window moves the
 *       features any more, while the source model's lie nearer to their prototypes than {@value GuardMeasures#UNFIT}: rolled back likewise.
 *   <li><b>Collapse.</b> The effective number of predicted classes, {@code exp(entropy of the running class shares)}, is
 *       below {@value #COLLAPSED} while the source model's is at least twice that, and the features have left the
 *       prototypes: rolled back; reset if that was done less than {@value #MEMORY} batches ago.
 *   <li><b>Divergence</b> of class features from the source's (PeTTA; Hoang, Vo and Do 2024): {@code 1 - exp(-delta)},
 *       delta the mean over the batch's classes and features of {@code (running class mean - prototype)^2 / variance};
 *       the running means move by {@value GuardMeasures#RATE} per batch and are used before they move. The variance is that of the
 *       source features around their common mean, of which PeTTA takes the part within classes. Over {@value
 *       #DIVERGED} only the remaining share of the update is taken.
 * </ul>
 *
 * <p>Where none of these applies, the burden of proof is the adapted model's: its answers go out if its features lie nearer
 * to the prototypes of the classes that it predicts from them than the source model's to theirs (misfit at most {@value
 * GuardMeasures#PROVEN} of the other's). Otherwise the source model answers
 *
 * <ul>
 *   <li>a batch that it knows, unless the two contradict each other on more than {@value GuardMeasures#FEW} of the windows, for
 *       then the batch may be shifted in a way that the statistics do not show;
 *   <li>any batch, known and contradicted or not, to which it alone is at home: its misfit is at most, and the adapted
 *       model's more than, that of the source model on unseen windows of the source, of which the same classes were predicted. A
 *X
 *
 * <p>A stream that comes back nearly home (the source model's misfit is at most {@value GuardMeasures#NEARLY_HOME} times that on
 * unseen windows of the source) from where that misfit was over {@value GuardMeasures#UNFIT} was learned from elsewhere. If the adapted
 * model's features vary within the batch by at most {@value GuardMeasures#SHRUNKEN} of what the source model's do, they fit
 * only because they have shrunk, and the source model answers the batch. And if the misfit was over {@value
 * GuardMeasures#AFAR}, as from readings far too large, it answers, however much is disputed, until the adapted model fits a
 * batch better.
 *
 * <p>What the batch taught is taken all the same.
 *
 * <p>Before all these: windows that look all the same to the source model (features that vary by less than {@value
 * #SMALLEST_VARIATION} of the source's variance), as those of a stuck sensor, hold no statistics. Such a batch is not
 * learned from and moves no measure.
 */
public final class Guard {

    /** What the statistic of a guard's alert begins with. */
    public static final String STATISTIC = "guard";

    private static final int MEMORY = 50;
    private static final double COLLAPSED = 1.2;
    private static final double DIVERGED = 0.5;
    private static final double ALIKE = 0.25;
    private static final int WARM_UP = 5;
    private static final int UNKNOWN_TO_THAW = 3;
    private static final double SMALLEST_VARIATION = 1e-4;

    private static final Cause UNIFORM =
            new Cause("the windows of the batch are all the same", "variation", SMALLEST_VARIATION);
    private static final Cause STAYS_FROZEN =
            new Cause("the stream is frozen while the source model knows it", "known", 1);
    private static final Cause THAWS = new Cause("the source model has not known the last batches", "known", 1);
    private static final Cause NOTHING_FITS =
            new Cause("the features no longer fit the source's classes", "misfit", GuardMeasures.UNFIT);
    private static final Cause ARE_ALIKE =
            new Cause("the features of different windows have become alike", "adapted-variation", ALIKE);
    private static final Cause HAS_COLLAPSED = new Cause("the predictions have collapsed", "diversity", COLLAPSED);
    private static final Cause HAS_DIVERGED =
            new Cause("class features have left the source's", "divergence", DIVERGED);

    private final GuardSettings settings;
    private final GuardMeasures measures;
    private final Cause harm;
    private final Cause doubt;
    private final Cause tooFar;

    /** A guard over streams of {@code model}. */
    public Guard(GuardSettings settings, ShiftReference reference, ModelPackage model) {
        this.settings = settings;
        this.measures = new GuardMeasures(settings.toleratedHarm(), reference, model);
        this.harm = new Cause(
                "adaptation costs accuracy on windows that the source model knows", "wealth", settings.evidence());
        this.doubt = new Cause(
                "adaptation may cost accuracy on windows that the source model knows",
                "wealth",
                Math.sqrt(settings.evidence()));
        this.tooFar = new Cause("the parameters are too far from the source's", "distance", settings.maxDistance());
    }

    /**
     * Judges a batch.
     *
     * @param kept the vector that the last batch left; empty for a new stream
     * @param result what the batch did; its state's step counts this batch
     * @throws IllegalArgumentException if the vector was kept by another release
     */
    public Verdict judge(double[] kept, BatchResult result) {
        if (!settings.enabled()) {
            return new Verdict(
                    kept, Verdict.Action.PASS, false, result.skipped().isEmpty(), 0, 1, "", "", 0, Map.of());
        }
        GuardState state = measures.state(kept);
        double variation = measures.variation(result.sourceFeatures());
        if (!state.frozen() && variation < SMALLEST_VARIATION) {
            Map<String, Double> evidence = new TreeMap<>(Map.of(UNIFORM.measure(), variation));
            // A single window is like itself: nothing to report.
            boolean stuck = result.sourceFeatures().length > 1;
            long opened = stuck ? open(state, result.state().steps()) : 0;
            return verdict(state, Verdict.Action.HOLD, false, opened, 0, UNIFORM, evidence);
        }
        Map<String, Double> evidence = measures.take(state, result, variation);
        if (state.frozen()) {
            return frozen(state, evidence);
        }
        return firstOf(state, result, evidence);
    }

    /** The vector after somebody else than the guard gave the stream other parameters. */
    public double[] afterUndo(double[] kept) {
        GuardState state = measures.state(kept);
        measures.forget(state);
        return state.values();
    }

    /** Whether the source model answers for a stream of this vector: it is frozen, doubted, or at home at the source. */
    public boolean answersFromSource(double[] kept) {
        if (!settings.enabled() || kept.length == 0) {
            return false;
        }
        GuardState state = measures.reading(kept);
        return state.frozen() || state.sourceAnswers() || GuardMeasures.wealth(state) >= doubt.limit();
    }

    /** The vector of a stream that is to adapt again. */
    public double[] thawed(double[] kept) {
        GuardState state = measures.state(kept);
        state.freeze(false);
        return state.values();
    }

    private Verdict frozen(GuardState state, Map<String, Double> evidence) {
        state.unknownRun(evidence.get("known") > 0 ? 0 : state.unknownRun() + 1);
        if (state.unknownRun() < UNKNOWN_TO_THAW) {
            return verdict(state, Verdict.Action.STAY_FROZEN, true, 0, 0, STAYS_FROZEN, evidence);
        }
        state.freeze(false);
        state.unknownRun(0);
        measures.forget(state);
        return verdict(state, Verdict.Action.THAW, false, 0, 1, THAWS, evidence);
    }

    private Verdict firstOf(GuardState state, BatchResult result, Map<String, Double> evidence) {
        long step = result.state().steps();
        double divergence = evidence.get("divergence");
        if (evidence.get("wealth") >= settings.evidence()) {
            return stop(state, step, evidence);
        }
        if (result.parameterDistance() > settings.maxDistance()) {
            evidence.put(tooFar.measure(), result.parameterDistance());
            return rollBack(state, step, tooFar, evidence);
        }
        if (unfit(evidence)) {
            return rollBack(state, step, NOTHING_FITS, evidence);
        }
        if (alike(evidence)) {
            return rollBack(state, step, ARE_ALIKE, evidence);
        }
        if (divergence > DIVERGED && collapsed(state, evidence)) {
            return rollBack(state, step, HAS_COLLAPSED, evidence);
        }
        if (evidence.get("wealth") >= doubt.limit()) {
            return verdict(state, Verdict.Action.HOLD, true, open(state, step), 0, doubt, evidence);
        }
        if (divergence > DIVERGED) {
            return verdict(
                    state, Verdict.Action.SLOW, false, open(state, step), 1 - divergence, HAS_DIVERGED, evidence);
        }
        return pass(state, result, evidence);
    }

    private static boolean unfit(Map<String, Double> evidence) {
        double misfit = evidence.get("misfit");
        return misfit > GuardMeasures.UNFIT
                && misfit < Double.POSITIVE_INFINITY
                && evidence.get("source-misfit") <= GuardMeasures.FITS_BETTER * misfit;
    }

    private static boolean alike(Map<String, Double> evidence) {
        return evidence.get("adapted-variation") <= ALIKE * Math.min(1, evidence.get("variation"))
                && evidence.get("source-misfit") < GuardMeasures.UNFIT;
    }

    private static boolean collapsed(GuardState state, Map<String, Double> evidence) {
        double diversity = evidence.get("diversity");
        return state.batches() > WARM_UP && diversity < COLLAPSED && evidence.get("source-diversity") >= 2 * diversity;
    }

    private Verdict stop(GuardState state, long step, Map<String, Double> evidence) {
        boolean again = state.stepsSinceStop(step) <= MEMORY;
        state.stoppedAt(step);
        state.freeze(again);
        return undo(state, step, again ? Verdict.Action.FREEZE : Verdict.Action.RESET, harm, evidence);
    }

    private Verdict rollBack(GuardState state, long step, Cause cause, Map<String, Double> evidence) {
        boolean again = state.stepsSinceRollback(step) <= MEMORY;
        state.rolledBackAt(step);
        return undo(state, step, again ? Verdict.Action.RESET : Verdict.Action.ROLL_BACK, cause, evidence);
    }

    private Verdict undo(
            GuardState state, long step, Verdict.Action action, Cause cause, Map<String, Double> evidence) {
        measures.forget(state);
        return verdict(state, action, true, open(state, step), 0, cause, evidence);
    }

    /** The step, if this opens an incident; 0 if one is open already. */
    private static long open(GuardState state, long step) {
        boolean opens = state.incident() == 0;
        if (opens) {
            state.incident(step);
        }
        return opens ? step : 0;
    }

    private static Verdict verdict(
            GuardState state,
            Verdict.Action action,
            boolean answerFromSource,
            long incident,
            double keep,
            Cause cause,
            Map<String, Double> evidence) {
        return new Verdict(
                state.values(),
                action,
                answerFromSource,
                false,
                incident,
                keep,
                cause.reason(),
                cause.measure(),
                cause.limit(),
                evidence);
    }

    private Verdict pass(GuardState state, BatchResult result, Map<String, Double> evidence) {
        boolean healthy = result.skipped().isEmpty();
        long incident = healthy ? state.incident() : 0;
        if (healthy) {
            state.incident(0);
        }
        return new Verdict(
                state.values(), Verdict.Action.PASS, state.sourceAnswers(), healthy, incident, 1, "", "", 0, evidence);
    }
}
