// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import java.util.List;
import java.util.stream.Collectors;

/** Writes arguments so that a shell reads them back. */
final class ShellWords {

    private ShellWords() {}

    static String join(List<String> words) {
        return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[\\w./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
