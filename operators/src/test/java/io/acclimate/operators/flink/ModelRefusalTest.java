// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the operator refuses to start or go on with. */
class ModelRefusalTest {

    private static final String OTHER_ID = "0".repeat(64);

    private static void start(String modelId) throws Exception {
        new Harness<>(
                        Setup.of("source").operator(modelId),
                        Sample::streamId,
                        OutputRecord.Serializer.INSTANCE,
                        Backend.HASHMAP,
                        null,
                        1,
                        0)
                .close();
    }

    @Test
    void aPackageThatChangedSinceTheJobWasStartedIsRefused() {
        assertThatThrownBy(() -> start(OTHER_ID))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the model package at %s has the id %s, but the job was started with %s; put the old package "
                                + "back, or start the job again with the new one",
                        SyntheticModel.directory(), SyntheticModel.trained().id(), OTHER_ID);
    }

    @ParameterizedTest
    @EnumSource
    void stateOfAnotherMethodIsRefusedWhenItsStreamSpeaks(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (AdaptRun run = Setup.of("rmt").on(backend).start()) {
            run.process(Fleet.windows(1, AdaptRun.BATCH));
            state = run.harness().checkpoint();
        }

        try (AdaptRun run = Setup.of("tent").on(backend).restore(state)) {
            assertThatThrownBy(() -> run.process(Fleet.windows(1, AdaptRun.BATCH)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("stream stream-0 was adapted by method rmt")
                    .hasMessageContaining("start it with the old adapt.* options");
        }
    }
}
