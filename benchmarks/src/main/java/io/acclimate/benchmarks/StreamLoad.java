// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.state.Sample;

import java.util.List;

/** The windows of the streams of a benchmark, in adaptation batches. */
interface StreamLoad {

    int streams();

    /** Batches that every stream has. */
    int batches();

    /** One batch of a stream. */
    List<Sample> batch(int stream, int number);
}
