// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The directory in which an embedded node keeps everything. */
final class BrokerDirectory {

    private BrokerDirectory() {}

    /**
     * Makes the directory ready for a node: creates and formats it unless a node has used it before.
     *
     * @throws KafkaAccessException with a sentence if it cannot be written or another node is using it
     */
    static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            requireUnused(directory);
            if (Files.notExists(directory.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
                format(directory);
            }
        } catch (KafkaAccessException e) {
            throw e;
        } catch (Exception e) {
            throw new KafkaAccessException(
                    "the embedded Kafka broker cannot use %s (%s); give it a directory that it may write"
                            .formatted(directory, e),
                    e);
        }
    }

    /** Tries the lock that a running node holds, because a node that meets it fails without saying why. */
    private static void requireUnused(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw inUse(directory, null);
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(directory, e);
        }
    }

    private static KafkaAccessException inUse(Path directory, Throwable cause) {
        return new KafkaAccessException(
                "another Kafka broker is using %s; stop it or give another directory".formatted(directory), cause);
    }

    private static void format(Path directory) throws Exception {
        new Formatter()
                .setNodeId(BrokerSettings.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }
}
