// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.events.EventOutcome.Counts;
import io.acclimate.operators.sensors.DropReason;
import io.acclimate.operators.sensors.Outcome.DeadLetter;
import io.acclimate.state.EventReadings;
import io.acclimate.state.EventWindowBuffer;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Turns one camera's packets into windows; a pure function of the stream's own packets but for {@link #flush}, which a
 * timer calls.
 *
 * <ul>
 *   <li>A window is complete when an event comes that lies behind its end, or with the event that fills it. How events are
 *       spread over packets does not matter.
 *   <li>An event earlier than the newest one is put in its place if its window is still open; otherwise it is {@link
 *       DropReason#LATE} and dropped.
 *   <li>The sensor's clock may wrap. A packet that lies further than the longest clock jump from the newest event, and is
 *       no wrap, is dropped whole as {@link DropReason#CLOCK_JUMP}; if the next packet goes on from there, the stream starts
 *       afresh on the new clock and loses its unfinished window.
 *   <li>A window of fixed time in which nothing happened is left out.
 * </ul>
 */
public final class EventWindowAssembler {

    private static final long MICROS = 1000;

    private final EventWindowSpec spec;
    private final SensorClock clock;
    private final PacketFiltering filtering = new PacketFiltering();

    /** Makes windows as {@code spec} says. */
    public EventWindowAssembler(EventWindowSpec spec) {
        this.spec = spec;
        this.clock = new SensorClock(spec.maxClockJumpMicros());
    }

    /**
     * Takes in a stream's next packet.
     *
     * @param state what the stream's previous packet left; {@link EventWindowBuffer#EMPTY} for the first one
     * @param packet any packet of the sensor of the specification
     * @return the new state, the windows now complete, and what was dropped
     */
    public EventOutcome add(EventWindowBuffer state, EventReadings packet) {
        return add(state, packet, loop -> packet.events());
    }

    /**
     * As the other one, but only with those events that {@code filter} leaves. It sees times of the stream's clock, and
     * no packet whose clock has jumped; what it removes makes the stream's time go on like any other event.
     *
     * @param packet a packet of the filter's sensor
     * @param filter takes events out of a buffer; what it leaves is of the sensor of the specification
     */
    public EventOutcome addFiltered(EventWindowBuffer state, EventReadings packet, Consumer<EventBuffer> filter) {
        return add(state, packet, loop -> filtering.passed(packet, loop, filter));
    }

    private EventOutcome add(EventWindowBuffer state, EventReadings packet, LongFunction<byte[]> events) {
        Optional<Long> loop = clock.loop(state, packet);
        if (loop.isPresent()) {
            int wraps = loop.get() == state.loopMicros() ? 0 : 1;
            EventWindowBuffer mapped = state.highestMicros() == EventWindowBuffer.NONE ? onNewClock(packet) : state;
            return new EventIntake(spec, mapped).take(packet, events.apply(loop.get()), loop.get(), 0, wraps);
        }
        if (clock.confirms(state.jumpCandidateMicros(), packet)) {
            return new EventIntake(spec, onNewClock(packet)).take(packet, events.apply(0), 0, 1, 0);
        }
        DeadLetter letter = new DeadLetter(DropReason.CLOCK_JUMP, clockJump(state, packet));
        return new EventOutcome(
                state.withJumpCandidate(SensorClock.last(packet)), List.of(), Counts.ZERO, Optional.of(letter));
    }

    /** The arrival of a clock's first packet is when its last event had happened, to the delay of the way here. */
    private static EventWindowBuffer onNewClock(EventReadings packet) {
        EventWindowBuffer empty = EventWindowBuffer.EMPTY;
        return new EventWindowBuffer(
                empty.events(),
                empty.originMicros(),
                empty.highestMicros(),
                0,
                packet.arrivalMillis() * MICROS - SensorClock.last(packet),
                EventWindowBuffer.NONE,
                0);
    }

    /** Completes the unfinished windows of a camera that has fallen silent; what comes for them later is late. */
    public EventOutcome flush(EventWindowBuffer state) {
        return new EventIntake(spec, state).flush();
    }

    private String clockJump(EventWindowBuffer state, EventReadings packet) {
        String at = state.highestMicros() == EventWindowBuffer.NONE ? "not set" : "at " + state.highestMicros() + " us";
        return ("the packet runs from %d us to %d us while the stream's clock is %s, a step of more than %d us; it "
                        + "is dropped and the next one taken if it goes on from here, or raise window.max-clock-jump")
                .formatted(SensorClock.first(packet), SensorClock.last(packet), at, spec.maxClockJumpMicros());
    }
}
