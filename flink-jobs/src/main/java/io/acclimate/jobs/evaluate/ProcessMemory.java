// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Highest resident memory of this process, as Linux counts it (proc(5)): heap, native tensors and libraries together. */
final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESTART = Path.of("/proc/self/clear_refs");
    private static final String RESTART_PEAK = "5";
    private static final int UNIT = 1024;

    private ProcessMemory() {}

    /** Lets the peak begin at what is resident now; where the kernel forbids it, the peak goes on. */
    static void restartPeak() {
        try {
            Files.writeString(RESTART, RESTART_PEAK);
        } catch (IOException e) {
            // The figure is then that of all runs so far, which is at least no less than the truth.
        }
    }

    /** The peak in bytes; -1 where there is no such figure. */
    static long peakBytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * UNIT)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
