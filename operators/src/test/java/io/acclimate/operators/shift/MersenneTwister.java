// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/** The generator of numpy's legacy {@code seed} (Matsumoto and Nishimura 1998), to make the streams of River's tests. */
final class MersenneTwister {

    private static final int LENGTH = 624;
    private static final int MIDDLE = 397;

    private final int[] words = new int[LENGTH];
    private int at = LENGTH;

    MersenneTwister(int seed) {
        words[0] = seed;
        for (int i = 1; i < LENGTH; i++) {
            words[i] = 1812433253 * (words[i - 1] ^ words[i - 1] >>> 30) + i;
        }
    }

    private int next() {
        if (at == LENGTH) {
            for (int i = 0; i < LENGTH; i++) {
                int y = words[i] & 0x80000000 | words[(i + 1) % LENGTH] & 0x7fffffff;
                words[i] = words[(i + MIDDLE) % LENGTH] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
            }
            at = 0;
        }
        int y = words[at++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    /** A whole number below a power of two, as {@code numpy.random.randint} draws it. */
    int below(int powerOfTwo) {
        return next() & powerOfTwo - 1;
    }
}
