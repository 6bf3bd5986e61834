// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

/** Kafka could not be used as asked; the message is a sentence for the user that says what to do. */
public final class KafkaAccessException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Carries the sentence and, for the log, what Kafka said. */
    public KafkaAccessException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** Carries the sentence. */
    public KafkaAccessException(String sentence) {
        super(sentence);
    }
}
