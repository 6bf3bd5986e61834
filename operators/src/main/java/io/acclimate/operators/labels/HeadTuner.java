// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.operators.labels.HeadFit.Family;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;

import java.util.ArrayList;
import java.util.List;

/**
 * Few-shot tuning of a stream's label head. Heads of several families are fitted to the labelled windows, together with the
 * prototypes of the source, and judged on labelled windows that were held back: the labels are cut into consecutive folds,
 * since neighbours in time are alike, and each is predicted by a head that has not seen it. The best family is taken if it
 * loses less on them than no head does, errs no more often, and leaves right every prototype that the source model has
 * right; else there is no head, and one that was in use before is undone.
 */
public final class HeadTuner {

    /** Labels that a stream needs before anything is fitted. */
    public static final int FEWEST = 4;

    private static final int FOLDS = 5;

    /** Nats per held-back label that a head must win: a model that is right and sure leaves nothing to be learned. */
    private static final double LEAST_GAIN = 0.01;

    private static final List<Family> FAMILIES =
            List.of(new Family(true, 1), new Family(false, 1), new Family(false, 0.1));

    private final LabelSpace space;

    /**
     * What came of a tuning.
     *
     * @param head the head from here on
     * @param labels that it was fitted to
     * @param lossWithout mean cross-entropy of the held-back labels without a head, nats
     * @param loss the same with the best family; that without a head if there is none
     * @param undone whether a head was in use and is no more
     */
    public record Tuning(LabelHead head, int labels, double lossWithout, double loss, boolean undone) {}

    /** What held-back windows say. */
    private record Score(double loss, int errors) {}

    /** A tuner of heads in this space. */
    public HeadTuner(LabelSpace space) {
        this.space = space;
    }

    /**
     * Tunes.
     *
     * @param labelled in the order in which their labels came
     * @param inUse head so far
     */
    public Tuning tune(List<LabelMemory.Labelled> labelled, LabelHead inUse) {
        List<Example> examples = labelled.stream().map(space::example).toList();
        Score without = score(examples, LabelHead.NONE);
        double mean = examples.isEmpty() ? 0 : without.loss / examples.size();
        Score best = without;
        LabelHead head = LabelHead.NONE;
        if (examples.size() >= FEWEST) {
            double limit = without.loss - LEAST_GAIN * examples.size();
            for (Family family : FAMILIES) {
                Score score = heldBack(examples, family);
                if (score.loss < Math.min(limit, best.loss) && score.errors <= without.errors) {
                    LabelHead fitted = fitted(examples, family);
                    if (keepsPrototypes(fitted)) {
                        best = score;
                        head = fitted;
                    }
                }
            }
        }
        return new Tuning(
                head,
                examples.size(),
                mean,
                examples.isEmpty() ? 0 : best.loss / examples.size(),
                head.isNone() && !inUse.isNone());
    }

    private Score heldBack(List<Example> examples, Family family) {
        int folds = Math.min(FOLDS, examples.size());
        double loss = 0;
        int errors = 0;
        for (int fold = 0; fold < folds; fold++) {
            int from = fold * examples.size() / folds;
            int to = (fold + 1) * examples.size() / folds;
            List<Example> rest = new ArrayList<>(examples.subList(0, from));
            rest.addAll(examples.subList(to, examples.size()));
            Score score = score(examples.subList(from, to), fitted(rest, family));
            loss += score.loss;
            errors += score.errors;
        }
        return new Score(loss, errors);
    }

    private LabelHead fitted(List<Example> examples, Family family) {
        List<Example> all = new ArrayList<>(examples);
        all.addAll(space.prototypes());
        return HeadFit.fit(all, family);
    }

    private boolean keepsPrototypes(LabelHead head) {
        return space.prototypes().stream()
                .allMatch(prototype -> right(prototype, head) || !right(prototype, LabelHead.NONE));
    }

    private static Score score(List<Example> examples, LabelHead head) {
        double loss = 0;
        int errors = 0;
        for (Example example : examples) {
            double[] probabilities = HeadFit.probabilities(head, example.input(), example.scores());
            loss -= Math.log(Math.max(probabilities[example.label()], Double.MIN_NORMAL));
            errors += largest(probabilities) == example.label() ? 0 : 1;
        }
        return new Score(loss, errors);
    }

    private static boolean right(Example example, LabelHead head) {
        return largest(HeadFit.probabilities(head, example.input(), example.scores())) == example.label();
    }

    private static int largest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}
