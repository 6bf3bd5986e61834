// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.IdentityHashMap;

/**
 * Shows records of any schema in a store as JSON, for people and for tools that lack our classes.
 *
 * <p>Unions are shown as the value alone, bytes as base64, NaN and infinities as strings.
 */
public final class RecordJson {

    private static final Text TEXT = new Text();

    private RecordJson() {}

    /**
     * The record in {@code value} as one line of JSON, fields in the writer's order.
     *
     * @throws UndecodableException if the bytes are not a record of a schema in {@code store}
     */
    public static String toJson(byte[] value, SchemaStore store) throws UndecodableException {
        long fingerprint = SingleObject.fingerprint(value);
        Schema schema = SingleObject.writer(fingerprint, store);
        Object datum = SingleObject.read(new GenericDatumReader<>(schema), SingleObject.body(value, null), fingerprint);
        return TEXT.toString(datum);
    }

    /** Avro's own rendering, except for bytes: Avro shows them as Latin-1 characters. */
    private static final class Text extends GenericData {

        @Override
        protected void toString(Object datum, StringBuilder text, IdentityHashMap<Object, Object> parents) {
            if (datum instanceof ByteBuffer buffer) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                appendBase64(bytes, text);
            } else if (datum instanceof GenericFixed fixed) {
                appendBase64(fixed.bytes(), text);
            } else {
                super.toString(datum, text, parents);
            }
        }

        private static void appendBase64(byte[] bytes, StringBuilder text) {
            text.append('"').append(Base64.getEncoder().encodeToString(bytes)).append('"');
        }
    }
}
