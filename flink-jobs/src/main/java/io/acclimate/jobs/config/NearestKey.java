// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the key that a misspelt one was meant to be. */
final class NearestKey {

    private static final int MOST_EDITS = 3;

    private NearestKey() {}

    /** The known key with the fewest edits from {@code key}, at most three; else one that ends with {@code key}. */
    static Optional<String> of(String key) {
        return Stream.concat(AcclimateOptions.values().map(OptionValues::key), FlinkKeys.like(key))
                .filter(known -> distance(key, known) <= Math.min(MOST_EDITS, key.length() / 3))
                .min(Comparator.<String>comparingInt(known -> distance(key, known))
                        .thenComparing(Comparator.naturalOrder()))
                .or(() -> AcclimateOptions.values()
                        .map(OptionValues::key)
                        .filter(known -> known.endsWith("." + key))
                        .findFirst());
    }

    /** Edit distance of Levenshtein (1966): least insertions, deletions and substitutions from a to b. */
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substitution = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
