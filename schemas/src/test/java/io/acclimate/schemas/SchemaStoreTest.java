// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SchemaStoreTest {

    private static final String FOREIGN =
            "{\"type\":\"record\",\"name\":\"Foreign\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}";

    @TempDir
    private Path directory;

    @Test
    void storeKeepsItsSchemasWhenItIsSentElsewhere() throws Exception {
        Files.writeString(directory.resolve("foreign.avsc"), FOREIGN);
        Schema foreign = new Schema.Parser().parse(FOREIGN);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(SchemaStore.builtIn().withDirectory(directory));
        }

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            SchemaStore received = (SchemaStore) in.readObject();
            assertThat(received.find(SchemaStore.fingerprint(foreign))).contains(foreign);
            assertThat(Contracts.CURRENT)
                    .allSatisfy(schema -> assertThat(received.find(SchemaStore.fingerprint(schema)))
                            .contains(schema));
        }
    }

    @Test
    void directoryLeavesTheOriginalStoreAsItIs() throws Exception {
        Files.writeString(directory.resolve("foreign.avsc"), FOREIGN);
        SchemaStore store = SchemaStore.builtIn();

        store.withDirectory(directory);

        assertThat(store.find(SchemaStore.fingerprint(new Schema.Parser().parse(FOREIGN))))
                .isEmpty();
    }

    @Test
    void missingDirectoryIsRefusedWithASentence() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> SchemaStore.builtIn().withDirectory(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(missing + " cannot be read")
                .hasMessageContaining("name an existing directory");
    }

    @Test
    void invalidSchemaFileIsRefusedByName() throws Exception {
        Files.writeString(directory.resolve("broken.avsc"), "{\"type\":\"record\"");

        assertThatThrownBy(() -> SchemaStore.builtIn().withDirectory(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken.avsc is not a complete Avro schema");
    }
}
