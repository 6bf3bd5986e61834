// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams move to other subtasks with all they have learned and all windows that wait. */
class AdaptRescaleTest {

    private static final int STREAMS = 6;
    private static final int WINDOWS = 13;
    private static final int OUT = 27;
    private static final int IN = 55;

    private final List<Sample> samples = Fleet.windows(STREAMS, WINDOWS);

    private List<Sample> of(int subtask, int from, int to) {
        return samples.subList(from, to).stream()
                .filter(sample ->
                        KeyGroupRangeAssignment.assignKeyToParallelOperator(sample.streamId(), Harness.KEY_GROUPS, 2)
                                == subtask)
                .toList();
    }

    private static OperatorSubtaskState share(OperatorSubtaskState state, int from, int to, int subtask) {
        return AbstractStreamOperatorTestHarness.repartitionOperatorState(state, Harness.KEY_GROUPS, from, to, subtask);
    }

    private OperatorSubtaskState half(Setup setup, OperatorSubtaskState state, int subtask, Results results)
            throws Exception {
        try (AdaptRun run = setup.restore(share(state, 1, 2, subtask), 2, subtask)) {
            List<Sample> own = of(subtask, OUT, IN);
            assertThat(own).isNotEmpty();
            run.process(own);
            OperatorSubtaskState kept = run.harness().checkpoint();
            results.add(run);
            return kept;
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneSubtaskTwoSubtasksAndOneAgainPredictWhatOneDoes(Backend backend) throws Exception {
        Setup setup = Setup.of("rmt").on(backend);
        Results rescaled = new Results();

        OperatorSubtaskState state;
        try (AdaptRun run = setup.start()) {
            run.process(samples.subList(0, OUT));
            state = run.harness().checkpoint();
            rescaled.add(run);
        }
        OperatorSubtaskState both = AbstractStreamOperatorTestHarness.repackageState(
                half(setup, state, 0, rescaled), half(setup, state, 1, rescaled));
        try (AdaptRun run = setup.restore(share(both, 2, 1, 0))) {
            run.process(samples.subList(IN, samples.size()));
            run.harness().endInput();
            rescaled.add(run);
        }

        try (AdaptRun run = setup.start()) {
            run.process(samples);
            run.harness().endInput();
            rescaled.assertIdentical(run.results());
        }
    }
}
