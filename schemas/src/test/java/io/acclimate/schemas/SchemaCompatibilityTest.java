// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Breaks the build when a schema is changed in a way that a deployed writer or reader does not survive. */
class SchemaCompatibilityTest {

    private static final Path AVRO = Path.of("src/main/avro");
    private static final Path RELEASED = Path.of("src/main/resources/io/acclimate/schemas/released");

    static List<Schema> currentSchemas() {
        return Contracts.CURRENT;
    }

    static List<SchemaStore.Release> releases() {
        return SchemaStore.releases();
    }

    @Test
    void everyAvroFileIsACurrentSchema() throws IOException {
        try (Stream<Path> files = Files.list(AVRO)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Contracts.CURRENT.stream()
                            .map(schema -> schema.getName() + ".avsc")
                            .toList());
        }
    }

    @Test
    void everyReleasedFileIsInTheIndex() throws IOException {
        try (Stream<Path> files = Files.walk(RELEASED)) {
            assertThat(files.filter(file -> file.toString().endsWith(".avsc")).map(RELEASED::relativize))
                    .containsExactlyInAnyOrderElementsOf(releases().stream()
                            .map(release -> Path.of(release.record(), release.version() + ".avsc"))
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("currentSchemas")
    void currentSchemaIsReleased(Schema schema) {
        List<SchemaStore.Release> versions = versionsOf(schema);
        String fingerprint = SchemaStore.hex(SchemaStore.fingerprint(schema));
        int next = versions.size() + 1;

        assertThat(versions.stream().map(SchemaStore.Release::fingerprint))
                .as(
                        "%1$s has changed: copy %2$s/%1$s.avsc to %3$s/%1$s/%4$d.avsc and add the line '%1$s %4$d %5$s' to"
                                + " %3$s/index.txt",
                        schema.getName(), AVRO, RELEASED, next, fingerprint)
                .contains(fingerprint);
    }

    @ParameterizedTest
    @MethodSource("currentSchemas")
    void everyVersionReadsEveryOther(Schema schema) {
        List<Schema> versions = Stream.concat(
                        Stream.of(schema), versionsOf(schema).stream().map(SchemaStore.Release::schema))
                .toList();
        for (Schema reader : versions) {
            for (Schema writer : versions) {
                assertCompatible(reader, writer);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void releasedSchemaIsNeverEdited(SchemaStore.Release release) {
        assertThat(SchemaStore.hex(SchemaStore.fingerprint(release.schema()))).isEqualTo(release.fingerprint());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void frozenBytesOfTheReleaseStillDecode(SchemaStore.Release release) throws Exception {
        SpecificRecord sample = Samples.all().stream()
                .filter(record -> record.getSchema().getName().equals(release.record()))
                .findFirst()
                .orElseThrow();
        RecordCodec<SpecificRecord> codec = Samples.codec(sample, SchemaStore.builtIn());

        assertThat(codec.decode(frozen(release, codec.encode(sample)))).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("currentSchemas")
    void everyFieldIsDocumented(Schema schema) {
        assertThat(schema.getFields())
                .allSatisfy(field -> assertThat(field.doc()).isNotBlank());
    }

    private static void assertCompatible(Schema reader, Schema writer) {
        SchemaCompatibility.SchemaPairCompatibility pair =
                SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        assertThat(pair.getType())
                .as("%s: %s", reader.getName(), pair.getResult().getIncompatibilities())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static List<SchemaStore.Release> versionsOf(Schema schema) {
        return releases().stream()
                .filter(release -> release.record().equals(schema.getName()))
                .toList();
    }

    private static byte[] frozen(SchemaStore.Release release, byte[] now) throws IOException {
        String name = "frozen/%s.%d.hex".formatted(release.record(), release.version());
        try (InputStream stream = SchemaCompatibilityTest.class.getResourceAsStream(name)) {
            assertThat(stream)
                    .as(
                            "%s is missing; a newly released version is frozen as: %s",
                            name, HexFormat.of().formatHex(now))
                    .isNotNull();
            return HexFormat.of().parseHex(new String(stream.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }
}
