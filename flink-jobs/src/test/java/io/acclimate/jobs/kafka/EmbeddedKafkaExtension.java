// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One real broker for all tests of a class, empty at first; tests keep apart by topic names.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();
 * }</pre>
 */
public final class EmbeddedKafkaExtension implements BeforeAllCallback, AfterAllCallback {

    private Path directory;
    private EmbeddedKafka kafka;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("kafka");
        kafka = EmbeddedKafka.start(directory);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (kafka != null) {
            kafka.close();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Creates topics of that many partitions. */
    public void createTopics(int partitions, String... topics) {
        TopicAdmin.createMissing(bootstrapServers(), List.of(topics), partitions, 1);
    }
}
