// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

/**
 * exp(-dt / tau) for whole microseconds, from two tables: exp(-(1024 h + l) / tau) = exp(-1024 h / tau) exp(-l / tau). The
 * product is right to two roundings of a float and a tenth of the price of {@link Math#exp}. Beyond 88 tau, where a
 * float has no normal number left, it is 0.
 */
final class Decay {

    private static final int LOW_BITS = 10;
    private static final int LOW_MASK = (1 << LOW_BITS) - 1;
    private static final double NEGLIGIBLE = 88;
    private static final long LONGEST_TAU = 10_000_000;

    private final float[] low = new float[LOW_MASK + 1];
    private final float[] high;
    private final long end;

    /** The decay with this time constant, 1 microsecond to 10 s. */
    Decay(long tauMicros) {
        if (tauMicros < 1 || tauMicros > LONGEST_TAU) {
            throw new IllegalArgumentException(
                    "a time constant of %d us is impossible; it must be from 1 us to 10 s".formatted(tauMicros));
        }
        end = (long) Math.ceil(NEGLIGIBLE * tauMicros);
        high = new float[(int) (end >> LOW_BITS) + 1];
        for (int i = 0; i < low.length; i++) {
            low[i] = (float) Math.exp(-(double) i / tauMicros);
        }
        for (int i = 0; i < high.length; i++) {
            high[i] = (float) Math.exp(-(double) ((long) i << LOW_BITS) / tauMicros);
        }
    }

    /** The factor for {@code micros}, not negative. */
    float after(long micros) {
        return micros >= end ? 0 : high[(int) (micros >> LOW_BITS)] * low[(int) micros & LOW_MASK];
    }
}
