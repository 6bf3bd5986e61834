// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.labels.LabelSettings;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.LabelRequest;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamInput;
import io.acclimate.state.WindowLabel;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** Labels in the adapt operator: they change nothing until they come, teach their stream once, and survive what it survives. */
class LateLabelsTest {

    private static final LabelSettings LABELS = new LabelSettings(true, 64, 32, 125);
    private static final int WINDOWS = 48;
    private static final int TRUE_CLASS = 3;
    private static final int STREAMS = 2;

    /** A sensor far off, all of whose windows belong to one class whatever the model makes of them. */
    private static Sample window(int stream, int index) {
        SplittableRandom random = new SplittableRandom(1000L * stream + index);
        float[] values = SyntheticModel.window(random.nextInt(SyntheticModel.CLASSES), 6, 5, random);
        return Fleet.ending(stream, (index + 1) * Fleet.WINDOW_MICROS, values);
    }

    private static WindowLabel label(int stream, int index) {
        return new WindowLabel(Fleet.name(stream), (index + 1) * Fleet.WINDOW_MICROS, TRUE_CLASS);
    }

    /** Windows of all streams in turn, and the label of every third one two batches later. */
    private static List<StreamInput> inputs() {
        List<StreamInput> inputs = new ArrayList<>();
        for (int index = 0; index < WINDOWS; index++) {
            for (int stream = 0; stream < STREAMS; stream++) {
                inputs.add(window(stream, index));
                int late = index - 2 * AdaptRun.BATCH;
                if (late >= 0 && late % 3 == 0) {
                    inputs.add(label(stream, late));
                }
            }
        }
        return inputs;
    }

    private static List<AdaptationLogEntry> entries(AdaptRun run, AdaptationAction action) {
        return run.allLog().stream()
                .filter(entry -> entry.getAction() == action)
                .toList();
    }

    private static long right(List<Prediction> predictions) {
        return predictions.stream()
                .filter(prediction -> prediction.getPredictedClass() == TRUE_CLASS)
                .count();
    }

    private static Results uninterrupted(Setup setup) throws Exception {
        try (AdaptRun run = setup.start()) {
            run.process(inputs());
            run.harness().endInput();
            return run.results();
        }
    }

