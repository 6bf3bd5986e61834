// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.events.Cameras.Event;
import io.acclimate.operators.events.EventWindowSpec.Kind;
import io.acclimate.operators.sensors.DropReason;
import io.acclimate.state.EventReadings;
import io.acclimate.state.EventWindowBuffer;
import io.acclimate.state.PackedEvents;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventWindowAssemblerTest {

    private static final long JUMP = 60_000_000;

    private static EventWindowSpec spec(Kind kind, long duration, long stride, int count) {
        return new EventWindowSpec(
                kind, duration, stride, count, Cameras.WIDTH, Cameras.HEIGHT, 1, 10_000, JUMP, false);
    }

    private static EventWindowSpec spec(Kind kind) {
        return switch (kind) {
            case TIME -> spec(kind, 1_000, 400, 0);
            case COUNT -> spec(kind, 0, 0, 37);
            case TIME_OR_COUNT -> spec(kind, 700, 0, 37);
            case ADAPTIVE -> spec(kind, 5_000, 0, 4);
        };
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000", "1000, 400", "1000, 1", "70, 30"})
    void windowsOfFixedTimeHoldTheEventsOfTheirTime(long duration, long stride) {
        List<Event> events = Cameras.events(1, -3_000, 300, 25);
        List<String> expected = new ArrayList<>();
        long newest = events.get(events.size() - 1).time();
        for (long start = Math.floorDiv(-4_100, stride) * stride; start + duration <= newest; start += stride) {
            long from = start;
            List<Event> inside = events.stream()
                    .filter(event -> event.time() >= from && event.time() < from + duration)
                    .toList();
            if (!inside.isEmpty()) {
                expected.add(Cameras.text(start, start + duration, inside));
            }
        }

        List<EventOutcome> outcomes = Cameras.run(spec(Kind.TIME, duration, stride, 0), Cameras.packets(events, 2, 40));

        assertThat(Cameras.texts(outcomes)).hasSizeGreaterThan(5).isEqualTo(expected);
    }

    @Test
    void aWindowOfCountEndsWithItsLastEvent() {
        List<Event> events = Cameras.events(3, 500, 100, 25);

        List<EventOutcome> outcomes = Cameras.run(spec(Kind.COUNT, 0, 0, 40), Cameras.packets(events, 4, 70));

        assertThat(Cameras.texts(outcomes))
                .containsExactly(
                        Cameras.text(events.get(0).time(), events.get(39).time() + 1, events.subList(0, 40)),
                        Cameras.text(events.get(40).time(), events.get(79).time() + 1, events.subList(40, 80)));
        assertThat(outcomes.get(outcomes.size() - 1).state().size()).isEqualTo(20);
    }

    @Test
    void ofTimeAndCountTheFirstEndsTheWindow() {
        List<Event> events = Cameras.at(0, 10, 20, 30, 31, 95, 110, 600);

        List<EventOutcome> outcomes = Cameras.run(spec(Kind.TIME_OR_COUNT, 100, 0, 4), List.of(Cameras.packet(events)));

        assertThat(Cameras.texts(outcomes))
                .containsExactly(
                        Cameras.text(0, 31, events.subList(0, 4)), Cameras.text(31, 131, events.subList(4, 7)));
    }

    @Test
    void anAdaptiveWindowEndsWhereOneAreaIsDense() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            events.add(new Event(i, true, i % 4 * 4, 0));
        }
        events.add(new Event(12, true, 0, 0));
        events.add(new Event(13, true, 1, 1));

        List<EventOutcome> outcomes = Cameras.run(
                spec(Kind.ADAPTIVE, 1_000, 0, 4),
                List.of(Cameras.packet(events.subList(0, 5)), Cameras.packet(events.subList(5, 14))));

        assertThat(Cameras.texts(outcomes)).containsExactly(Cameras.text(0, 13, events.subList(0, 13)));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void howEventsAreSpreadOverPacketsDoesNotMatter(Kind kind) {
        List<Event> events = Cameras.events(5, 0, 500, 25);

        List<String> whole = Cameras.texts(Cameras.run(spec(kind), List.of(Cameras.packet(events))));

        assertThat(whole).hasSizeGreaterThan(5);
        assertThat(Cameras.texts(Cameras.run(spec(kind), Cameras.packets(events, 6, 1))))
                .isEqualTo(whole);
        assertThat(Cameras.texts(Cameras.run(spec(kind), Cameras.packets(events, 7, 90))))
                .isEqualTo(whole);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aStreamRestoredAfterEveryPacketGivesTheWindowsOfAnUninterruptedOne(Kind kind) throws IOException {
        List<EventReadings> packets = new ArrayList<>(Cameras.packets(Cameras.events(8, 0, 400, 25), 9, 20));
        packets.add(7, packets.get(5));
        packets.add(9, Cameras.packet(Cameras.at(packets.get(8).startMicros() - 90)));
        packets.add(12, Cameras.packet(Cameras.at(JUMP * 5)));
        packets.addAll(Cameras.packets(Cameras.events(10, JUMP * 9, 200, 25), 11, 20));
        List<EventOutcome> uninterrupted = Cameras.run(spec(kind), packets);

        EventWindowBuffer state = EventWindowBuffer.EMPTY;
        List<EventOutcome> restored = new ArrayList<>();
        for (EventReadings packet : packets) {
            restored.add(new EventWindowAssembler(spec(kind)).add(state, packet));
            state = throughBytes(restored.get(restored.size() - 1).state());
        }

        assertThat(Cameras.texts(uninterrupted)).hasSizeGreaterThan(5);
        assertThat(restored).usingRecursiveComparison().isEqualTo(uninterrupted);
    }

    private static EventWindowBuffer throughBytes(EventWindowBuffer state) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        EventWindowBuffer.Serializer.INSTANCE.serialize(state, bytes);
        return EventWindowBuffer.Serializer.INSTANCE.deserialize(new DataInputDeserializer(bytes.getCopyOfBuffer()));
    }

    @Test
    void anEarlierEventTakesItsPlaceWhileItsWindowIsOpenAndIsLateAfterwards() {
        List<EventOutcome> outcomes = Cameras.run(
                spec(Kind.TIME, 100, 100, 0),
                List.of(
                        Cameras.packet(Cameras.at(10, 90)),
                        Cameras.packet(Cameras.at(50)),
                        Cameras.packet(Cameras.at(150)),
                        Cameras.packet(Cameras.at(99, 160)),
                        Cameras.packet(Cameras.at(200))));

        assertThat(Cameras.texts(outcomes))
                .containsExactly(
                        Cameras.text(0, 100, Cameras.at(10, 50, 90)), Cameras.text(100, 200, Cameras.at(150, 160)));
        assertThat(outcomes.get(1).counts().reordered()).isEqualTo(1);
        assertThat(outcomes.get(3).counts().late()).isEqualTo(1);
        assertThat(outcomes.get(3).deadLetter()).hasValueSatisfying(letter -> {
            assertThat(letter.reason()).isEqualTo(DropReason.LATE);
            assertThat(letter.message()).contains("1 of 2 events are older than 100 us");
        });
    }

    @ParameterizedTest
    @CsvSource({"31", "32", "34", "40"})
    void aClockThatWrapsGoesOn(int bits) {
        long wrap = 1L << bits;
        List<EventOutcome> outcomes = Cameras.run(
                spec(Kind.TIME, 1_000, 1_000, 0),
                List.of(
                        Cameras.packet(Cameras.at(wrap - 700)),
                        Cameras.packet(Cameras.at(500)),
                        Cameras.packet(Cameras.at(1_600)),
                        Cameras.packet(Cameras.at(5_000))));

        assertThat(outcomes.get(1).counts().clockWraps()).isEqualTo(1);
        assertThat(outcomes).allMatch(outcome -> outcome.deadLetter().isEmpty());
        assertThat(outcomes.stream().flatMap(outcome -> outcome.windows().stream()))
                .extracting(EventWindow::startMicros)
                .isSorted()
                .hasSizeGreaterThanOrEqualTo(2)
                .last()
                .satisfies(start -> assertThat(start).isBetween(wrap, wrap + 2_000));
    }

    @Test
    void aPacketWhoseClockJumpedIsDroppedAndTheNextOneStartsTheStreamAfresh() {
        List<EventOutcome> outcomes = Cameras.run(
                spec(Kind.COUNT, 0, 0, 2),
                List.of(
                        Cameras.packet(Cameras.at(5)),
                        Cameras.packet(Cameras.at(JUMP * 3, JUMP * 3 + 1)),
                        Cameras.packet(Cameras.at(8)),
                        Cameras.packet(Cameras.at(JUMP * 4)),
                        Cameras.packet(Cameras.at(JUMP * 4 + 10, JUMP * 4 + 20))));

        assertThat(Cameras.texts(outcomes))
                .containsExactly(
                        Cameras.text(5, 9, Cameras.at(5, 8)),
                        Cameras.text(JUMP * 4 + 10, JUMP * 4 + 21, Cameras.at(JUMP * 4 + 10, JUMP * 4 + 20)));
        assertThat(outcomes.get(1).deadLetter().orElseThrow().reason()).isEqualTo(DropReason.CLOCK_JUMP);
        assertThat(outcomes.get(3).deadLetter().orElseThrow().reason()).isEqualTo(DropReason.CLOCK_JUMP);
        assertThat(outcomes.get(4).counts().clockResets()).isEqualTo(1);
    }

    @Test
    void theBufferKeepsItsBoundWhateverComes() {
        EventWindowSpec spec = new EventWindowSpec(
                Kind.TIME, 1_000_000, 1_000_000, 0, Cameras.WIDTH, Cameras.HEIGHT, 1, 100, JUMP, false);

        List<EventOutcome> outcomes = Cameras.run(spec, Cameras.packets(Cameras.events(12, 0, 1_000, 3), 13, 50));

        assertThat(outcomes).allMatch(outcome -> outcome.state().size() <= 100);
        assertThat(outcomes.stream()
                        .mapToInt(outcome -> outcome.counts().overflowed())
                        .sum())
                .isEqualTo(900);
        assertThat(outcomes.get(outcomes.size() - 1).deadLetter().orElseThrow().reason())
                .isEqualTo(DropReason.OVERFLOW);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSilentCamerasWindowIsCompletedAndWhatComesForItLaterIsLate(Kind kind) {
        EventWindowAssembler assembler = new EventWindowAssembler(spec(kind));
        EventOutcome before = assembler.add(EventWindowBuffer.EMPTY, Cameras.packet(Cameras.at(100, 150)));

        EventOutcome flushed = assembler.flush(before.state());
        EventOutcome after = assembler.add(flushed.state(), Cameras.packet(Cameras.at(120, 2_100)));

        assertThat(before.windows()).isEmpty();
        assertThat(flushed.windows()).isNotEmpty();
        assertThat(EventWindow.size(flushed.windows().get(0).data())).isEqualTo(2);
        assertThat(flushed.state().size()).isZero();
        assertThat(after.counts().late()).isEqualTo(1);
        assertThat(after.state().size()).isEqualTo(1);
    }

    @Test
    void windowsInWhichNothingHappensAreLeftOutAndCounted() {
        List<EventOutcome> outcomes =
                Cameras.run(spec(Kind.TIME, 100, 100, 0), List.of(Cameras.packet(Cameras.at(10, 1_050, 1_100))));

        assertThat(Cameras.texts(outcomes))
                .containsExactly(Cameras.text(0, 100, Cameras.at(10)), Cameras.text(1_000, 1_100, Cameras.at(1_050)));
        assertThat(outcomes.get(0).counts().silentWindows()).isEqualTo(9);
    }

    @Test
    void aWindowCanBeToldInHostTime() {
        EventWindowSpec host =
                new EventWindowSpec(Kind.COUNT, 0, 0, 2, Cameras.WIDTH, Cameras.HEIGHT, 1, 100, JUMP, true);

        EventReadings packet = Cameras.packet(Cameras.at(40, 90));

        // The packet arrived at 1000 ms, which is when its last event had happened.
        assertThat(Cameras.run(host, List.of(packet)).get(0).windows().get(0).startMicros())
                .isEqualTo(1_000_000 - 90 + 40);
    }

    @Test
    void downsamplingTakesSquaresOfPixelsTogether() {
        EventWindowSpec coarse =
                new EventWindowSpec(Kind.COUNT, 0, 0, 2, Cameras.WIDTH, Cameras.HEIGHT, 5, 100, JUMP, false);
        List<Event> events = List.of(new Event(1, true, 4, 5), new Event(2, false, 15, 11));

        byte[] data = Cameras.run(coarse, List.of(Cameras.packet(events)))
                .get(0)
                .windows()
                .get(0)
                .data();

        int second = EventWindow.HEADER_BYTES + PackedEvents.BYTES;
        assertThat((int) PackedEvents.column(data, EventWindow.HEADER_BYTES)).isZero();
        assertThat((int) PackedEvents.row(data, EventWindow.HEADER_BYTES)).isEqualTo(1);
        assertThat((int) PackedEvents.column(data, second)).isEqualTo(3).isLessThan(coarse.columns());
        assertThat((int) PackedEvents.row(data, second)).isEqualTo(2).isLessThan(coarse.rows());
    }

    @Test
    void anImpossibleSpecificationIsRefusedInASentence() {
        assertThatThrownBy(() -> spec(Kind.TIME, 100, 101, 0))
                .hasMessageContaining("a stride of 101 us does not fit event windows 'time' of 100 us");
        assertThatThrownBy(() -> spec(Kind.COUNT, 0, 0, 10_001)).hasMessageContaining("window.max-events is 10000");
        assertThatThrownBy(() -> Kind.of("now"))
                .hasMessageContaining("it is one of time, count, time-or-count, adaptive");
    }
}
