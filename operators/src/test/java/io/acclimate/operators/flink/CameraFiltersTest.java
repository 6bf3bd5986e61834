// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.Cameras;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.EventWindowSpec.Kind;
import io.acclimate.operators.events.Geometry;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.state.EventReadings;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Filters of the job: each camera's own, kept in memory, and in state whenever it counts. */
class CameraFiltersTest {

    private static final EventWindowSpec SPEC = new EventWindowSpec(
            Kind.TIME, 12_000, 12_000, 0, Cameras.WIDTH, Cameras.HEIGHT, 1, 1_000, 60_000_000, false);
    private static final List<String> CAMERAS = List.of("left", "right", "front", "rear", "roof");
    private static final List<String> FILTERS =
            List.of("hot-pixels=5000", "background-activity=2000", "refractory=300");
    private static final int PACKETS = 20;
    private static final int LEARNED = 9;
    /** Of one camera: hot pixels take 8 bytes a pixel, the refractory period 4, background activity 4 with a border. */
    private static final long ONE_CAMERA = 12 * 16 * 12 + 4 * 18 * 14;

    private static Harness<EventReadings, Sample> start(
            List<String> filters, Backend backend, OperatorSubtaskState state, long cacheBytes) throws Exception {
        return start(filters, backend, state, cacheBytes, 1, 0);
    }

    private static Harness<EventReadings, Sample> start(
            List<String> filters,
            Backend backend,
            OperatorSubtaskState state,
            long cacheBytes,
            int parallelism,
            int subtask)
            throws Exception {
        EventFilterSpec spec = new EventFilterSpec(new Geometry(Cameras.WIDTH, Cameras.HEIGHT), filters);
        return new Harness<>(
                new EventWindowOperator(SPEC, spec, 1_000, cacheBytes),
                EventReadings::streamId,
                Sample.Serializer.INSTANCE,
                backend,
                state,
                parallelism,
                subtask);
    }

    private static List<EventReadings> packets(int from, int to) {
        List<EventReadings> packets = new ArrayList<>();
        for (int i = from; i < to; i++) {
            for (String camera : CAMERAS) {
                packets.add(Cameras.hotPacket(camera, i, 40));
            }
        }
        return packets;
    }

    /** By camera, because subtasks have no common order. */
    private static List<String> texts(List<Sample> samples) {
        return samples.stream()
                .map(sample -> sample.streamId() + " " + sample.startMicros() + Arrays.toString(sample.data()))
                .sorted()
                .toList();
    }

    private static List<String> uninterrupted() throws Exception {
        try (var run = start(FILTERS, Backend.HASHMAP, null, 1 << 20)) {
            run.process(packets(0, PACKETS));
            run.endEventTime();
            return texts(run.output());
        }
    }

    private static long hotEvents(List<Sample> samples, long fromMicros) {
        EventBuffer events = new EventBuffer(1 << 16);
        long hot = 0;
        for (Sample sample : samples) {
            EventWindow.unpack(sample.data(), events);
            for (int i = 0; i < events.size(); i++) {
                boolean there = events.x()[i] == Cameras.HOT && events.y()[i] == Cameras.HOT;
                hot += there && sample.startMicros() >= fromMicros ? 1 : 0;
            }
        }
        return hot;
    }

    @ParameterizedTest
    @CsvSource({"HASHMAP, 1048576", "HASHMAP, " + 2 * ONE_CAMERA, "ROCKSDB, 1048576", "ROCKSDB, 0"})
    void aRestoredCameraIsFilteredAsIfNothingHadHappened(Backend backend, long cacheBytes) throws Exception {
        List<Sample> restored = new ArrayList<>();
        OperatorSubtaskState state;
        try (var run = start(FILTERS, backend, null, cacheBytes)) {
            run.process(packets(0, LEARNED));
            state = run.checkpoint();
            // What comes after the checkpoint is lost with the task.
            run.process(packets(LEARNED, LEARNED + 1));
            restored.addAll(run.output().subList(0, run.output().size() - lost(run.output())));
        }
        try (var run = start(FILTERS, backend, state, cacheBytes)) {
            run.process(packets(LEARNED, PACKETS));
            run.endEventTime();
            restored.addAll(run.output());
        }

        assertThat(texts(restored)).hasSizeGreaterThan(30).isEqualTo(uninterrupted());
        assertThat(hotEvents(restored, 1_050_000)).isZero();
        assertThat(hotEvents(restored, 0)).isPositive();
    }

