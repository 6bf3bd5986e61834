// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.testing.EventModel;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** Cameras whose representations teach each other go on after a restore as if nothing had happened. */
class CameraRestoreTest {

    private static final int WINDOWS = 18;
    private static final List<Sample> SAMPLES = samples();
    private static final int CUT = 13;

    private static List<Sample> samples() {
        SplittableRandom random = new SplittableRandom(4);
        List<Sample> samples = new ArrayList<>();
        for (int n = 0; n < WINDOWS; n++) {
            for (String stream : List.of("left", "right")) {
                long start = n * 20_000L;
                samples.add(new Sample(stream, start, start + 20_000, 0, EventModel.window(random, n / 3 % 2)));
            }
        }
        return samples;
    }

    private static AdaptRun start(Setup setup, OperatorSubtaskState state) throws Exception {
        String directory = EventModel.branchedDirectory().toString();
        return setup.restore(
                state, new ModelSettings(directory, EventModel.branched().id(), "cpu", 1));
    }

    private static Results interrupted(Setup setup, int... cuts) throws Exception {
        Results results = new Results();
        OperatorSubtaskState state = null;
        int from = 0;
        for (int cut : cuts) {
            try (AdaptRun run = start(setup, state)) {
                run.process(SAMPLES.subList(from, cut));
                state = run.harness().checkpoint();
                results.add(run);
            }
            from = cut;
        }
        try (AdaptRun run = start(setup, state)) {
            run.process(SAMPLES.subList(from, SAMPLES.size()));
            run.harness().endInput();
            results.add(run);
        }
        return results;
    }

    @ParameterizedTest
    @EnumSource
    void aRunOfEventDanceRestoredTwiceIsBitIdentical(Backend backend) throws Exception {
        Setup setup = Setup.of("event-dance").on(backend);

        Results restored = interrupted(setup, CUT, CUT + 10);

        restored.assertIdentical(interrupted(setup));
        assertThat(restored.predictions.values()).hasSize(2).allMatch(found -> found.size() == WINDOWS);
        assertThat(restored.log.values())
                .allSatisfy(batches -> assertThat(batches).allMatch(batch -> batch.getLoss() > 0));
    }
}
