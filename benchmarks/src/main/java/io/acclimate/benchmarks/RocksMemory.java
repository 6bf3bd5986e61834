// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** RocksDB's memory, as the job's metrics tell it; the embedded run offers them on the first free port from 9249 on. */
final class RocksMemory {

    private static final URI METRICS = URI.create("http://127.0.0.1:9249/metrics");
    private static final String NAME = "rocksdb_block_cache_usage{";

    private final HttpClient client = HttpClient.newHttpClient();

    /** All operators of a slot share one cache, so the largest figure is that of all; -1 if there is none. */
    long bytes() throws InterruptedException {
        try {
            String metrics = client.send(HttpRequest.newBuilder(METRICS).build(), BodyHandlers.ofString())
                    .body();
            return (long) metrics.lines()
                    .filter(line -> line.contains(NAME))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .max()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
