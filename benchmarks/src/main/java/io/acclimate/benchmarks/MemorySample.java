// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the process holds at one moment, bytes.
 *
 * @param seconds since the run began
 * @param windows predicted until then
 * @param resident anonymous memory of the process in main memory: heap, RocksDB, libtorch and all other native memory
 * @param committedHeap heap that the JVM has taken from the system
 * @param usedHeap least that was in use since the sample before, so that of garbage there is little
 * @param direct buffers outside the heap that Java holds
 * @param rocksDb RocksDB's block cache with the write buffers charged to it; -1 while unknown
 */
record MemorySample(
        double seconds, long windows, long resident, long committedHeap, long usedHeap, long direct, long rocksDb) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long KILO = 1024;

    static MemorySample now(double seconds, long windows, long leastUsedHeap, long rocksDb) throws IOException {
        return new MemorySample(
                seconds,
                windows,
                residentNow(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted(),
                leastUsedHeap,
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum(),
                rocksDb);
    }

    /** Native memory besides heap and direct buffers. */
    long otherNative() {
        return resident - committedHeap - direct;
    }

    static long usedHeapNow() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long residentNow() throws IOException {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KILO)
                    .findFirst()
                    .orElse(-1);
        }
    }
}
