// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.events.Cameras.Event;
import io.acclimate.operators.events.EventWindowSpec.Kind;
import io.acclimate.operators.events.filter.RefractoryFilter;
import io.acclimate.operators.sensors.DropReason;
import io.acclimate.state.EventReadings;
import io.acclimate.state.EventWindowBuffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

class FilteredWindowsTest {

    private static final long JUMP = 60_000_000;
    private static final Map<Kind, EventWindowSpec> SPECS = Map.of(
            Kind.TIME, spec(Kind.TIME, 1_000, 400, 0),
            Kind.COUNT, spec(Kind.COUNT, 0, 0, 37),
            Kind.TIME_OR_COUNT, spec(Kind.TIME_OR_COUNT, 700, 0, 37),
            Kind.ADAPTIVE, spec(Kind.ADAPTIVE, 5_000, 0, 4));

    private static EventWindowSpec spec(Kind kind, long duration, long stride, int count) {
        return new EventWindowSpec(
                kind, duration, stride, count, Cameras.WIDTH, Cameras.HEIGHT, 1, 10_000, JUMP, false);
    }

    private static Consumer<EventBuffer> refractory() {
        return new RefractoryFilter(new Geometry(Cameras.WIDTH, Cameras.HEIGHT), 400)::apply;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void windowsOfFilteredEventsAreThoseOfAStreamThatHadNoOthers(Kind kind) {
        List<Event> events = new ArrayList<>(Cameras.events(3, 5_000, 900, 4));
        events.add(new Event(90_000, true, 0, 0));
        EventBuffer left = new EventBuffer(2_000);
        events.forEach(event -> left.add(event.time(), event.x(), event.y(), event.on()));
        refractory().accept(left);
        List<Event> kept = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            kept.add(new Event(left.times()[i], left.polarity()[i] == 1, left.x()[i], left.y()[i]));
        }
        assertThat(kept).hasSizeBetween(100, 800);

        EventWindowAssembler assembler = new EventWindowAssembler(SPECS.get(kind));
        Consumer<EventBuffer> filter = refractory();
        List<EventOutcome> outcomes = new ArrayList<>();
        EventWindowBuffer state = EventWindowBuffer.EMPTY;
        for (EventReadings packet : Cameras.packets(events, 8, 30)) {
            outcomes.add(assembler.addFiltered(state, packet, filter));
            state = outcomes.get(outcomes.size() - 1).state();
        }

        assertThat(Cameras.texts(outcomes))
                .hasSizeGreaterThan(2)
                .isEqualTo(Cameras.texts(Cameras.run(SPECS.get(kind), Cameras.packets(kept, 9, 30))));
    }

    @Test
    void timeGoesOnWithEventsThatFiltersRemove() {
        EventWindowAssembler assembler = new EventWindowAssembler(spec(Kind.TIME, 1_000, 1_000, 0));
        EventWindowBuffer state = assembler
                .add(EventWindowBuffer.EMPTY, Cameras.packet(Cameras.at(100)))
                .state();

        for (long time = JUMP; time < 5 * JUMP; time += JUMP - 1) {
            EventOutcome outcome = assembler.addFiltered(state, Cameras.packet(Cameras.at(time)), EventBuffer::clear);

            assertThat(outcome.deadLetter()).isEmpty();
            assertThat(outcome.windows()).hasSize(time == JUMP ? 1 : 0);
            state = outcome.state();
        }
        EventOutcome late = assembler.add(state, Cameras.packet(Cameras.at(state.highestMicros() - 2_000)));
        assertThat(late.counts().late()).isEqualTo(1);
    }

    @Test
    void aPacketWhoseClockHasJumpedIsNotFiltered() {
        EventWindowAssembler assembler = new EventWindowAssembler(SPECS.get(Kind.TIME));
        EventWindowBuffer state = assembler
                .add(EventWindowBuffer.EMPTY, Cameras.packet(Cameras.at(100)))
                .state();

        EventOutcome jumped = assembler.addFiltered(state, Cameras.packet(Cameras.at(3 * JUMP)), events -> {
            throw new AssertionError("filtered");
        });

        assertThat(jumped.deadLetter()).map(letter -> letter.reason()).contains(DropReason.CLOCK_JUMP);
    }
}
