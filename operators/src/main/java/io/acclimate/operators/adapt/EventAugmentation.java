// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.LoadedModel;

import ai.djl.ndarray.NDArray;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Variations that an event camera may show without their meaning changing, made on the events themselves, differently
 * for every window, before they become the model's tensor:
 *
 * <ul>
 *   <li>spatial jitter: the window moves by up to 4 % of the sensor's side, at least one pixel, in both directions;
 *   <li>time jitter: t becomes t + a t (T - t) / T with a uniform in +-0.3 and T the window's length, which keeps the order;
 *   <li>event drop: up to 30 % of the events are lost, at random (Gu et al., IJCAI 2021);
 *   <li>noise: up to 10 % more events, at random pixels with random polarity;
 *   <li>hot pixel: in one window of four a random pixel fires ON with up to 5 % of the events;
 *   <li>polarity flip: in one window of ten all polarities change.
 * </ul>
 *
 * <p>Methods that keep rows in a memory have lost the events: their rows are varied as those of sensors.
 */
final class EventAugmentation implements Augmentation {

    private static final double SHIFT = 0.04;
    private static final double WARP = 0.3;
    private static final double DROP = 0.3;
    private static final double NOISE = 0.1;
    private static final double HOT_WINDOWS = 0.25;
    private static final double HOT = 0.05;
    private static final double FLIPPED_WINDOWS = 0.1;
    private static final int MOST_EVENTS = 1 << 27;

    private final EventTensor tensor;
    private final Augmentation withoutEvents;
    private final int columns;
    private final int rows;
    private final EventBuffer before = new EventBuffer(MOST_EVENTS);
    private final EventBuffer after = new EventBuffer(MOST_EVENTS);

    private EventAugmentation(EventTensor tensor, int columns, int rows, Augmentation withoutEvents) {
        this.tensor = tensor;
        this.withoutEvents = withoutEvents;
        this.columns = columns;
        this.rows = rows;
    }

    /** The augmentation for a model that is fed by event cameras. */
    static EventAugmentation of(LoadedModel model) {
        var events = model.source().spec().events();
        int side = events.downsampling();
        return new EventAugmentation(
                EventTensor.of(model.source().spec()),
                (events.width() + side - 1) / side,
                (events.height() + side - 1) / side,
                SensorAugmentation.of(model));
    }

    @Override
    public NDArray augment(PassInput input, GroupState state, int view) {
        return input.windows().isEmpty()
                ? withoutEvents.augment(input, state, view)
                : tensorOf(input, tensor, s -> new StreamRandom(state.seed(s), state.updates(s), view), this::vary);
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

    private EventBuffer vary(byte[] window, StreamRandom random) {
        EventWindow.unpack(window, before);
        after.clear();
        after.reserve(2 * before.size() + EventBuffer.MIN_LIMIT);
        long duration = EventWindow.durationMicros(window);
        int moveX = moved(columns, random);
        int moveY = moved(rows, random);
        double warp = WARP * (2 * random.uniform() - 1);
        double drop = DROP * random.uniform();
        double noise = NOISE * random.uniform();
        double hot = random.uniform() < HOT_WINDOWS ? HOT * random.uniform() : 0;
        int hotX = pixel(columns, random);
        int hotY = pixel(rows, random);
        int flip = random.uniform() < FLIPPED_WINDOWS ? 1 : 0;
        for (int i = 0; i < before.size(); i++) {
            long time = warped(before.times()[i], duration, warp);
            double fate = random.uniform();
            if (fate < noise) {
                after.add(time, pixel(columns, random), pixel(rows, random), random.uniform() < 0.5);
            } else if (fate < noise + hot) {
                after.add(time, hotX, hotY, true);
            }
            int x = before.x()[i] + moveX;
            int y = before.y()[i] + moveY;
            boolean seen = x >= 0 && x < columns && y >= 0 && y < rows;
            if (seen && random.uniform() >= drop) {
                after.add(time, x, y, (before.polarity()[i] ^ flip) == 1);
            }
        }
        return after;
    }

    private static int moved(int side, StreamRandom random) {
        int most = Math.max(1, (int) (SHIFT * side));
        return pixel(2 * most + 1, random) - most;
    }

    private static int pixel(int side, StreamRandom random) {
        return (int) (random.uniform() * side);
    }

    private static long warped(long time, long duration, double warp) {
        double moved = time + warp * time * (duration - time) / duration;
        return Math.max(0, Math.min(duration - 1, (long) moved));
    }
}
