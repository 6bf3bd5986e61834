// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.representation.EventTensor;

import ai.djl.ndarray.NDArray;

/**
 * Random slices of windows of events: of each window two thirds of its events that follow each other, as Ev-TTA cuts
 * neighbouring slices out of one recording. Times keep counting from the window's start.
 */
final class EventSlices implements Augmentation {

    private static final int MOST_EVENTS = 1 << 26;
    /** So that no other augmentation of a step draws the same numbers. */
    private static final int FIRST_USE = 1 << 20;

    private final EventTensor tensor;
    private final EventBuffer whole = new EventBuffer(MOST_EVENTS);
    private final EventBuffer slice = new EventBuffer(MOST_EVENTS);

    EventSlices(EventTensor tensor) {
        this.tensor = tensor;
    }

    @Override
    public NDArray augment(PassInput input, GroupState state, int view) {
        return EventAugmentation.tensorOf(
                input, tensor, s -> new StreamRandom(state.seed(s), state.updates(s), FIRST_USE + view), this::slice);
    }

    private EventBuffer slice(byte[] window, StreamRandom random) {
        EventWindow.unpack(window, whole);
        int count = (2 * whole.size() + 2) / 3;
        int from = (int) (random.uniform() * (whole.size() - count + 1));
        slice.clear();
        slice.addAll(whole, from, count);
        return slice;
    }
}
