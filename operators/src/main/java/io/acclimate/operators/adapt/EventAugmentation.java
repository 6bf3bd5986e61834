// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelSpec;

import ai.djl.ndarray.NDArray;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * {@link EventVariation Varies} windows of events before they become the model's tensor, each differently.
 *
 * <p>Methods that keep rows in a memory have lost the events: their rows are varied as those of sensors.
 */
final class EventAugmentation implements Augmentation {

    private final EventTensor tensor;
    private final EventVariation variation;
    private final Augmentation withoutEvents;

    private EventAugmentation(EventTensor tensor, EventVariation variation, Augmentation withoutEvents) {
        this.tensor = tensor;
        this.variation = variation;
        this.withoutEvents = withoutEvents;
    }

    /** The augmentation for a model that is fed by event cameras. */
    static EventAugmentation of(LoadedModel model) {
        ModelSpec spec = model.source().spec();
        return new EventAugmentation(
                EventTensor.of(spec),
                new EventVariation(spec.events(), EventVariation.Range.SAME_SCENE),
                SensorAugmentation.of(model));
    }

    @Override
    public NDArray augment(PassInput input, GroupState state, int view) {
        return input.windows().isEmpty()
                ? withoutEvents.augment(input, state, view)
                : tensorOf(input, tensor, s -> new StreamRandom(state.seed(s), state.updates(s), view), variation::of);
    }

    /** Where the random numbers of a stream come from. */
    interface Randomness {
        /** Those of stream {@code stream}. */
        StreamRandom of(int stream);
    }

    /** Varies one window. */
    interface Variation {
        /** Fills and returns the buffer of events that the tensor is written from. */
        EventBuffer of(byte[] window, StreamRandom random);
    }

    /** The tensor of all windows of a pass, each varied; a stream's numbers go on from sample to sample. */
    static NDArray tensorOf(PassInput input, EventTensor tensor, Randomness randomness, Variation variation) {
        FloatBuffer to = ByteBuffer.allocateDirect(input.windows().size() * tensor.size() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int s = 0; s < input.streams(); s++) {
            StreamRandom random = randomness.of(s);
            for (int n = 0; n < input.samples(); n++) {
                int row = n * input.streams() + s;
                byte[] window = input.windows().get(row);
                to.position(row * tensor.size());
                tensor.write(variation.of(window, random), EventWindow.durationMicros(window), to);
            }
        }
        return input.scratch().create(to.rewind(), input.rows().getShape());
    }
}
