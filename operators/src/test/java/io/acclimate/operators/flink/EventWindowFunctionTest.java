// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.Cameras;
import io.acclimate.operators.events.EventPackets;
import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.EventWindowSpec.Kind;
import io.acclimate.operators.events.Geometry;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.EventPacket;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.EventReadings;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class EventWindowFunctionTest {

    private static final EventWindowSpec SPEC = new EventWindowSpec(
            Kind.TIME, 12_000, 12_000, 0, Cameras.WIDTH, Cameras.HEIGHT, 1, 1_000, 60_000_000, false);
    private static final Geometry SENSOR = new Geometry(Cameras.WIDTH, Cameras.HEIGHT);
    private static final long IDLE_MILLIS = 1_000;

    private static Harness<EventReadings, Sample> start(Backend backend, OperatorSubtaskState state) throws Exception {
        return new Harness<>(
                new EventWindowOperator(SPEC, new EventFilterSpec(SENSOR, List.of()), IDLE_MILLIS, 1 << 20),
                EventReadings::streamId,
                Sample.Serializer.INSTANCE,
                backend,
                state,
                1,
                0);
    }

    private static List<EventReadings> packets(int from, int to) {
        List<EventReadings> packets = new ArrayList<>();
        for (int i = from; i < to; i++) {
            packets.add(Cameras.packet("left", i, 40));
            packets.add(Cameras.packet("right", i, 15));
        }
        return packets;
    }

    private static List<String> texts(List<Sample> samples) {
        return samples.stream()
                .map(sample -> sample.streamId() + sample.startMicros() + ".." + sample.endMicros()
                        + Arrays.toString(sample.data()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aRestoredFunctionGoesOnAsIfNothingHadHappened(Backend backend) throws Exception {
        List<String> uninterrupted;
        try (var run = start(backend, null)) {
            run.process(packets(0, 20));
            run.endEventTime();
            uninterrupted = texts(run.output());
        }
        List<String> restored = new ArrayList<>();
        OperatorSubtaskState state;
        try (var run = start(backend, null)) {
            run.process(packets(0, 9));
            state = run.checkpoint();
            restored.addAll(texts(run.output()));
        }
        try (var run = start(backend, state)) {
            run.process(packets(9, 20));
            run.endEventTime();
            restored.addAll(texts(run.output()));
        }

        assertThat(uninterrupted).hasSizeGreaterThan(12);
        assertThat(restored).isEqualTo(uninterrupted);
    }

    @Test
    void theEndOfTheInputCompletesTheLastWindows() throws Exception {
        try (var run = start(Backend.HASHMAP, null)) {
            run.process(packets(0, 1));
            assertThat(run.output()).isEmpty();

            run.endEventTime();

            assertThat(run.output()).extracting(Sample::streamId).contains("left", "right");
        }
    }

    @Test
    void aSilentCamerasWindowsAreCompletedByTheTimerAndABusyOnesAreNot() throws Exception {
        try (var run = start(Backend.HASHMAP, null)) {
            run.flink.setProcessingTime(5_000);
            run.process(List.of(arriving("left", 0, 40, 4_990), arriving("right", 0, 15, 4_990)));
            run.flink.setProcessingTime(6_900);
            run.process(List.of(arriving("right", 0, 1, 6_890)));

            run.flink.setProcessingTime(7_000);

            assertThat(run.output())
                    .extracting(Sample::streamId)
                    .contains("left")
                    .doesNotContain("right");
            assertThat(run.metrics.count("window.windows"))
                    .isEqualTo(run.output().size());
            run.flink.setProcessingTime(8_500);
            assertThat(run.output()).extracting(Sample::streamId).contains("right");
        }
    }

    private static EventReadings arriving(String camera, int number, int count, long millis) {
        return Cameras.arriving(Cameras.packet(camera, number, count), millis);
    }

    @Test
    void whileTheJobIsBehindNoCameraIsSilent() throws Exception {
        try (var run = start(Backend.HASHMAP, null)) {
            run.flink.setProcessingTime(5_000);
            run.process(List.of(arriving("left", 0, 40, 1_000)));
            for (int i = 0; i < 30; i++) {
                run.flink.setProcessingTime(5_100 + i * 100L);
                run.process(List.of(arriving("right", i, 5, 1_000 + i)));
            }
            assertThat(run.output()).extracting(Sample::streamId).doesNotContain("left");
            run.process(List.of(arriving("left", 1, 40, 2_000)));
            assertThat(run.metrics.count("window.lateEvents")).isZero();

            run.flink.setProcessingTime(11_000);

            assertThat(run.output()).extracting(Sample::streamId).contains("left");
        }
    }

    @Test
    void timersOfARestoredJobWaitForThePacketsThatCameMeanwhile() throws Exception {
        OperatorSubtaskState state;
        try (var run = start(Backend.HASHMAP, null)) {
            run.flink.setProcessingTime(5_000);
            run.process(List.of(arriving("left", 0, 40, 4_990)));
            state = run.checkpoint();
        }
        try (var run = start(Backend.HASHMAP, state)) {
            run.flink.setProcessingTime(60_000);
            run.process(List.of(arriving("left", 1, 40, 5_010)));

            assertThat(run.metrics.count("window.lateEvents")).isZero();
            assertThat(run.output()).isEmpty();
            run.flink.setProcessingTime(63_000);
            assertThat(run.output()).isNotEmpty();
        }
    }

    @Test
    void timersOfABusyCameraDoNotPileUp() throws Exception {
        try (var run = start(Backend.HASHMAP, null)) {
            for (int i = 0; i < 200; i++) {
                run.flink.setProcessingTime(5_000 + i * 20L);
                run.process(List.of(Cameras.packet("left", i, 1)));
            }

            assertThat(run.flink.numProcessingTimeTimers()).isBetween(1, 2);
        }
    }

    @Test
    void aPacketWithoutPlaceIsDeadLetteredAsItCame() throws Exception {
        try (var run = start(Backend.HASHMAP, null)) {
            EventReadings late = Cameras.packet("left", 0, 40);
            run.process(packets(5, 10));
            run.process(List.of(late));

            DeadLetter letter = run.side(Outputs.DEAD_LETTERS, DeadLetter.class).get(0);

            assertThat(letter.getErrorClass()).isEqualTo("LATE");
            byte[] value = new byte[letter.getValue().remaining()];
            letter.getValue().get(value);
            assertThat(RecordCodec.of(EventPacket.class, SchemaStore.builtIn()).decode(value))
                    .isEqualTo(EventPackets.of(late));
            assertThat(run.metrics.count("window.lateEvents")).isEqualTo(40);
            assertThat(run.metrics.count("window.deadLetters")).isEqualTo(1);
        }
    }
}
