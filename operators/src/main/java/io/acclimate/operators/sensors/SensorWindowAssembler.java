// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.operators.sensors.Outcome.Counts;
import io.acclimate.operators.sensors.Outcome.DeadLetter;
import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

import java.util.List;
import java.util.Optional;

/**
 * Turns one stream's packets into windows; a pure function of the stream's own packets, no wall clock, no watermark.
 *
 * <ul>
 *   <li>The stream's horizon is its newest timestamp less the out-of-order bound. A reading before it is
 *       {@link DropReason#LATE}; readings up to it are final, and a window is cut as soon as the readings around all
 *       its points are. How readings are spread over packets, and their order within the bound, do not matter.
 *   <li>A reading with the timestamp of a buffered one is a duplicate: the first one wins. A packet that is repeated
 *       therefore changes nothing. (A repeated reading that has left the buffer counts as late.)
 *   <li>A packet with a reading further than the longest clock jump from the newest one is dropped whole as
 *       {@link DropReason#CLOCK_JUMP}, so that one absurd packet cannot poison the stream. Its newest timestamp is
 *       remembered: if the next packet goes on from there, and not from the stream's clock, the stream starts afresh on
 *       the new clock and loses its unfinished windows. Behind the newest reading, the longest clock jump thus divides
 *       late (nearer) from jumped (further).
 * </ul>
 */
public final class SensorWindowAssembler {

    private final WindowSpec spec;
    private final ClockCheck clockCheck;

    /** Makes windows as {@code spec} says. */
    public SensorWindowAssembler(WindowSpec spec) {
        this.spec = spec;
        this.clockCheck = new ClockCheck(spec.maxClockJumpMicros());
    }

    /**
     * Takes in a stream's next packet.
     *
     * @param state what the stream's previous packet left; {@link SensorBuffer#EMPTY} for the first one
     * @param packet any packet: whatever it holds is either taken or dropped with a reason
     * @return the new state, the windows now complete (usually none or one), and what was dropped
     * @throws IllegalArgumentException if {@code state} was written for another number of channels
     */
    public Outcome add(SensorBuffer state, SensorReadings packet) {
        if (state.values().length != state.size() * spec.channels()) {
            throw new IllegalArgumentException(
                    "the buffered readings do not have %d channels; start the job without this "
                                    .formatted(spec.channels())
                            + "state, or with the model whose input it was written for");
        }
        if (packet.channels() != spec.channels()) {
            return dropped(state, DropReason.WRONG_CHANNELS, wrongChannels(packet));
        }
        if (clockCheck.continues(state.highestMicros(), packet)) {
            return new Intake(spec, state, packet).take(0);
        }
        if (clockCheck.confirms(state.jumpCandidateMicros(), packet)) {
            return new Intake(spec, SensorBuffer.EMPTY, packet).take(1);
        }
        return dropped(remember(state, packet), DropReason.CLOCK_JUMP, clockJump(state, packet));
    }

    private static Outcome dropped(SensorBuffer state, DropReason reason, String message) {
        return new Outcome(state, List.of(), Counts.ZERO, Optional.of(new DeadLetter(reason, message)));
    }

    private static SensorBuffer remember(SensorBuffer state, SensorReadings packet) {
        return new SensorBuffer(
                state.timestampsMicros(),
                state.values(),
                state.nextStartMicros(),
                state.highestMicros(),
                ClockCheck.newest(packet));
    }

    private String wrongChannels(SensorReadings packet) {
        return "the packet has %d channels, but the model reads %d; send the channels that the model was trained on"
                .formatted(packet.channels(), spec.channels());
    }

    private String clockJump(SensorBuffer state, SensorReadings packet) {
        String clock = state.highestMicros() == SensorBuffer.NONE ? "not set" : "at " + state.highestMicros() + " us";
        return ("the packet runs from %d us to %d us while the stream's clock is %s, a step of more than %d us; it "
                        + "is dropped and the next one taken if it goes on from here, or raise window.max-clock-jump")
                .formatted(
                        packet.timestampsMicros()[0],
                        packet.timestampsMicros()[packet.size() - 1],
                        clock,
                        spec.maxClockJumpMicros());
    }
}
