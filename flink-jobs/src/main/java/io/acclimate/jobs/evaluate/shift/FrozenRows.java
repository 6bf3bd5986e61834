// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.evaluate.LabelledInputs;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftObservation;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.state.Sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the frozen model sees of every row of some inputs; batches of a stream are put together from it. */
final class FrozenRows {

    private static final int PASS = 200;

    private final List<BatchResult> rows = new ArrayList<>();
    private final LabelledInputs inputs;

    /** Looks at all rows; single windows are predicted by the frozen model, whatever the engine's method is. */
    FrozenRows(AdaptationEngine engine, LabelledInputs inputs) {
        this.inputs = inputs;
        for (int from = 0; from < inputs.size(); from += PASS) {
            List<StreamBatch> group = new ArrayList<>();
            for (int row = from; row < Math.min(inputs.size(), from + PASS); row++) {
                Sample sample = new Sample("row-" + row, 0, 1, 0, inputs.input(row));
                group.add(new StreamBatch(sample.streamId(), Optional.empty(), List.of(sample)));
            }
            rows.addAll(engine.step(group));
        }
    }

    int size() {
        return rows.size();
    }

    int label(int row) {
        return inputs.label(row);
    }

    /** A batch of these rows as the shift watch of the job sees it. */
    ShiftWatch.Batch batch(ShiftKnowledge knowledge, int[] chosen, long endMicros) {
        double[] means = new double[rows.get(0).statistics().length];
        float[][] features = new float[chosen.length][];
        float[][] probabilities = new float[chosen.length][];
        for (int n = 0; n < chosen.length; n++) {
            BatchResult row = rows.get(chosen[n]);
            for (int i = 0; i < means.length; i++) {
                means[i] += row.statistics()[i] / chosen.length;
            }
            features[n] = row.sourceFeatures()[0];
            probabilities[n] = row.sourceProbabilities()[0];
        }
        ShiftObservation seen = knowledge.observe(means, features, probabilities, probabilities);
        return new ShiftWatch.Batch(seen, probabilities, features, endMicros);
    }
}
