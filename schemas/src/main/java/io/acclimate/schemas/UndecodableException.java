// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

/**
 * Bytes that are not a record of the expected contract.
 *
 * <p>It carries no stack trace: it reports input, not a fault of the program, and may be thrown for every record of a
 * topic.
 */
public final class UndecodableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong with the bytes; the name of the constant is what a dead letter states. */
    public enum ErrorClass {
        /** The bytes do not begin with the header of Avro's single-object encoding. */
        NOT_SINGLE_OBJECT,
        /** No schema of the header's fingerprint is known. */
        UNKNOWN_SCHEMA,
        /** The writer's schema is known but cannot be resolved to the reader's. */
        INCOMPATIBLE_SCHEMA,
        /** The body does not follow the writer's schema. */
        MALFORMED,
        /** Bytes follow the record. */
        TRAILING_BYTES
    }

    private final ErrorClass errorClass;
    private final String fingerprint;

    UndecodableException(ErrorClass errorClass, String fingerprint, String message, Throwable cause) {
        super(message, cause, false, false);
        this.errorClass = errorClass;
        this.fingerprint = fingerprint;
    }

    /** What is wrong with the bytes. */
    public ErrorClass errorClass() {
        return errorClass;
    }

    /** The fingerprint in the header, 16 hexadecimal digits, or null if there is no header. */
    public String fingerprint() {
        return fingerprint;
    }
}
