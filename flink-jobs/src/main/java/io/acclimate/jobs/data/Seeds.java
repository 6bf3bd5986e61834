// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Independent random generators from one seed, one for each purpose. */
final class Seeds {

    private Seeds() {}

    /**
     * A generator that depends on the seed and the purpose only, so that a new purpose disturbs none of the others.
     * FNV-1a of the purpose, mixed with the seed by the finaliser of MurmurHash3: the generators' starting points must
     * not differ by multiples of their increment.
     */
    static SplittableRandom random(long seed, String purpose) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return new SplittableRandom(mix(hash ^ mix(seed)));
    }

    private static long mix(long bits) {
        long once = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        long twice = (once ^ (once >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return twice ^ (twice >>> 33);
    }
}
