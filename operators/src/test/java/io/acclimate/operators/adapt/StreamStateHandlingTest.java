// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A stream continues exactly from its stored state, and from no state that is not its own. */
class StreamStateHandlingTest {

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private AdaptationEngine engine(String method, Statistics statistics) {
        return new AdaptationEngine(model, Streams.settings(method, statistics));
    }

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#methods")
    void restoringInTheMiddleContinuesBitIdentically(String method, Statistics statistics) throws IOException {
        List<List<BatchResult>> whole = Streams.run(engine(method, statistics), 5, 3);

        AdaptationEngine restored = engine(method, statistics);
        StreamState state = throughBytes(whole.get(1).get(0).state());
        for (int step = 2; step < 5; step++) {
            BatchResult result = restored.step(List.of(Streams.batch(3, step, Optional.of(state))))
                    .get(0);
            Streams.assertIdentical(result, whole.get(step).get(0));
            state = throughBytes(result.state());
        }
    }

    private static StreamState throughBytes(StreamState state) throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(1024);
        StreamState.Serializer.INSTANCE.serialize(state, target);
        return StreamState.Serializer.INSTANCE.deserialize(new DataInputDeserializer(target.getCopyOfBuffer()));
    }

    @Test
    void aStepLeavesTheStateThatItStartedFromAsItWas() throws IOException {
        AdaptationEngine engine = engine("rmt", Statistics.MOVING);
        StreamState before = Streams.run(engine, 1, 3).get(0).get(0).state();
        StreamState copy = throughBytes(before);

        engine.step(List.of(Streams.batch(3, 1, Optional.of(before))));

        assertThat(before).usingRecursiveComparison().isEqualTo(copy);
    }

    @Test
    void theShiftMonitorsVectorIsCarriedAlong() {
        AdaptationEngine engine = engine("tent", Statistics.BATCH);
        StreamState state = Streams.run(engine, 1, 3).get(0).get(0).state();
        StreamState watched = with(state, state.modelId(), state.method(), state.vectors(), new double[] {1, 2});

        BatchResult result =
                engine.step(List.of(Streams.batch(3, 1, Optional.of(watched)))).get(0);

        assertThat(result.state().shift()).containsExactly(1, 2);
    }

    @Test
    void stateOfAnotherModelIsRefused() {
        StreamState state = adapted("tent", Statistics.BATCH);
        StreamState foreign = with(state, "f00d", state.method(), state.vectors(), state.shift());

        assertRefused(
                engine("tent", Statistics.BATCH),
                foreign,
                "stream stream-3 was adapted from model f00d, but the job runs model %s; start it with the old model package"
                        .formatted(model.source().id()));
    }

    @Test
    void stateOfAnotherMethodIsRefused() {
        assertRefused(
                engine("rmt", Statistics.BATCH),
                adapted("tent", Statistics.BATCH),
                "stream stream-3 was adapted by method tent with other settings than the job's (rmt); "
                        + "start it with the old adapt.* options");
    }

    @Test
    void stateWithOtherVectorsIsRefused() {
        assertRefused(
                engine("tent", Statistics.MOVING),
                adapted("tent", Statistics.BATCH),
                "stream stream-3 was adapted by method tent with other settings than the job's (tent); "
                        + "start it with the old adapt.* options");
    }

    @Test
    void stateOfAnotherOptimizerIsRefused() {
        AdaptationEngine momentum =
                new AdaptationEngine(model, Streams.settings("tent", Statistics.BATCH, OptimizerKind.SGD, 1e-3));

        assertRefused(momentum, adapted("tent", Statistics.BATCH), "with other settings than the job's");
    }

    @Test
    void stateOfAnotherSizeIsRefused() {
        StreamState state = adapted("tent", Statistics.BATCH);
        List<NamedTensor> vectors = new ArrayList<>(state.vectors());
        vectors.set(0, new NamedTensor(vectors.get(0).name(), new int[] {2}, new byte[8]));

        assertRefused(
                engine("tent", Statistics.BATCH),
                with(state, state.modelId(), state.method(), vectors, state.shift()),
                "with other settings than the job's");
    }

    @Test
    void aWindowOfAnotherSizeIsRefused() {
        List<Sample> samples = new ArrayList<>(Streams.samples(3, 0));
        samples.set(4, Streams.sample("stream-3", 4, new float[7]));
        StreamBatch batch = new StreamBatch("stream-3", Optional.empty(), samples);

        assertThatThrownBy(() -> engine("tent", Statistics.BATCH).step(List.of(batch)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a window of stream stream-3 has 28 bytes, but the model reads 384");
    }

    @Test
    void batchesOfDifferentSizesInOneGroupAreRefused() {
        StreamBatch shorter = new StreamBatch(
                "stream-4", Optional.empty(), Streams.samples(4, 0).subList(0, 5));
        List<StreamBatch> group = List.of(Streams.batch(3, 0, Optional.empty()), shorter);

        assertThatThrownBy(() -> engine("tent", Statistics.BATCH).step(group))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the batch of stream stream-4 has 5 windows, but its pass has 8");
    }

    private StreamState adapted(String method, Statistics statistics) {
        return Streams.run(engine(method, statistics), 1, 3).get(0).get(0).state();
    }

    private static StreamState with(
            StreamState state, String modelId, String method, List<NamedTensor> vectors, double[] shift) {
        return new StreamState(
                modelId, method, state.seed(), state.steps(), state.updates(), vectors, shift, new double[0], 0);
    }

    private static void assertRefused(AdaptationEngine engine, StreamState state, String sentence) {
        assertThatThrownBy(() -> engine.step(List.of(Streams.batch(3, 1, Optional.of(state)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
