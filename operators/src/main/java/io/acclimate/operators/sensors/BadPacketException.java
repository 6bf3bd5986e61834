// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

/** A record that cannot be used. It is data, not a failure: it goes to the dead-letter topic. */
public final class BadPacketException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String errorClass;
    private final String fingerprint;
    private final String streamId;

    /**
     * Describes the fault.
     *
     * @param errorClass name of the kind of fault, constant over releases
     * @param message one sentence with the facts
     * @param fingerprint fingerprint of the writer's schema, 16 hexadecimal digits; null if unknown
     * @param streamId the stream; null if unknown
     */
    public BadPacketException(String errorClass, String message, String fingerprint, String streamId) {
        super(message, null, false, false);
        this.errorClass = errorClass;
        this.fingerprint = fingerprint;
        this.streamId = streamId;
    }

    /** Name of the kind of fault. */
    public String errorClass() {
        return errorClass;
    }

    /** Fingerprint of the writer's schema, or null. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The stream, or null. */
    public String streamId() {
        return streamId;
    }
}
