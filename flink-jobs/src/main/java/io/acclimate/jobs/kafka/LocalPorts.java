// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The two ports of an embedded node, both on 127.0.0.1.
 *
 * @param clients where clients connect
 * @param controller where the node's broker half reaches its controller half
 */
record LocalPorts(int clients, int controller) {

    static final String HOST = "127.0.0.1";

    /**
     * The wanted port, or a free one for 0, and a free one for the controller.
     *
     * @throws KafkaAccessException with a sentence if the wanted port is taken
     */
    static LocalPorts choose(int wanted) {
        // Both sockets are open at once, so that the system does not give the same free port twice.
        try (ServerSocket clients = bind(wanted);
                ServerSocket controller = bind(0)) {
            return new LocalPorts(clients.getLocalPort(), controller.getLocalPort());
        } catch (BindException e) {
            throw new KafkaAccessException(
                    "port %d of %s cannot be bound (%s); stop what listens there or choose another port, 0 for a free one"
                            .formatted(wanted, HOST, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether somebody else listens on one of the two now. */
    boolean taken() {
        try (ServerSocket first = bind(clients);
                ServerSocket second = bind(controller)) {
            return !first.isBound() || !second.isBound();
        } catch (IOException e) {
            return true;
        }
    }

    String clientAddress() {
        return HOST + ":" + clients;
    }

    String controllerAddress() {
        return HOST + ":" + controller;
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            // As Kafka does: connections of a node that has just stopped do not keep its port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(HOST, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
