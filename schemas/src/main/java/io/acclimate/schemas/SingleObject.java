// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import io.acclimate.schemas.UndecodableException.ErrorClass;

import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Avro's single-object encoding: marker, fingerprint, body. */
final class SingleObject {

    /** Bytes before the body. */
    static final int HEADER_BYTES = 10;

    private static final short MARKER = (short) 0x01C3;

    private SingleObject() {}

    /** The header of records of {@code schema}. */
    static byte[] header(Schema schema) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(MARKER)
                .putLong(SchemaStore.fingerprint(schema))
                .array();
    }

    /** The fingerprint in the header of {@code value}. */
    static long fingerprint(byte[] value) throws UndecodableException {
        if (value == null) {
            throw notSingleObject("the record has no value");
        }
        if (value.length < HEADER_BYTES) {
            throw notSingleObject("the record has %d bytes, its header alone needs %d; write it with Avro's"
                            .formatted(value.length, HEADER_BYTES)
                    + " single-object encoding");
        }
        ByteBuffer header = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        if (header.getShort() != MARKER) {
            throw notSingleObject("the record begins with %02X %02X instead of C3 01; write it with Avro's"
                            .formatted(value[0], value[1])
                    + " single-object encoding");
        }
        return header.getLong();
    }

    /** The schema that {@code fingerprint} names. */
    static Schema writer(long fingerprint, SchemaStore store) throws UndecodableException {
        return store.find(fingerprint).orElseThrow(() -> {
            String hex = SchemaStore.hex(fingerprint);
            return new UndecodableException(
                    ErrorClass.UNKNOWN_SCHEMA,
                    hex,
                    "no schema with fingerprint %s is known; put the writer's .avsc file into the schema directory"
                            .formatted(hex),
                    null);
        });
    }

    /** A decoder of the body of {@code value}: {@code reuse} if it is given. */
    static BinaryDecoder body(byte[] value, BinaryDecoder reuse) {
        return DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, reuse);
    }

    /**
     * Reads the whole body. Avro checks every length against the bytes that are left before it allocates, and reports
     * what does not fit by half a dozen unchecked exceptions; a schema that contains itself lets a body nest deeper
     * than the stack.
     */
    static <D> D read(DatumReader<D> reader, BinaryDecoder body, long fingerprint) throws UndecodableException {
        D record;
        boolean complete;
        try {
            record = reader.read(null, body);
            complete = body.isEnd();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new UndecodableException(
                    ErrorClass.MALFORMED,
                    SchemaStore.hex(fingerprint),
                    "the record does not follow its schema: " + reason(e),
                    e);
        }
        if (!complete) {
            throw new UndecodableException(
                    ErrorClass.TRAILING_BYTES,
                    SchemaStore.hex(fingerprint),
                    "%d bytes follow the record".formatted(body.remainingBytes()),
                    null);
        }
        return record;
    }

    private static String reason(Throwable error) {
        if (error instanceof EOFException && error.getMessage() == null) {
            return "it ends too early";
        }
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    private static UndecodableException notSingleObject(String message) {
        return new UndecodableException(ErrorClass.NOT_SINGLE_OBJECT, null, message, null);
    }
}
