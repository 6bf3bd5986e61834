// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A cache smaller than its streams changes nothing but the work. */
class AdaptCacheTest {

    private static final int STREAMS = 5;
    private static final long NOTHING = 1;

    private final List<Sample> samples = Fleet.windows(STREAMS, 12);

    @ParameterizedTest
    @EnumSource
    void aCacheOfOneStreamGivesTheResultsOfALargeOne(Backend backend) throws Exception {
        Setup setup = Setup.of("rmt").on(backend);
        try (AdaptRun large = setup.start();
                AdaptRun small = setup.caching(NOTHING).start()) {
            large.process(samples);
            small.process(samples);

            small.results().assertIdentical(large.results());
            assertThat(small.harness().metrics.count("adapt.evictions")).isPositive();
            assertThat(small.harness().metrics.gauge("adapt.cachedStreams")).isEqualTo(1);
            assertThat(large.harness().metrics.count("adapt.evictions")).isZero();
            assertThat(large.harness().metrics.gauge("adapt.cachedStreams")).isEqualTo(STREAMS);
        }
    }

    @ParameterizedTest
    @CsvSource({"HASHMAP, false", "ROCKSDB, false", "HASHMAP, true", "ROCKSDB, true"})
    void evictionsAndCheckpointsTogetherLoseNothing(Backend backend, boolean atOnce) throws Exception {
        Setup withBatch = Setup.of("rmt").on(backend).caching(NOTHING);
        Setup setup = atOnce ? withBatch.predictingAtOnce() : withBatch;
        Results restored = new Results();
        OperatorSubtaskState state;
        try (AdaptRun run = setup.start()) {
            run.process(samples.subList(0, 30));
            run.harness().checkpoint();
            run.process(samples.subList(30, 45));
            state = run.harness().checkpoint();
            restored.add(run);
        }
        try (AdaptRun run = setup.restore(state);
                AdaptRun uninterrupted = setup.caching(AdaptRun.ROOMY).start()) {
            run.process(samples.subList(45, samples.size()));
            restored.add(run);
            uninterrupted.process(samples);

            restored.assertIdentical(uninterrupted.results());
        }
    }
}
