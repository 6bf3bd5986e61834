// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import io.acclimate.schemas.UndecodableException.ErrorClass;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes and reads records of one contract in Avro's single-object encoding.
 *
 * <p>The writer's schema may be older or newer than this build's, as long as the store has it. Input may be hostile:
 * whatever the bytes say, {@link #decode} returns a record or throws {@link UndecodableException}, and allocates in
 * proportion to the bytes that are there, not to the lengths that they claim. The buffer of {@link #encode} stays as
 * large as the largest record so far.
 *
 * <p>Loading this class lets Avro instantiate the generated classes. In a JVM without Avro's system property {@code
 * org.apache.avro.SERIALIZABLE_PACKAGES}, builders that copy a record or leave an enum to its default need that too.
 *
 * <p>Not safe for use by several threads at once.
 *
 * @param <T> the generated record class
 */
public final class RecordCodec<T extends SpecificRecord> {

    static {
        Contracts.trust();
    }

    private final ClassLoader classLoader;
    private final Schema schema;
    private final SchemaStore store;
    private final byte[] header;
    private final DatumWriter<T> writer;

    /** By fingerprint of the writer's schema; at most as many as the store has schemas. */
    private final Map<Long, DatumReader<T>> readers = new HashMap<>();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private BinaryEncoder encoder;
    private BinaryDecoder decoder;

    private RecordCodec(Class<T> type, SchemaStore store) {
        SpecificData data = SpecificData.getForClass(type);
        this.classLoader = type.getClassLoader();
        this.schema = data.getSchema(type);
        this.store = store;
        this.header = SingleObject.header(schema);
        this.writer = new SpecificDatumWriter<>(schema, data);
        readers.put(SchemaStore.fingerprint(schema), new SpecificDatumReader<>(schema, schema, data));
    }

    /** A codec for records of class {@code type} whose writers' schemas are in {@code store}. */
    public static <T extends SpecificRecord> RecordCodec<T> of(Class<T> type, SchemaStore store) {
        return new RecordCodec<>(type, store);
    }

    /**
     * The record with its header, a new array.
     *
     * @throws NullPointerException if a field that has no null in its schema is not set
     */
    public byte[] encode(T value) {
        // First, because it flushes what a record that failed halfway has left behind.
        encoder = EncoderFactory.get().binaryEncoder(out, encoder);
        out.reset();
        out.writeBytes(header);
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * The record in {@code value}, which is one whole Kafka value.
     *
     * @throws UndecodableException if the bytes are not a record that can be read as this contract
     */
    public T decode(byte[] value) throws UndecodableException {
        long fingerprint = SingleObject.fingerprint(value);
        DatumReader<T> reader = readers.get(fingerprint);
        if (reader == null) {
            reader = resolvingReader(fingerprint);
            readers.put(fingerprint, reader);
        }
        decoder = SingleObject.body(value, decoder);
        return SingleObject.read(reader, decoder, fingerprint);
    }

    private DatumReader<T> resolvingReader(long fingerprint) throws UndecodableException {
        Schema written = SingleObject.writer(fingerprint, store);
        SchemaPairCompatibility pair = SchemaCompatibility.checkReaderWriterCompatibility(schema, written);
        if (pair.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new UndecodableException(
                    ErrorClass.INCOMPATIBLE_SCHEMA,
                    SchemaStore.hex(fingerprint),
                    "a %s cannot be read as %s: %s"
                            .formatted(written.getFullName(), schema.getFullName(), difference(pair)),
                    null);
        }
        return new ResolvingReader<>(written, schema, classLoader);
    }

    private static String difference(SchemaPairCompatibility pair) {
        var first = pair.getResult().getIncompatibilities().get(0);
        return "%s at %s (%s)".formatted(first.getType(), first.getLocation(), first.getMessage());
    }
}
