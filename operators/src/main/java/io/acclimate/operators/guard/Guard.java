// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.shift.ShiftReference;

import java.util.Map;

/**
 * Watches what adaptation does to one stream, without labels, and stops it where it does harm. Pure: what it remembers
 * lies in a vector that the caller keeps.
 *
 * <p>What it measures, and what follows, the strongest first:
 *
 * <ul>
 *   <li><b>Harm.</b> A batch is known to the source model if none of its shift statistics lies more than {@value
 *       GuardMeasures#KNOWN} standard deviations above the source's. If it is known, and the source model's features lie
 *       clearly nearer to the prototypes of the classes that it predicts from them than the adapted model's do to theirs
 *       (mean squared distance in units of the source's variance, at most {@value GuardMeasures#FITS_BETTER} of the
 *       other's), the source model's probabilities can be believed, and {@code harm = p(its own class) - p(the adapted
 *       model's class)} is the accuracy that the adapted answer is expected to cost, 0..1 per window. An e-process bets
 *       against "mean harm is at most the tolerated one": wealth {@code M <- max(1, M) (1 + bet (harm - tolerated))} for
 *       each of {@value GuardState#BETS} bets (e-CUSUM; Shin, Ramdas and Rinaldo 2023), averaged. No independence of
 *       windows is assumed. At the limit the stream is reset and the source model answers the batch; at a second time
 *       within {@value #MEMORY} batches it is frozen, until a batch comes that the source model does not know.
 *   <li><b>Distance.</b> Parameters further from the source's than a bound are rolled back.
 *   <li><b>Collapse.</b> The effective number of predicted classes, {@code exp(entropy of the running class shares)}, is
 *       below {@value #COLLAPSED} while the source model's is at least twice that, and the features have left the
 *       prototypes: rolled back; reset if that was done less than {@value #MEMORY} batches ago.
 *   <li><b>Divergence</b> of class features from the source's (PeTTA; Hoang, Vo and Do 2024): {@code 1 - exp(-delta)},
 *       delta the mean over the batch's classes and features of {@code (running class mean - prototype)^2 / variance};
 *       the running means move by {@value GuardMeasures#RATE} per batch and are used before they move. The variance is that of the
 *       source features around their common mean, of which PeTTA takes the part within classes. Over {@value
 *       #DIVERGED} only the remaining share of the update is taken.
 * </ul>
 */
public final class Guard {

    /** What the statistic of a guard's alert begins with. */
    public static final String STATISTIC = "guard";

    private static final int MEMORY = 50;
    private static final double COLLAPSED = 1.2;
    private static final double DIVERGED = 0.5;
    private static final int WARM_UP = 5;

    private final GuardSettings settings;
    private final GuardMeasures measures;

    /** A guard over streams of {@code model}. */
    public Guard(GuardSettings settings, ShiftReference reference, ModelPackage model) {
        this.settings = settings;
        this.measures = new GuardMeasures(settings.toleratedHarm(), reference, model);
    }

    /**
     * Judges a batch.
     *
     * @param kept the vector that the last batch left; empty for a new stream
     * @param result what the batch did; its state's step counts this batch
     * @throws IllegalArgumentException if the vector was kept by another release
     */
    public Verdict judge(double[] kept, BatchResult result) {
        GuardState state = measures.state(kept);
        Map<String, Double> evidence = measures.take(state, result);
        if (!settings.enabled()) {
            return pass(state, result, evidence);
        }
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

    /** Whether the source model answers for a stream of this vector, because the stream is frozen. */
    public boolean answersFromSource(double[] kept) {
        return settings.enabled() && measures.state(kept).frozen();
    }

    /** The vector of a stream that is to adapt again. */
    public double[] thawed(double[] kept) {
        GuardState state = measures.state(kept);
        state.freeze(false);
        return state.values();
    }

    private Verdict frozen(GuardState state, Map<String, Double> evidence) {
        if (evidence.get("known") > 0) {
            return new Verdict(
                    state.values(),
                    Verdict.Action.STAY_FROZEN,
                    true,
                    false,
                    0,
                    0,
                    "the stream is frozen while the source model knows it",
                    "known",
                    1,
                    evidence);
        }
        state.freeze(false);
        measures.forget(state);
        return new Verdict(
                state.values(),
                Verdict.Action.THAW,
                false,
                false,
                0,
                1,
                "the source model does not know this batch",
                "known",
                1,
                evidence);
    }

    private Verdict firstOf(GuardState state, BatchResult result, Map<String, Double> evidence) {
        long step = result.state().steps();
        double divergence = evidence.get("divergence");
        if (evidence.get("wealth") >= settings.evidence()) {
            return stop(state, step, evidence);
        }
        if (result.parameterDistance() > settings.maxDistance()) {
            evidence.put("distance", result.parameterDistance());
            return rollBack(state, step, "distance", settings.maxDistance(), evidence);
        }
        if (divergence > DIVERGED && collapsed(state, evidence)) {
            return rollBack(state, step, "diversity", COLLAPSED, evidence);
        }
        return divergence > DIVERGED ? slow(state, divergence, evidence) : pass(state, result, evidence);
    }

    private static boolean collapsed(GuardState state, Map<String, Double> evidence) {
        double diversity = evidence.get("diversity");
        return state.batches() > WARM_UP && diversity < COLLAPSED && evidence.get("source-diversity") >= 2 * diversity;
    }

    private Verdict stop(GuardState state, long step, Map<String, Double> evidence) {
        boolean again = state.stepsSinceStop(step) <= MEMORY;
        state.stoppedAt(step);
        state.freeze(again);
        return undo(
                state,
                step,
                again ? Verdict.Action.FREEZE : Verdict.Action.RESET,
                "adaptation costs accuracy on windows that the source model knows",
                "wealth",
                settings.evidence(),
                evidence);
    }

    private Verdict rollBack(GuardState state, long step, String measure, double limit, Map<String, Double> evidence) {
        boolean again = state.stepsSinceRollback(step) <= MEMORY;
        state.rolledBackAt(step);
        return undo(
                state,
                step,
                again ? Verdict.Action.RESET : Verdict.Action.ROLL_BACK,
                measure.equals("distance")
                        ? "the parameters are too far from the source's"
                        : "the predictions have collapsed",
                measure,
                limit,
                evidence);
    }

    private Verdict undo(
            GuardState state,
            long step,
            Verdict.Action action,
            String reason,
            String measure,
            double limit,
            Map<String, Double> evidence) {
        boolean opens = state.incident() == 0;
        if (opens) {
            state.incident(step);
        }
        measures.forget(state);
        return new Verdict(state.values(), action, true, false, opens ? step : 0, 0, reason, measure, limit, evidence);
    }

    private static Verdict slow(GuardState state, double divergence, Map<String, Double> evidence) {
        return new Verdict(
                state.values(),
                Verdict.Action.SLOW,
                false,
                false,
                0,
                1 - divergence,
                "class features have left the source's",
                "divergence",
                DIVERGED,
                evidence);
    }

    private Verdict pass(GuardState state, BatchResult result, Map<String, Double> evidence) {
        boolean healthy = result.skipped().isEmpty()
                && GuardMeasures.wealth(state) < Math.sqrt(settings.evidence())
                && evidence.get("divergence") <= DIVERGED;
        long incident = healthy ? state.incident() : 0;
        if (healthy) {
            state.incident(0);
        }
        return new Verdict(state.values(), Verdict.Action.PASS, false, healthy, incident, 1, "", "", 0, evidence);
    }
}
