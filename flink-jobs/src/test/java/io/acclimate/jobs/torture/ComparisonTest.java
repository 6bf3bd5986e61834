// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.schemas.Prediction;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a comparison finds. */
class ComparisonTest {

    private static final float NEXT_AFTER_HALF = Math.nextUp(0.5f);

    private static Output output(String stream, long end, float probability) {
        Prediction prediction =
                new Prediction(stream, 0L, end, 0, "a", List.of(probability), 0f, 0, 0L, "model", "rmt", 0L, 0L, false);
        return new Output(stream, "window ending at " + end, prediction);
    }

    private static List<Output> run() {
        return new ArrayList<>(List.of(output("a", 1, 0.5f), output("a", 2, 0.5f), output("b", 1, 0.5f)));
    }

    private static void assertCounts(List<Output> committed, int duplicates, int losses, int different) {
        Comparison comparison = Comparison.of(run(), committed, 0);
        assertThat(comparison.duplicates()).as("duplicates").isEqualTo(duplicates);
        assertThat(comparison.losses()).as("losses").isEqualTo(losses);
        assertThat(comparison.different()).as("different").isEqualTo(different);
        assertThat(comparison.isEqual()).isEqualTo(duplicates + losses + different == 0);
        assertThat(comparison.example().isEmpty()).isEqualTo(comparison.isEqual());
    }

    @Test
    void equalRunsAreEqualHoweverTheirStreamsInterleave() {
        assertCounts(List.of(output("b", 1, 0.5f), output("a", 1, 0.5f), output("a", 2, 0.5f)), 0, 0, 0);
    }

    @Test
    void aRecordTwiceIsADuplicate() {
        List<Output> committed = run();
        committed.add(output("b", 1, 0.5f));
        assertCounts(committed, 1, 0, 0);
    }

    @Test
    void aStreamThatNobodyExpectedIsDuplicates() {
        List<Output> committed = run();
        committed.add(output("c", 1, 0.5f));
        assertCounts(committed, 1, 0, 0);
    }

    @Test
    void aRecordThatIsNotThereIsALoss() {
        assertCounts(run().subList(0, 2), 0, 1, 0);
    }

    @Test
    void oneBitDiffers() {
        List<Output> committed = run();
        committed.set(1, output("a", 2, NEXT_AFTER_HALF));
        assertCounts(committed, 0, 0, 1);
    }

    @Test
    void anotherOrderWithinAStreamDiffers() {
        assertCounts(List.of(output("a", 2, 0.5f), output("a", 1, 0.5f), output("b", 1, 0.5f)), 0, 0, 2);
    }

    @Test
    void roundingIsToleratedWhereItIsAllowedAndNoMore() {
        List<Output> committed = run();
        committed.set(1, output("a", 2, 0.5f + 1e-6f));
        assertThat(Comparison.of(run(), committed, 1e-5).isEqual()).isTrue();
        committed.set(1, output("a", 2, 0.5f + 1e-4f));
        assertThat(Comparison.of(run(), committed, 1e-5).different()).isOne();
    }
}
