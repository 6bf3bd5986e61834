// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

import java.nio.file.Path;

/**
 * A real Kafka node, broker and KRaft controller in one, inside this JVM. It listens on 127.0.0.1 only, and what it
 * stores outlives it: a later start on the same directory serves the same topics.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    private final String bootstrapServers;
    private final KafkaRaftServer server;
    private boolean closed;

    private EmbeddedKafka(Path directory, LocalPorts ports) {
        bootstrapServers = ports.clientAddress();
        server = new KafkaRaftServer(new KafkaConfig(BrokerSettings.of(directory, ports)), Time.SYSTEM);
    }

    /** Starts a node on a free port; see {@link #start(Path, int)}. */
    public static EmbeddedKafka start(Path directory) {
        return start(directory, 0);
    }

    /**
     * Starts a node and returns when it serves clients, after one to six seconds; up to nine seconds later if the node
     * that used the directory before was killed, because its session must end first.
     *
     * @param directory where topics and data are kept, a directory for this alone; made if absent
     * @param port the port for clients, 0 for a free one, which {@link #bootstrapServers} then tells
     * @throws KafkaAccessException with a sentence if the port is taken, the directory is in use by another node, or the
     *     start fails otherwise
     */
    public static EmbeddedKafka start(Path directory, int port) {
        BrokerDirectory.prepare(directory);
        for (int attempt = 1; ; attempt++) {
            LocalPorts ports = LocalPorts.choose(port);
            try {
                return start(directory, ports);
            } catch (KafkaAccessException e) {
                // A port that was free when it was chosen may be taken before the node binds it.
                if (attempt == ATTEMPTS || !ports.taken()) {
                    throw e;
                }
            }
        }
    }

    /** Starts a node on exactly these ports in a prepared directory; leaves nothing running if that fails. */
    static synchronized EmbeddedKafka start(Path directory, LocalPorts ports) {
        EmbeddedKafka kafka = new EmbeddedKafka(directory, ports);
        try {
            startWithoutExit(kafka.server);
            return kafka;
        } catch (RuntimeException e) {
            kafka.close();
            throw new KafkaAccessException(
                    "the embedded Kafka broker could not start in %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    /** A node that fails to start ends its process, which is right for Kafka's own but not for this one. */
    private static void startWithoutExit(KafkaRaftServer server) {
        Exit.Procedure refuse = (status, message) -> {
            throw new IllegalStateException("it gave up; its own message is in the log");
        };
        Exit.setExitProcedure(refuse);
        Exit.setHaltProcedure(refuse);
        try {
            server.startup();
        } finally {
            Exit.resetExitProcedure();
            Exit.resetHaltProcedure();
        }
    }

    /** Where clients connect, host:port. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops the node in an orderly way, in about half a second; closing again does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.shutdown();
        server.awaitShutdown();
    }
}
