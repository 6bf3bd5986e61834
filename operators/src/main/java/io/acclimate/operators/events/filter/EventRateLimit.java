// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

/**
 * Limits the event rate by a token bucket on the sensor's clock: tokens come at {@code rate} per second, at most {@code
 * burst} are kept, each event takes one, and an event that finds none is removed. In any time T at most rate T + burst events
 * pass. It is what the event-rate controllers of sensors do in hardware; here the sensor's time decides, so that a replay
 * passes the same events. State: 16 bytes and the counters.
 */
public final class EventRateLimit extends PixelFilter {

    private static final int KIND = 6;
    private static final long MICROS = 1_000_000;
    private static final long MOST = 1_000_000_000;

    private final long rate;
    /** Tokens are counted in millionths, of which one second brings a million times the rate. */
    private final long capacity;

    private long tokens;
    private long latest = Long.MIN_VALUE;

    /**
     * A limit; the bucket is full at the beginning.
     *
     * @param eventsPerSecond 1 to 10^9
     * @param burst events that may pass at once, 1 to 10^9; those of a millisecond or so spread what passes evenly
     */
    public EventRateLimit(Geometry sensor, long eventsPerSecond, long burst) {
        super(KIND, sensor, sensor);
        if (eventsPerSecond < 1 || eventsPerSecond > MOST || burst < 1 || burst > MOST) {
            throw new IllegalArgumentException(
                    "a limit of %d events per second in bursts of %d is impossible; both must be from 1 to %d"
                            .formatted(eventsPerSecond, burst, MOST));
        }
        this.rate = eventsPerSecond;
        this.capacity = burst * MICROS;
        this.tokens = capacity;
    }

    @Override
    int keep(EventBuffer events) {
        int kept = 0;
        for (int i = 0; i < events.size(); i++) {
            refill(events.times()[i]);
            if (tokens >= MICROS) {
                tokens -= MICROS;
                move(events, i, kept++);
            }
        }
        return kept;
    }

    private void refill(long time) {
        if (time > latest && latest != Long.MIN_VALUE) {
            long since = time - latest;
            tokens = since > capacity / rate ? capacity : Math.min(capacity, tokens + since * rate);
        }
        latest = time;
    }

    @Override
    void write(StateWriter out) {
        out.putLong(tokens);
        out.putLong(latest);
    }

    @Override
    void read(StateReader in) {
        tokens = in.getLong();
        latest = in.getLong();
        if (tokens < 0 || tokens > capacity) {
            throw StateReader.damaged();
        }
    }
}
