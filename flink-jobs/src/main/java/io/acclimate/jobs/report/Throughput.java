// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.List;

/**
 * Windows per second of wall-clock time.
 *
 * @param meanPerSecond over the time from the first to the last window, at least one second
 * @param recentPerSecond over the last ten bins
 * @param binSeconds length of a bin, seconds
 * @param windows windows in each bin from the first window to the last, at most 512
 */
public record Throughput(double meanPerSecond, double recentPerSecond, double binSeconds, List<Long> windows) {

    /** Copies the series. */
    public Throughput {
        windows = List.copyOf(windows);
    }
}