    /** Windows that the tenth packet of each camera has completed. */
    private static int lost(List<Sample> output) {
        return (int) output.stream()
                .filter(sample -> sample.endMicros() > 1_000_000 + LEARNED * 5_000)
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void camerasMoveToOtherSubtasksWithWhatTheirFiltersHaveLearned(Backend backend) throws Exception {
        List<Sample> rescaled = new ArrayList<>();
        OperatorSubtaskState state;
        try (var run = start(FILTERS, backend, null, 1 << 20)) {
            run.process(packets(0, LEARNED));
            state = run.checkpoint();
            rescaled.addAll(run.output());
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            int owner = subtask;
            List<EventReadings> own = packets(LEARNED, PACKETS).stream()
                    .filter(packet -> KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                    packet.streamId(), Harness.KEY_GROUPS, 2)
                            == owner)
                    .toList();
            assertThat(own).isNotEmpty();
            OperatorSubtaskState share = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, Harness.KEY_GROUPS, 1, 2, subtask);
            try (var run = start(FILTERS, backend, share, 1 << 20, 2, subtask)) {
                run.process(own);
                run.endEventTime();
                rescaled.addAll(run.output());
            }
        }

        assertThat(texts(rescaled)).isEqualTo(uninterrupted());
    }

    @ParameterizedTest
    @EnumSource
    void stateOfAJobWithoutFiltersIsRestoredIntoOneWithFiltersAndBack(Backend backend) throws Exception {
        OperatorSubtaskState without;
        try (var run = start(List.of(), backend, null, 0)) {
            run.process(packets(0, 3));
            without = run.checkpoint();
        }
        OperatorSubtaskState with;
        try (var run = start(FILTERS, backend, without, 1 << 20)) {
            run.process(packets(3, PACKETS));
            with = run.checkpoint();
            assertThat(hotEvents(run.output(), 1_070_000)).isZero();
        }
        try (var run = start(List.of(), backend, with, 0)) {
            run.process(packets(PACKETS, PACKETS + 4));

            assertThat(hotEvents(run.output(), 1_100_000)).isPositive();
            run.checkpoint();
        }
    }

    @Test
    void otherFiltersThanThoseOfTheStateBeginAfresh() throws Exception {
        OperatorSubtaskState state;
        try (var run = start(FILTERS, Backend.HASHMAP, null, 1 << 20)) {
            run.process(packets(0, LEARNED));
            state = run.checkpoint();
        }
        List<String> others = List.of("hot-pixels=4000");
        try (var run = start(others, Backend.HASHMAP, state, 1 << 20);
                var afresh = start(others, Backend.HASHMAP, null, 1 << 20)) {
            run.process(packets(LEARNED, PACKETS));
            afresh.process(packets(LEARNED, PACKETS));

            assertThat(run.metrics.count("window.filter.hot-pixels.droppedEvents"))
                    .isPositive()
                    .isEqualTo(afresh.metrics.count("window.filter.hot-pixels.droppedEvents"));
        }
    }

    @Test
    void whatEachFilterDropsIsCounted() throws Exception {
        try (var run = start(FILTERS, Backend.HASHMAP, null, 1 << 20)) {
            List<EventReadings> packets = packets(0, PACKETS);
            run.process(packets);

            long dropped = 0;
            for (String filter : List.of("hot-pixels", "background-activity", "refractory")) {
                long count = run.metrics.count("window.filter." + filter + ".droppedEvents");
                assertThat(count).as(filter).isPositive();
                dropped += count;
            }
            long sent = packets.stream().mapToLong(EventReadings::size).sum();
            assertThat(run.metrics.count("window.acceptedEvents")).isEqualTo(sent - dropped);
        }
    }
}
