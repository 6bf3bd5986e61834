// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream whose sensor is exchanged, and statistics that follow it. */
class FollowingRestoreTest {

    private static final Setup ORDINARY = Setup.of("tent");
    private static final Setup FOLLOWING = ORDINARY.following(8);
    private static final int VISIT = 20;

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (int index = 0; index < 2 * VISIT * AdaptRun.BATCH; index++) {
            boolean other = index / AdaptRun.BATCH >= VISIT;
            SplittableRandom random = new SplittableRandom(index);
            int label = index % SyntheticModel.CLASSES;
            float[] values = SyntheticModel.window(label, other ? 3 : 1, other ? 3 : 0, random);
            samples.add(Fleet.ending(0, (index + 1) * Fleet.WINDOW_MICROS, values));
        }
        return samples;
    }

    private static Results uninterrupted(Setup setup) throws Exception {
        Results results = new Results();
        try (AdaptRun run = setup.start()) {
            run.process(samples());
            run.harness().endInput();
            results.add(run);
        }
        return results;
    }

    @Test
    void aRestoreInTheMiddleOfTheHasteChangesNothing() throws Exception {
        List<Sample> samples = samples();
        int cut = (VISIT + 6) * AdaptRun.BATCH + 1;
        Results results = new Results();
        OperatorSubtaskState checkpoint;
        try (AdaptRun run = FOLLOWING.start()) {
            run.process(samples.subList(0, cut));
            checkpoint = run.harness().checkpoint();
            results.add(run);
        }
        try (AdaptRun run = FOLLOWING.restore(checkpoint)) {
            run.process(samples.subList(cut, samples.size()));
            run.harness().endInput();
            results.add(run);
        }
        results.assertIdentical(uninterrupted(FOLLOWING));
    }

    @Test
    void itIsSurerOfTheTruthAfterTheChangeAndAnswersAsEverBeforeIt() throws Exception {
        List<Prediction> ordinary = predictions(ORDINARY);
        List<Prediction> following = predictions(FOLLOWING);

        int change = VISIT * AdaptRun.BATCH;
        assertThat(following.subList(0, change)).isEqualTo(ordinary.subList(0, change));
        assertThat(truth(following, change)).isGreaterThan(truth(ordinary, change));
    }

    private static List<Prediction> predictions(Setup setup) throws Exception {
        try (AdaptRun run = setup.start()) {
            run.process(samples());
            run.harness().endInput();
            return run.predictions();
        }
    }

    /** Mean probability of the right class. */
    private static double truth(List<Prediction> predictions, int from) {
        return IntStream.range(from, predictions.size())
                .mapToDouble(index -> predictions.get(index).getProbabilities().get(index % SyntheticModel.CLASSES))
                .average()
                .orElseThrow();
    }
}
