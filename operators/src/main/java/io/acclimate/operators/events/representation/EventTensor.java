// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.model.ModelSpec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes windows of events as the input of a model, [channels, height, width]: the representations that its package names,
 * one after the other along the channels. Use it from one thread.
 */
public final class EventTensor {

    private static final int MOST_EVENTS = 1 << 26;

    private final List<Representation> parts = new ArrayList<>();
    private final EventBuffer events = new EventBuffer(MOST_EVENTS);
    private final int[] shape;

    /**
     * The tensors that a description of events asks for.
     *
     * @throws IllegalArgumentException if a representation is unknown, or they differ in height or width
     */
    public EventTensor(ModelSpec.Events spec) {
        int side = spec.downsampling();
        Representations.Parameters parameters = new Representations.Parameters(
                (spec.width() + side - 1) / side, (spec.height() + side - 1) / side, spec.bins(), spec.tauMicros());
        if (spec.representations() == null || spec.representations().isEmpty()) {
            throw new IllegalArgumentException("the model package names no representation of events");
        }
        for (String name : spec.representations()) {
            parts.add(Representations.of(name, parameters));
        }
        shape = parts.get(0).shape();
        for (Representation part : parts.subList(1, parts.size())) {
            if (part.shape()[1] != shape[1] || part.shape()[2] != shape[2]) {
                throw new IllegalArgumentException("the representations %s differ in height or width; one model cannot "
                                .formatted(spec.representations())
                        + "read them together");
            }
            shape[0] += part.shape()[0];
        }
    }

    /**
     * The tensors of a model, which must fit its input.
     *
     * @throws IllegalArgumentException if they do not, or the package says nothing of events
     */
    public static EventTensor of(ModelSpec model) {
        if (model.events() == null) {
            throw new IllegalArgumentException("the model is not fed by event cameras");
        }
        EventTensor tensor = new EventTensor(model.events());
        List<Integer> written = Arrays.stream(tensor.shape).boxed().toList();
        if (!written.equals(model.inputShape())) {
            throw new IllegalArgumentException("the model reads inputs of shape %s, but its representations %s have %s"
                    .formatted(model.inputShape(), model.events().representations(), written));
        }
        return tensor;
    }

    /** Channels, height and width. */
    public int[] shape() {
        return shape.clone();
    }

    /** Number of channels of each representation, in order. */
    public int[] channels() {
        return parts.stream().mapToInt(part -> part.shape()[0]).toArray();
    }

    /** Number of values written. */
    public int size() {
        return shape[0] * shape[1] * shape[2];
    }

    /**
     * Writes a window into {@code out} from its position on, and moves the position behind it.
     *
     * @param data of an {@link EventWindow}
     */
    public void write(byte[] data, FloatBuffer out) {
        EventWindow.unpack(data, events);
        write(events, EventWindow.durationMicros(data), out);
    }

    /** The tensor of a window as little-endian float32; for what is not on the way to the model. */
    public byte[] bytes(byte[] data) {
        ByteBuffer bytes = ByteBuffer.allocate(size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        write(data, bytes.asFloatBuffer());
        return bytes.array();
    }

    /**
     * Writes all events of a buffer, whose times count from the window's start, and moves the position behind them.
     *
     * @param durationMicros length of the window
     */
    public void write(EventBuffer window, int durationMicros, FloatBuffer out) {
        for (Representation part : parts) {
            part.write(window, 0, window.size(), 0, durationMicros, out);
            out.position(out.position() + part.size());
        }
    }
}
