// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

/**
 * Random numbers that follow from a stream's seed and its step alone, so that nothing but those two must be
 * checkpointed: SplitMix64 (Steele, Lea and Flood 2014) started at a mix of both.
 */
public final class StreamRandom {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final double TO_UNIT = 0x1.0p-53;
    /** Four 16-bit uniforms have a sum of variance 4/12; this scales it to one. */
    private static final float TO_UNIT_VARIANCE = (float) (Math.sqrt(3) / 65536);

    private static final int CENTRE = 2 * 65535;

    private long state;

    /** The numbers of stream {@code seed} at step {@code step}. */
    public StreamRandom(long seed, long step) {
        state = mix(seed + GAMMA) ^ mix(step * GAMMA + 1);
    }

    /** The numbers of stream {@code seed} at step {@code step} for its {@code use}-th use in that step, from 0. */
    public StreamRandom(long seed, long step, int use) {
        this(use == 0 ? seed : mix(seed ^ use * GAMMA), step);
    }

    /** A seed for a stream, from the job's seed and the stream's name. */
    public static long seed(long jobSeed, String streamId) {
        long hash = jobSeed;
        for (int i = 0; i < streamId.length(); i++) {
            hash = mix(hash + streamId.charAt(i) + GAMMA);
        }
        return hash;
    }

    /** Another seed of the same stream, for its {@code epoch}-th beginning; 0 gives {@code seed} itself. */
    static long seed(long seed, long epoch) {
        return epoch == 0 ? seed : mix(seed + mix(epoch * GAMMA));
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** 64 random bits. */
    public long bits() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    public double uniform() {
        return (bits() >>> 11) * TO_UNIT;
    }

    /** Uniform in [least, most). */
    double uniform(double least, double most) {
        return least + (most - least) * uniform();
    }

    /** Nearly Gaussian (the sum of four uniforms: bounded by 3.5), mean 0, variance 1; one draw of bits. */
    public float gaussian() {
        long bits = bits();
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum - CENTRE) * TO_UNIT_VARIANCE;
    }
}
