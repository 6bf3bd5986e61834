// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.state.savepoint.StreamChoice;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Options that name streams. */
final class StreamSelection {

    @Option(names = "--stream", paramLabel = "ID", description = "The stream of this name; may be given several times.")
    private Set<String> streams = new TreeSet<>();

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Every stream whose name begins with this; may be given several times.")
    private List<String> prefixes = new ArrayList<>();

    boolean isEmpty() {
        return streams.isEmpty() && prefixes.isEmpty();
    }

    /** What was chosen; all streams if nothing was. */
    StreamChoice choice() {
        return isEmpty() ? StreamChoice.ALL : new StreamChoice(Set.copyOf(streams), List.copyOf(prefixes));
    }
}
