// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.operators.guard.GuardedStream;
import io.acclimate.operators.labels.HeadTuner;
import io.acclimate.operators.labels.LabelSettings;
import io.acclimate.operators.labels.LabelSpace;
import io.acclimate.operators.labels.LabelledStream;
import io.acclimate.operators.labels.RememberedWindows;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;
import io.acclimate.state.RememberedWindow;
import io.acclimate.state.Sample;
import io.acclimate.state.WindowLabel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Tells a stream some of its labels, late, and predicts with what it learns from them, as the job does. */
final class RevealedLabels {

    private static final double HUNDRED = 100;
    private static final double PER_THOUSAND = 10;
    private static final long CHOICE = 0x1abe1;

    private final LabelPlan plan;
    private final LabelSpace space;
    private final LabelledStream labels;
    private final SplittableRandom random;
    private final Deque<Due> due = new ArrayDeque<>();
    private final Map<Long, Integer> truth = new HashMap<>();
    private double allowance;
    private long step;

    private record Due(long step, WindowLabel label) {}

    private RevealedLabels(LabelPlan plan, LabelSettings settings, ModelPackage model, long seed) {
        this.plan = plan;
        this.space = new LabelSpace(model);
        this.labels = new LabelledStream(
                settings,
                new HeadTuner(space),
                LabelMemory.empty(model.id()),
                LabelHead.NONE,
                RememberedWindows.inMemory());
        this.random = new SplittableRandom(seed ^ CHOICE);
    }

    /** What tells a new stream its labels; empty if the plan has none. */
    static Optional<RevealedLabels> of(LabelPlan plan, LabelSettings settings, ModelPackage model, long seed) {
        double requests = plan.choice() == LabelPlan.Choice.REQUESTED ? plan.perHundred() * PER_THOUSAND : 0;
        LabelSettings own = new LabelSettings(true, settings.remember(), settings.memory(), requests);
        return plan.none() ? Optional.empty() : Optional.of(new RevealedLabels(plan, own, model, seed));
    }

    /**
     * What goes out for a batch.
     *
     * @param truth class of every sample, of which the plan tells a few later
     */
    float[][] predictions(List<Sample> samples, GuardedStream.Step batch, int[] truth) throws Exception {
        step++;
        while (!due.isEmpty() && due.peek().step < step) {
            labels.label(due.poll().label, step - 1);
        }
        labels.tune();
        float[][] predictions = batch.probabilities();
        float[][] features = batch.result().sourceFeatures();
        List<RememberedWindow> windows = new ArrayList<>();
        for (int n = 0; n < samples.size(); n++) {
            Sample sample = samples.get(n);
            this.truth.put(sample.endMicros(), truth[n]);
            windows.add(new RememberedWindow(
                    sample.startMicros(),
                    sample.endMicros(),
                    features[n],
                    batch.result().probabilities()[n]));
            predictions[n] =
                    batch.fromSource() ? predictions[n] : space.corrected(labels.head(), predictions[n], features[n]);
        }
        LabelledStream.Seen seen =
                labels.see(windows, predictions, batch.result().sourceProbabilities(), step);
        if (plan.choice() == LabelPlan.Choice.REQUESTED) {
            seen.requests().forEach(request -> reveal(request.window().endMicros()));
        } else {
            revealRandomly(windows);
        }
        return predictions;
    }

    private void revealRandomly(List<RememberedWindow> windows) {
        List<RememberedWindow> left = new ArrayList<>(windows);
        for (allowance += windows.size() * plan.perHundred() / HUNDRED;
                allowance >= 1 && !left.isEmpty();
                allowance--) {
            reveal(left.remove(random.nextInt(left.size())).endMicros());
        }
    }

    private void reveal(long end) {
        due.add(new Due(step + plan.delay(), new WindowLabel(MethodRun.STREAM, end, truth.get(end))));
    }
}
