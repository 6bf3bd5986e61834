// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.state.PackedEvents;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventTensorTest {

    private static final int DURATION = 10_000;

    private static ModelSpec.Events events(String... representations) {
        return new ModelSpec.Events(17, 9, 2, List.of(representations), 3, 3_000, "time", DURATION, DURATION, 0);
    }

    private static ModelSpec model(ModelSpec.Events events, Integer... shape) {
        return new ModelSpec(
                ModelSpec.FORMAT_VERSION,
                "classification",
                "event-resnet",
                List.of(16),
                List.of(shape),
                List.of("a"),
                null,
                events,
                Map.of());
    }

    @Test
    void representationsFollowEachOtherAlongTheChannels() {
        byte[] window = EventWindow.allocate(DURATION, 200);
        EventBuffer buffer = new EventBuffer(200);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            int x = random.nextInt(9);
            int y = random.nextInt(5);
            boolean on = random.nextBoolean();
            buffer.add(i * 50L, x, y, on);
            PackedEvents.put(window, EventWindow.HEADER_BYTES + i * PackedEvents.BYTES, i * 50, on, x, y);
        }
        FloatBuffer together = direct(2 * (2 + 3) * 45);

        EventTensor tensor = new EventTensor(events("log-histogram", "voxel-grid"));
        tensor.write(window, together);
        tensor.write(window, together);

        FloatBuffer apart = direct(5 * 45);
        new Histogram(9, 5, Histogram.Scale.LOGARITHM).write(buffer, 0, 200, 0, DURATION, apart);
        new VoxelGrid(9, 5, 3).write(buffer, 0, 200, 0, DURATION, apart.position(2 * 45));
        apart.rewind();
        together.flip();
        assertThat(tensor.shape()).containsExactly(5, 5, 9);
        assertThat(tensor.channels()).containsExactly(2, 3);
        assertThat(together.slice(0, 5 * 45)).isEqualTo(apart);
        assertThat(together.slice(5 * 45, 5 * 45)).isEqualTo(apart);
        assertThat(ByteBuffer.wrap(tensor.bytes(window))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer())
                .isEqualTo(apart);
    }

    private static FloatBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Test
    void aModelThatReadsAnotherShapeIsRefused() {
        assertThat(EventTensor.of(model(events("event-frame"), 1, 5, 9)).size()).isEqualTo(45);
        assertThatThrownBy(() -> EventTensor.of(model(events("event-frame"), 2, 5, 9)))
                .hasMessageContaining(
                        "the model reads inputs of shape [2, 5, 9], but its representations [event-frame] have [1, 5, 9]");
        assertThatThrownBy(() -> new EventTensor(events("event-frame", "averaged-time-surface")))
                .hasMessageContaining("differ in height or width");
        assertThatThrownBy(() -> new EventTensor(events("photograph"))).hasMessageContaining("is unknown");
        assertThatThrownBy(() -> new EventTensor(events())).hasMessageContaining("names no representation");
    }
}
