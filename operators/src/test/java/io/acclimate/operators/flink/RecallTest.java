// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream whose sensor is exchanged and exchanged back: it goes on with what it had learned before. */
class RecallTest {

    private static final Setup SETUP = Setup.of("rmt").recalling();
    private static final int VISIT = 24;

    /** Three visits: to the sensor of the source, to another one, and back. */
    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (int index = 0; index < 3 * VISIT * AdaptRun.BATCH; index++) {
            boolean other = index / AdaptRun.BATCH / VISIT == 1;
            SplittableRandom random = new SplittableRandom(index);
            int label = index % SyntheticModel.CLASSES;
            float[] values = SyntheticModel.window(label, other ? 3 : 1, other ? 3 : 0, random);
            samples.add(Fleet.ending(0, (index + 1) * Fleet.WINDOW_MICROS, values));
        }
        return samples;
    }

    private static List<AdaptationLogEntry> recalls(AdaptRun run) {
        return run.allLog().stream()
                .filter(entry -> entry.getAction() == AdaptationAction.ROLLED_BACK)
                .toList();
    }

    @Test
    void aReturnIsAnsweredOnceByASnapshotOfTheFirstVisitAlsoAfterARestore() throws Exception {
        Results uninterrupted = new Results();
        try (AdaptRun run = SETUP.start()) {
            run.process(samples());
            run.harness().endInput();
            assertRecalledOnce(run);
            uninterrupted.add(run);
        }

        Results results = new Results();
        List<Sample> samples = samples();
        int cut = (2 * VISIT + 2) * AdaptRun.BATCH + 1;
        OperatorSubtaskState checkpoint;
        try (AdaptRun run = SETUP.start()) {
            run.process(samples.subList(0, cut));
            checkpoint = run.harness().checkpoint();
            results.add(run);
        }
        try (AdaptRun run = SETUP.restore(checkpoint)) {
            run.process(samples.subList(cut, samples.size()));
            run.harness().endInput();
            results.add(run);
        }
        results.assertIdentical(uninterrupted);
    }

    private static void assertRecalledOnce(AdaptRun run) {
        List<AdaptationLogEntry> recalls = recalls(run);
        assertThat(recalls).hasSize(1);
        assertThat(recalls.get(0).getStep()).isBetween(2L * VISIT, 2L * VISIT + 8);
        List<Long> firstVisit = run.allLog().stream()
                .filter(entry -> entry.getAction() == AdaptationAction.SNAPSHOT && entry.getStep() <= VISIT)
                .map(AdaptationLogEntry::getSnapshotId)
                .toList();
        assertThat(firstVisit).contains(recalls.get(0).getSnapshotId());
    }
}
