// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;

/**
 * Writes one recording. Formats whose times have few bits store the time modulo their range, which {@link
 * EventWriters} names for each; everything else comes back from the format's decoder as it was.
 */
public interface EventWriter extends AutoCloseable {

    /**
     * Appends all events of the buffer, which must not be earlier than those before.
     *
     * @throws IOException if they cannot be written, or the format cannot hold them, with a sentence that says why
     */
    void write(EventBuffer events) throws IOException;

    /** Ends the recording and closes the stream. */
    @Override
    void close() throws IOException;
}
