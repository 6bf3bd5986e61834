// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import io.acclimate.schemas.RecordJson;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Shows a Kafka record as one line of JSON: {@code key}, {@code partition}, {@code offset}, {@code timestamp} in
 * milliseconds since the epoch, and {@code value} with the record's fields. A value that cannot be decoded is shown as
 * {@code error} and {@code valueBase64}, a key that is not UTF-8 as {@code keyBase64}.
 */
final class RecordLine {

    private static final JsonFactory JSON = new JsonFactory();

    private final SchemaStore schemas;

    RecordLine(SchemaStore schemas) {
        this.schemas = schemas;
    }

    /** The line, without its end, in ASCII: it must survive whatever encoding the terminal has. */
    String of(ConsumerRecord<byte[], byte[]> record) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            writeKey(record.key(), json);
            json.writeNumberField("partition", record.partition());
            json.writeNumberField("offset", record.offset());
            json.writeNumberField("timestamp", record.timestamp());
            writeValue(record.value(), json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ascii(line.getBuffer());
    }

    private static void writeKey(byte[] key, JsonGenerator json) throws IOException {
        if (key == null) {
            json.writeNullField("key");
            return;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
            json.writeStringField("key", text);
        } catch (CharacterCodingException e) {
            json.writeBinaryField("keyBase64", key);
        }
    }

    private void writeValue(byte[] value, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNullField("value");
            return;
        }
        try {
            String fields = RecordJson.toJson(value, schemas);
            json.writeFieldName("value");
            json.writeRawValue(fields);
        } catch (UndecodableException e) {
            json.writeStringField("error", e.errorClass() + ": " + e.getMessage());
            json.writeBinaryField("valueBase64", value);
        }
    }

    /** Outside of its strings JSON is ASCII, so every other character stands in one and may be escaped. */
    private static String ascii(CharSequence json) {
        StringBuilder escaped = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (c < 0x80) {
                escaped.append((char) c);
            } else {
                escaped.append("\\u%04x".formatted(c));
            }
        });
        return escaped.toString();
    }
}
