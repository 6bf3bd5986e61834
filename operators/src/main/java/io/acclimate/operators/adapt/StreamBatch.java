// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Optional;

/**
 * One adaptation batch of one stream.
 *
 * @param streamId the stream
 * @param state what it has learned; empty for a new stream
 * @param samples its windows in time order, at least one
 */
public record StreamBatch(String streamId, Optional<StreamState> state, List<Sample> samples) {}
