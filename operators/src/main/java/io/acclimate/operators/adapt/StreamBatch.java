// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One adaptation batch of one stream.
 *
 * @param streamId the stream
 * @param state what it has learned; empty for a new stream
 * @param samples its windows in time order, at least one
 */
public record StreamBatch(String streamId, Optional<StreamState> state, List<Sample> samples) {

    /**
     * Passes that batches can share, because they have equally many windows.
     *
     * @param most streams of a pass, at least 1
     */
    public static List<List<StreamBatch>> passes(Collection<StreamBatch> batches, int most) {
        Map<Integer, List<StreamBatch>> byLength = new LinkedHashMap<>();
        for (StreamBatch batch : batches) {
            byLength.computeIfAbsent(batch.samples().size(), length -> new ArrayList<>())
                    .add(batch);
        }
        List<List<StreamBatch>> passes = new ArrayList<>();
        for (List<StreamBatch> equal : byLength.values()) {
            for (int from = 0; from < equal.size(); from += most) {
                passes.add(List.copyOf(equal.subList(from, Math.min(from + most, equal.size()))));
            }
        }
        return passes;
    }
}
