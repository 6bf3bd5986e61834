// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.HostBuffers;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.EventModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.PackedEvents;
import io.acclimate.state.Sample;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventAugmentationTest {

    private static final int SAMPLES = Streams.BATCH;
    private static final int PIXELS = EventModel.SIDE * EventModel.SIDE;

    private final LoadedModel model = EventModel.load();
    private final NDManager scratch = model.weights().manager().newSubManager();
    private final Augmentation augmentation = EventAugmentation.of(model);

    @AfterEach
    void close() {
        scratch.close();
        model.close();
    }

    private PassInput input(String... streams) {
        List<StreamBatch> group = new ArrayList<>();
        for (String stream : streams) {
            SplittableRandom random = new SplittableRandom(stream.hashCode());
            List<Sample> samples = new ArrayList<>();
            for (int n = 0; n < SAMPLES; n++) {
                samples.add(new Sample(stream, n, n + 1, 0, EventModel.window(random, n % 2)));
            }
            group.add(new StreamBatch(stream, Optional.empty(), samples));
        }
        return new GroupCodec(model, Streams.settings("source", AdaptationSettings.Statistics.BATCH), List.of())
                .input(group, scratch, HostBuffers.own());
    }

    private static GroupState state(long... seeds) {
        return new GroupState(new long[seeds.length], seeds);
    }

    @Test
    void aStreamGetsTheSameVariationsWhoeverSharesItsPass() {
        float[] alone = augmentation.augment(input("a"), state(5), 0).toFloatArray();
        float[] shared = augmentation.augment(input("b", "a"), state(9, 5), 0).toFloatArray();
        int size = EventModel.SPEC.inputSize();

        for (int n = 0; n < SAMPLES; n++) {
            float[] row = new float[size];
            System.arraycopy(shared, (2 * n + 1) * size, row, 0, size);
            float[] expected = new float[size];
            System.arraycopy(alone, n * size, expected, 0, size);
            assertThat(row).isEqualTo(expected);
        }
    }

    @Test
    void viewsAndStepsDifferAndRepeatThemselves() {
        PassInput input = input("a");
        float[] first = augmentation.augment(input, state(5), 0).toFloatArray();

        assertThat(augmentation.augment(input, state(5), 0).toFloatArray()).isEqualTo(first);
        assertThat(augmentation.augment(input, state(5), 1).toFloatArray()).isNotEqualTo(first);
        assertThat(augmentation
                        .augment(input, new GroupState(new long[] {1}, new long[] {5}), 0)
                        .toFloatArray())
                .isNotEqualTo(first);
        assertThat(input.rows().toFloatArray()).isNotEqualTo(first);
    }

    @Test
    void theNumberOfEventsStaysWithinTheDropAndTheNoise() {
        PassInput input = input("a", "b", "c");
        float[] counts = augmentation.augment(input, state(1, 2, 3), 0).toFloatArray();
        int size = EventModel.SPEC.inputSize();

        for (int row = 0; row < input.windows().size(); row++) {
            double events = 0;
            for (int i = 0; i < 2 * PIXELS; i++) {
                events += Math.expm1(counts[row * size + i]);
            }
            int before = EventWindow.size(input.windows().get(row));
            // Up to 30 % are dropped, one column and one row of 12 leave, and up to 15 % come on top.
            assertThat(events).isBetween(0.4 * before, 1.35 * before);
        }
    }

    @Test
    void theBoxesOfAllPolaritiesAreFlippedOnceInTenWindows() {
        int flipped = 0;
        int windows = 0;
        for (int seed = 0; seed < 60; seed++) {
            PassInput input = input("onlyOn" + seed);
            for (byte[] window : input.windows()) {
                for (int at = EventWindow.HEADER_BYTES; at < window.length; at += PackedEvents.BYTES) {
                    PackedEvents.put(
                            window,
                            at,
                            PackedEvents.micros(window, at),
                            true,
                            PackedEvents.column(window, at),
                            PackedEvents.row(window, at));
                }
            }
            float[] tensor = augmentation.augment(input, state(seed), 0).toFloatArray();
            for (int n = 0; n < SAMPLES; n++) {
                double off = 0;
                double on = 0;
                for (int i = 0; i < PIXELS; i++) {
                    off += tensor[n * EventModel.SPEC.inputSize() + i];
                    on += tensor[n * EventModel.SPEC.inputSize() + PIXELS + i];
                }
                flipped += off > on ? 1 : 0;
                windows++;
            }
        }
        assertThat((double) flipped / windows).isBetween(0.05, 0.16);
    }

    @Test
    void rowsWithoutTheirEventsAreVariedAsThoseOfSensors() {
        PassInput whole = input("a");
        PassInput rows = new PassInput(whole.rows(), whole.host(), 1, SAMPLES, scratch);

        assertThat(augmentation.augment(rows, state(5), 0).toFloatArray())
                .isEqualTo(
                        SensorAugmentation.of(model).augment(rows, state(5), 0).toFloatArray());
    }

    @Test
    void aSliceHoldsTwoThirdsOfTheEvents() {
        PassInput input = input("a");
        EventSlices slices = new EventSlices(EventTensor.of(EventModel.SPEC));

        float[] tensor = slices.augment(input, state(5), 2).toFloatArray();

        double events = 0;
        for (int i = 0; i < 2 * PIXELS; i++) {
            events += Math.expm1(tensor[i]);
        }
        assertThat(Math.round(events)).isEqualTo(80);
        assertThat(slices.augment(input, state(5), 1).toFloatArray()).isNotEqualTo(tensor);
    }

    @Test
    void aModelOfSensorsRefusesSlices() {
        try (LoadedModel sensors = SyntheticModel.load()) {
            assertThatThrownBy(() -> new AdaptationEngine(
                            sensors, Streams.settings("ev-tta", AdaptationSettings.Statistics.BATCH)))
                    .hasMessageContaining("cuts windows of events, but the model is not fed by event cameras");
        }
    }
}