    @Test
    void untilALabelComesEveryPredictionIsTheSameToTheLastBit() throws Exception {
        List<Sample> samples = Fleet.windows(STREAMS, 33);
        Setup setup = Setup.of("rmt");
        try (AdaptRun without = setup.start();
                AdaptRun with = setup.reading(LABELS).start()) {
            without.process(samples);
            with.process(samples);

            with.results().assertIdentical(without.results());
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void labelsTeachTheStream(boolean atOnce) throws Exception {
        Setup plain = atOnce ? Setup.of("rmt").predictingAtOnce() : Setup.of("rmt");
        try (AdaptRun run = plain.reading(LABELS).start();
                AdaptRun untold = plain.start()) {
            run.process(inputs());
            run.harness().endInput();
            untold.process(
                    inputs().stream().filter(input -> input instanceof Sample).toList());
            untold.harness().endInput();

            assertThat(run.predictions()).hasSize(STREAMS * WINDOWS);
            assertThat(entries(run, AdaptationAction.TUNED))
                    .anyMatch(entry -> "the label head was fitted".equals(entry.getSkipReason()));
            int half = STREAMS * WINDOWS / 2;
            long told = right(run.predictions().subList(half, 2 * half));
            assertThat(told).isGreaterThan(right(untold.predictions().subList(half, 2 * half)));
            assertThat(told).isGreaterThan(half * 2L / 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunRestoredThreeTimesIsBitIdentical(Backend backend) throws Exception {
        Setup setup = Setup.of("rmt").on(backend).reading(LABELS);
        List<StreamInput> inputs = inputs();
        int[] cuts = {0, 17, 46, 101, inputs.size()};
        Results restored = new Results();
        OperatorSubtaskState state = null;
        for (int i = 1; i < cuts.length; i++) {
            try (AdaptRun run = setup.restore(state)) {
                run.process(inputs.subList(cuts[i - 1], cuts[i]));
                state = run.harness().checkpoint();
                if (i == cuts.length - 1) {
                    run.harness().endInput();
                }
                restored.add(run);
            }
        }

        restored.assertIdentical(uninterrupted(setup));
    }

    @Test
    void aLabelThatIsReadAgainAfterARestoreIsNotAppliedTwice() throws Exception {
        Setup setup = Setup.of("rmt").reading(LABELS);
        OperatorSubtaskState state;
        try (AdaptRun run = setup.start()) {
            run.process(List.of(window(0, 0), window(0, 1), window(0, 2), window(0, 3), label(0, 1)));
            state = run.harness().checkpoint();
        }
        try (AdaptRun run = setup.restore(state)) {
            run.process(List.of(label(0, 1)));

            assertThat(entries(run, AdaptationAction.LABELLED)).singleElement().satisfies(entry -> {
                assertThat(entry.getSamplesUsed()).isZero();
                assertThat(entry.getSkipReason()).contains("had this label already");
            });
        }
    }

    @Test
    void aSavepointOfAJobThatReadNoLabelsGoesOnAndRemembersWindowsFromThereOn() throws Exception {
        OperatorSubtaskState state;
        try (AdaptRun run = Setup.of("rmt").start()) {
            run.process(List.of(window(0, 0), window(0, 1), window(0, 2), window(0, 3)));
            state = run.harness().checkpoint();
        }
        try (AdaptRun run = Setup.of("rmt").reading(LABELS).restore(state)) {
            run.process(List.of(label(0, 1), label(0, 5), window(0, 4), window(0, 5), window(0, 6), window(0, 7)));

            assertThat(entries(run, AdaptationAction.LABELLED))
                    .as("both wait, then the window from before is found unknown and the other one is taken")
                    .extracting(AdaptationLogEntry::getSamplesUsed)
                    .containsExactly(1, 1, 0, 1);
        }
    }

    @Test
    void streamsMoveToOtherSubtasksWithTheirLabels() throws Exception {
        Setup setup = Setup.of("rmt").reading(LABELS);
        List<StreamInput> inputs = inputs();
        int cut = inputs.size() / 2;
        Results rescaled = new Results();
        OperatorSubtaskState state;
        try (AdaptRun run = setup.start()) {
            run.process(inputs.subList(0, cut));
            state = run.harness().checkpoint();
            rescaled.add(run);
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            int own = subtask;
            OperatorSubtaskState share = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, Harness.KEY_GROUPS, 1, 2, subtask);
            try (AdaptRun run = setup.restore(share, 2, subtask)) {
                run.process(inputs.subList(cut, inputs.size()).stream()
                        .filter(input -> KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                        input.streamId(), Harness.KEY_GROUPS, 2)
                                == own)
                        .toList());
                run.harness().endInput();
                rescaled.add(run);
            }
        }

        rescaled.assertIdentical(uninterrupted(setup));
    }

    @Test
    void aResetForgetsWhatLabelsHaveTaught() throws Exception {
        try (AdaptRun run = Setup.of("rmt").reading(LABELS).start()) {
            run.process(inputs());
            run.harness()
                    .broadcast(new ControlOrder(
                            "c-1",
                            ControlOrder.Action.RESET,
                            ControlOrder.Scope.ALL,
                            "",
                            ControlOrder.Choice.NEWEST,
                            0,
                            "wrong labels"));

            List<AdaptationLogEntry> tuned = entries(run, AdaptationAction.TUNED);
            assertThat(tuned.subList(tuned.size() - STREAMS, tuned.size())).allSatisfy(entry -> {
                assertThat(entry.getSamplesUsed()).isZero();
                assertThat(entry.getSkipReason()).contains("no longer in use");
            });
        }
    }

    @Test
    void labelsAreAskedForWithinTheBudget() throws Exception {
        try (AdaptRun run = Setup.of("rmt").reading(LABELS).start()) {
            run.process(inputs());

            List<LabelRequest> requests = run.harness().side(Outputs.LABEL_REQUESTS, LabelRequest.class);
            assertThat(requests).hasSize(STREAMS * WINDOWS / 8);
            assertThat(requests)
                    .extracting(request -> request.getStreamId() + request.getWindowEndMicros())
                    .doesNotHaveDuplicates();
        }
    }
}
