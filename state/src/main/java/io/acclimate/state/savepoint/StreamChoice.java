// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * Which streams are meant.
 *
 * @param streams those of these names
 * @param prefixes and all whose name begins with one of these
 */
public record StreamChoice(Set<String> streams, List<String> prefixes) implements Serializable {

    /** Every stream. */
    public static final StreamChoice ALL = new StreamChoice(Set.of(), List.of(""));

    /** Whether this stream is meant. */
    public boolean contains(String streamId) {
        return streams.contains(streamId) || prefixes.stream().anyMatch(streamId::startsWith);
    }
}
