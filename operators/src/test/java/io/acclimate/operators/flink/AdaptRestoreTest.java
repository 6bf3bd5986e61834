// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.model.ParameterSpec.Scope;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A run that is interrupted and restored gives what an uninterrupted one gives. */
class AdaptRestoreTest {

    private static final int STREAMS = 2;
    private static final int WINDOWS = 33;
    private static final float TOLERANCE = 1e-5f;

    /** At each of them there are windows that wait. */
    private static final int[] CUTS = {1, 6, 35, 38, 63};

    private static final List<Sample> SAMPLES = Fleet.windows(STREAMS, WINDOWS);
    private static final Map<Setup, Results> UNINTERRUPTED = new HashMap<>();

    private interface Snapshot {
        OperatorSubtaskState of(Harness<?, ?> harness) throws Exception;
    }

    /** What comes out without an interruption, on the heap whatever the setup says. */
    private static Results uninterrupted(Setup setup) throws Exception {
        Setup onHeap = setup.on(Backend.HASHMAP);
        if (!UNINTERRUPTED.containsKey(onHeap)) {
            UNINTERRUPTED.put(onHeap, interrupted(onHeap, onHeap, Harness::checkpoint));
        }
        return UNINTERRUPTED.get(onHeap);
    }

    /** Starts with {@code setup}, and restores at every cut with the other one. */
    private static Results interrupted(Setup setup, Setup other, Snapshot snapshot, int... cuts) throws Exception {
        Results results = new Results();
        OperatorSubtaskState state = null;
        for (int i = 0; i <= cuts.length; i++) {
            try (AdaptRun run = (i % 2 == 0 ? setup : other).restore(state)) {
                int from = i == 0 ? 0 : cuts[i - 1];
                run.process(SAMPLES.subList(from, i < cuts.length ? cuts[i] : SAMPLES.size()));
                if (i < cuts.length) {
                    state = snapshot.of(run.harness());
                    assertThat(run.harness().flink.getProcessingTimeService().getNumActiveTimers())
                            .as("a window waits")
                            .isPositive();
                } else {
                    run.harness().endInput();
                }
                results.add(run);
            }
        }
        return results;
    }

    @ParameterizedTest
    @CsvSource({"rmt, HASHMAP", "rmt, ROCKSDB", "tent, ROCKSDB", "alpha-bn, ROCKSDB"})
    void aRunRestoredFiveTimesIsBitIdentical(String method, Backend backend) throws Exception {
        Setup setup = Setup.of(method).on(backend);

        Results restored = interrupted(setup, setup, Harness::checkpoint, CUTS);

        restored.assertIdentical(uninterrupted(setup));
        assertThat(restored.predictions.values()).hasSize(STREAMS).allMatch(found -> found.size() == WINDOWS);
        assertThat(restored.alerts).hasSize(STREAMS);
    }

    @ParameterizedTest
    @CsvSource({"rmt, ROCKSDB", "tent, HASHMAP"})
    void aRunWithAdaptersRestoredFiveTimesIsBitIdentical(String method, Backend backend) throws Exception {
        Setup setup = Setup.of(method).training(Scope.LOW_RANK).on(backend);

        Results restored = interrupted(setup, setup, Harness::checkpoint, CUTS);

        restored.assertIdentical(uninterrupted(setup));
        assertThat(restored.predictions.values()).hasSize(STREAMS).allMatch(found -> found.size() == WINDOWS);
    }

    @Test
    void aRestoredRunWithAdaptersThatSharesPassesIsAlmostIdentical() throws Exception {
        Setup setup = Setup.of("rmt").training(Scope.LOW_RANK).sharingPasses(2);

        Results restored = interrupted(setup, setup, Harness::checkpoint, CUTS);

        restored.assertClose(uninterrupted(setup), TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource
    void aCanonicalSavepointMovesTheRunToTheOtherBackendAndBack(Backend backend) throws Exception {
        Setup setup = Setup.of("rmt").on(backend);

        Results moved = interrupted(setup, setup.on(backend.other()), Harness::canonicalSavepoint, 21, 38);

        moved.assertIdentical(uninterrupted(setup));
    }

    @ParameterizedTest
    @EnumSource
    void aRestoredRunThatPredictsAtOnceIsBitIdentical(Backend backend) throws Exception {
        Setup setup = Setup.of("rmt").on(backend).predictingAtOnce();

        Results restored = interrupted(setup, setup, Harness::checkpoint, CUTS);

        restored.assertIdentical(uninterrupted(setup));
        assertThat(restored.predictions.values()).hasSize(STREAMS).allMatch(found -> found.size() == WINDOWS);
    }

    @Test
    void aRunRestoredToPredictAtOnceAndBackPredictsEveryWindowOnce() throws Exception {
        Setup setup = Setup.of("rmt");

        Results restored = interrupted(setup, setup.predictingAtOnce(), Harness::checkpoint, CUTS);

        assertThat(restored.predictions).hasSize(STREAMS).allSatisfy((stream, found) -> assertThat(found)
                .hasSize(WINDOWS)
                .extracting(Prediction::getWindowEndMicros)
                .doesNotHaveDuplicates());
        assertThat(restored.log.values()).allSatisfy(batches -> assertThat(batches.stream()
                        .mapToInt(AdaptationLogEntry::getWindows)
                        .sum())
                .isEqualTo(WINDOWS));
    }

    @ParameterizedTest
    @EnumSource
    void aRestoredRunThatSharesPassesIsAlmostIdentical(Backend backend) throws Exception {
        Setup setup = Setup.of("rmt").on(backend).sharingPasses(2);

        Results restored = interrupted(setup, setup, Harness::checkpoint, CUTS);

        restored.assertClose(uninterrupted(setup), TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource
    void checkpointsDoNotDisturbTheRunThatTakesThem(Backend backend) throws Exception {
        Setup setup = Setup.of("rmt").on(backend);
        try (AdaptRun run = setup.start()) {
            for (Sample sample : SAMPLES) {
                run.process(List.of(sample));
                run.harness().checkpoint();
            }
            run.harness().endInput();

            run.results().assertIdentical(uninterrupted(setup));
        }
    }
}
