// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.state.Sample;
import io.acclimate.state.SensorReadings;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;

/**
 * Cuts packets into windows. It is the function's own operator because what that knows of its streams stays in memory and is
 * written when a checkpoint is taken, for all streams at once, which a function that is bound to one key cannot do.
 *
 * @param <I> packets
 */
public class WindowOperator<I> extends KeyedProcessOperator<String, I, Sample> {

    private static final long serialVersionUID = 1L;

    WindowOperator(WindowingFunction<I> function) {
        super(function);
    }

    /**
     * An operator that makes windows of sensors' readings as {@code spec} says.
     *
     * @param cacheBytes memory for readings of unfinished windows; beyond it, those of the streams that were silent longest
     *     are written to state
     */
    public static WindowOperator<SensorReadings> ofSensors(WindowSpec spec, long cacheBytes) {
        return new WindowOperator<>(new WindowFunction(spec, cacheBytes));
    }

    @Override
    public void open() throws Exception {
        function().setKeysBy(this::setCurrentKey);
        super.open();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        function().writeBack();
        super.snapshotState(context);
    }

    private WindowingFunction<I> function() {
        return (WindowingFunction<I>) getUserFunction();
    }
}
