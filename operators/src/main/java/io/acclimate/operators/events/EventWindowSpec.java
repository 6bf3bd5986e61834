// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.state.PackedEvents;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/**
 * How a camera's events are cut into windows.
 *
 * @param kind when a window is complete
 * @param durationMicros length of a window, or its longest length, microseconds
 * @param strideMicros from one window's start to the next one's, for {@link Kind#TIME}, 1 to the duration; else 0
 * @param count events that complete a window, for {@link Kind#ADAPTIVE} those of one area; 0 for {@link Kind#TIME}
 * @param width columns of the sensor
 * @param height rows of the sensor
 * @param downsampling side of the squares of pixels whose events are taken together, at least 1
 * @param maxEvents most events that a stream's buffer ever holds
 * @param maxClockJumpMicros a step of the clock longer than this, in either direction, is held to be a fault until the
 *     next packet confirms it, microseconds
 * @param hostTime whether windows are told in host time instead of the sensor's
 */
public record EventWindowSpec(
        Kind kind,
        long durationMicros,
        long strideMicros,
        int count,
        int width,
        int height,
        int downsampling,
        int maxEvents,
        long maxClockJumpMicros,
        boolean hostTime)
        implements Serializable {

    /** When a window is complete. */
    public enum Kind {
        /** After a fixed time; windows start at multiples of the stride on the stream's clock and may overlap. */
        TIME,
        /** After a number of events. */
        COUNT,
        /** After a number of events or a time since the first one, whichever comes first. */
        TIME_OR_COUNT,
        /**
         * By the density of events: when one of 8 by 8 areas of the sensor has a number of events (area event number, Liu
         * and Delbruck, BMVC 2018), or after a time since the first event.
         */
        ADAPTIVE;

        /** Its name in model packages. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /**
         * The kind of that name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Kind of(String label) {
            return Arrays.stream(values())
                    .filter(kind -> kind.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("the event window '%s' is unknown; it is one of %s"
                            .formatted(
                                    label,
                                    String.join(
                                            ", ",
                                            Arrays.stream(values())
                                                    .map(Kind::label)
                                                    .toList()))));
        }
    }

    /** Longest window, half an hour: times within a window and one believable step must fit into 31 bits. */
    static final long LONGEST_MICROS = 1_800_000_000L;

    private static final int MOST_EVENTS = 1 << 26;
    private static final int LARGEST_SIDE = 1 << 15;

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException with a sentence that names what to change
     */
    public EventWindowSpec {
        if (kind == Kind.COUNT) {
            durationMicros = LONGEST_MICROS;
        }
        require(
                width >= 1 && height >= 1 && width <= LARGEST_SIDE && height <= LARGEST_SIDE,
                "a sensor of %dx%d pixels is impossible; both sides are 1 to %d",
                width,
                height,
                LARGEST_SIDE);
        require(
                downsampling >= 1 && downsampling <= Math.min(width, height),
                "a downsampling of %d does not fit a sensor of %dx%d pixels",
                downsampling,
                width,
                height);
        require(
                durationMicros >= 1 && durationMicros <= LONGEST_MICROS,
                "an event window of %d us is impossible; it lasts 1 us to %d us",
                durationMicros,
                LONGEST_MICROS);
        boolean byTime = kind == Kind.TIME;
        require(
                byTime ? strideMicros >= 1 && strideMicros <= durationMicros : strideMicros == 0,
                "a stride of %d us does not fit event windows '%s' of %d us",
                strideMicros,
                kind.label(),
                durationMicros);
        require(
                maxEvents >= 1 && maxEvents <= MOST_EVENTS,
                "window.max-events is %d; set it to 1 at least and %d at most",
                maxEvents,
                MOST_EVENTS);
        require(
                byTime ? count == 0 : count >= 1 && count <= maxEvents,
                "event windows '%s' of %d events are impossible; window.max-events is %d",
                kind.label(),
                count,
                maxEvents);
        require(maxClockJumpMicros >= 1, "window.max-clock-jump is %d us; set it to 1 us at least", maxClockJumpMicros);
    }

    /** Columns that windows have. */
    public int columns() {
        return (width + downsampling - 1) / downsampling;
    }

    /** Rows that windows have. */
    public int rows() {
        return (height + downsampling - 1) / downsampling;
    }

    /** Most bytes that one stream's buffered events take. */
    public long maxBytes() {
        return (long) maxEvents * PackedEvents.BYTES;
    }

    private static void require(boolean valid, String sentence, Object... facts) {
        if (!valid) {
            throw new IllegalArgumentException(sentence.formatted(facts));
        }
    }
}
