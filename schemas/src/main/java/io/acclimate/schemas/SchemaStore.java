// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writers' schemas by their CRC-64-AVRO fingerprint. Immutable and serializable, so that a job can read a user's
 * schema directory where it is submitted and carry the schemas to where records are decoded.
 */
public final class SchemaStore implements Serializable {

    private static final long serialVersionUID = 1L;

    /** One released version of one record, as a line of the index states it. */
    record Release(String record, int version, String fingerprint) {

        private static Release parse(String line) {
            String[] words = line.split(" ");
            return new Release(words[0], Integer.parseInt(words[1]), words[2]);
        }

        Schema schema() {
            return new Schema.Parser().parse(text("released/%s/%d.avsc".formatted(record, version)));
        }
    }

    private final HashMap<Long, Schema> byFingerprint;

    private SchemaStore(HashMap<Long, Schema> byFingerprint) {
        this.byFingerprint = byFingerprint;
    }

    /** A store of the current schemas and every released version of them. */
    public static SchemaStore builtIn() {
        HashMap<Long, Schema> schemas = new HashMap<>();
        Contracts.CURRENT.forEach(schema -> schemas.put(fingerprint(schema), schema));
        releases().forEach(release -> add(release.schema(), schemas));
        return new SchemaStore(schemas);
    }

    /**
     * This store and the schemas of {@code directory}'s {@code .avsc} files, each complete in itself; subdirectories
     * are not read.
     *
     * @throws IllegalArgumentException if the directory or one of the files cannot be read; the message says what to do
     */
    public SchemaStore withDirectory(Path directory) {
        HashMap<Long, Schema> schemas = new HashMap<>(byFingerprint);
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(".avsc")).forEach(file -> add(parse(file), schemas));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The schema directory %s cannot be read (%s); name an existing directory of .avsc files"
                            .formatted(directory, e.getClass().getSimpleName()),
                    e);
        }
        return new SchemaStore(schemas);
    }

    /** The schema with this fingerprint. */
    public Optional<Schema> find(long fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }

    /**
     * CRC-64-AVRO of the schema's parsing canonical form, Avro specification, "Schema fingerprints". Documentation,
     * defaults and aliases do not count.
     */
    public static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    /** A fingerprint as people read it: 16 hexadecimal digits, most significant first. */
    public static String hex(long fingerprint) {
        return HexFormat.of().toHexDigits(fingerprint);
    }

    /** Every released version, from the index resource: a jar's directories cannot be listed. */
    static List<Release> releases() {
        return text("released/index.txt").lines().map(Release::parse).toList();
    }

    /** A schema that is there already wins: it is ours, and has its documentation and defaults. */
    private static void add(Schema schema, Map<Long, Schema> schemas) {
        schemas.putIfAbsent(fingerprint(schema), schema);
    }

    private static Schema parse(Path file) {
        try {
            return new Schema.Parser().parse(Files.readString(file));
        } catch (IOException | AvroRuntimeException e) {
            throw new IllegalArgumentException(
                    "The schema file %s is not a complete Avro schema (%s); correct it or move it elsewhere"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static String text(String resource) {
        try (InputStream stream = SchemaStore.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("The schema resource " + resource + " is missing from this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
