// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

/** Recordings cannot be used; the message is a sentence for the user: which file, what was found, what is expected. */
public final class RecordingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An error whose message says it all. */
    public RecordingException(String message) {
        super(message);
    }

    /** An error with the technical cause kept for the log. */
    public RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
