// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.StreamState;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** A step leaves nothing behind in native memory. */
class NativeMemoryTest {

    private static final int STEPS = 15;

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#workingMethods")
    void fifteenStepsLeaveAsManyTensorsAsBefore(String method, Statistics statistics) {
        try (LoadedModel model = SyntheticModel.load()) {
            NDManager manager = model.weights().manager();
            AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));
            Optional<StreamState> one = step(engine, 0, Optional.empty());
            int before = manager.getManagedArrays().size();
            for (int step = 1; step <= STEPS; step++) {
                one = step(engine, step, one);
            }
            assertThat(before).isEqualTo(model.source().weights().size());
            assertThat(manager.getManagedArrays()).hasSize(before);
            assertThat(one.orElseThrow().steps()).isEqualTo(STEPS + 1);
        }
    }

    /** Steps a stream that goes on, now and then with one that begins, so that both paths are walked. */
    private static Optional<StreamState> step(AdaptationEngine engine, int step, Optional<StreamState> state) {
        StreamBatch old = Streams.batch(0, step % 10, state);
        List<StreamBatch> group = step % 10 == 0 ? List.of(old, Streams.batch(1, 0, Optional.empty())) : List.of(old);
        return Optional.of(engine.step(group).get(0).state());
    }
}
