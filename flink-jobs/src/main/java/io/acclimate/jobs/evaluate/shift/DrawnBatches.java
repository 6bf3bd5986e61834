// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftObservation;
import io.acclimate.operators.shift.ShiftWatch;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Batches of windows drawn at random, with replacement, from what the frozen model sees of a domain. */
final class DrawnBatches {

    private final FrozenRows rows;
    private final ShiftKnowledge knowledge;
    private final int size;
    private final int[] ofClass;

    DrawnBatches(FrozenRows rows, ShiftKnowledge knowledge, int size) {
        this.rows = rows;
        this.knowledge = knowledge;
        this.size = size;
        this.ofClass = frequent(rows);
    }

    /** A batch that ends at {@code endMicros}. */
    ShiftWatch.Batch next(SplittableRandom random, long endMicros) {
        return rows.batch(knowledge, random.ints(size, 0, rows.size()).toArray(), endMicros);
    }

    /** Rows of the most frequent class, of those the first. */
    private static int[] frequent(FrozenRows rows) {
        int[] counts = new int
                [1 + IntStream.range(0, rows.size()).map(rows::label).max().orElse(0)];
        int most = 0;
        for (int row = 0; row < rows.size(); row++) {
            counts[rows.label(row)]++;
        }
        for (int c = 1; c < counts.length; c++) {
            most = counts[c] > counts[most] ? c : most;
        }
        int frequent = most;
        return IntStream.range(0, rows.size())
                .filter(row -> rows.label(row) == frequent)
                .toArray();
    }

    /** A batch of which a share {@code skew} is of the most frequent class, and the rest drawn from all windows. */
    ShiftWatch.Batch skewed(SplittableRandom random, long endMicros, double skew) {
        int[] chosen = IntStream.range(0, size)
                .map(n -> random.nextDouble() < skew
                        ? ofClass[random.nextInt(ofClass.length)]
                        : random.nextInt(rows.size()))
                .toArray();
        return rows.batch(knowledge, chosen, endMicros);
    }

    /** What is charted of some batches. */
    List<ShiftObservation> seen(int count, SplittableRandom random) {
        List<ShiftObservation> seen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            seen.add(next(random, i + 1).seen());
        }
        return seen;
    }
}
