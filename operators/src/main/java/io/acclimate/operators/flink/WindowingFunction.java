// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.state.Sample;

import org.apache.flink.streaming.api.functions.KeyedProcessFunction;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Cuts the packets of each stream into windows. What it knows of unfinished ones stays in memory, see {@link WrittenBack}.
 *
 * @param <I> packets
 */
abstract class WindowingFunction<I> extends KeyedProcessFunction<String, I, Sample> {

    private static final long serialVersionUID = 1L;

    private transient Consumer<String> keys;

    /** Takes what sets the present key; to be called before {@link #open}. */
    void setKeysBy(Consumer<String> setter) {
        keys = setter;
    }

    /** Sets the present key. */
    Consumer<String> keys() {
        return keys;
    }

    /** Writes to state, under the keys of their streams, what changed since the last time. */
    abstract void writeBack() throws IOException;
}
