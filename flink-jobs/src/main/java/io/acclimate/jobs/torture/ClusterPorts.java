// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;

/**
 * Ports of 127.0.0.1 at which a cluster's processes are found again after each restart. They lie below those that the
 * system gives to outgoing connections, one of which could take a port while its process is away.
 *
 * @param broker of the broker's clients
 * @param rpc of the JobManager's remote calls
 * @param rest of its web interface
 */
record ClusterPorts(int broker, int rpc, int rest) {

    private static final int LOWEST = 15_000;
    private static final int BEYOND = 32_000;

    static ClusterPorts free() throws IOException {
        SplittableRandom random = new SplittableRandom();
        return new ClusterPorts(free(random), free(random), free(random));
    }

    private static int free(SplittableRandom random) throws IOException {
        while (true) {
            int port = random.nextInt(LOWEST, BEYOND);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException taken) {
                continue;
            }
        }
    }
}
