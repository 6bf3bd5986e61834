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

    /** Batches that can share a pass, because they have equally many windows. */
    public static List<List<StreamBatch>> byLength(Collection<StreamBatch> batches) {
        Map<Integer, List<StreamBatch>> byLength = new LinkedHashMap<>();
        for (StreamBatch batch : batches) {
            byLength.computeIfAbsent(batch.samples().size(), length -> new ArrayList<>())
                    .add(batch);
        }
        return List.copyOf(byLength.values());
    }
}
