// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

/** How fast a run goes once it runs evenly: without its first quarter and its last tenth. */
final class SteadyRate {

    private static final double FROM = 0.25;
    private static final double TO = 0.9;

    private SteadyRate() {}

    /** CPU milliseconds that the job's task used for a window of the steady part. */
    static double cpuMillis(long[] millis, TaskClock clock) {
        int from = (int) (FROM * millis.length);
        int to = (int) (TO * millis.length) - 1;
        return clock.millis(millis[from], millis[to]) / (to - from);
    }

    /**
     * Events per second: the slope of the least-squares line through the number of events over time. Events may come in
     * bursts, many at one instant; where the bursts lie against the ends then matters little.
     *
     * @param millis time of every event, ascending
     * @throws IllegalArgumentException if the steady part of the run is one instant
     */
    static double perSecond(long[] millis) {
        int from = (int) (FROM * millis.length);
        int to = (int) (TO * millis.length);
        double meanTime = 0;
        for (int i = from; i < to; i++) {
            meanTime += (double) (millis[i] - millis[from]) / (to - from);
        }
        double meanCount = (to - from - 1) / 2.0;
        double covariance = 0;
        double variance = 0;
        for (int i = from; i < to; i++) {
            double time = millis[i] - millis[from] - meanTime;
            covariance += time * (i - from - meanCount);
            variance += time * time;
        }
        if (variance == 0) {
            throw new IllegalArgumentException("the run is too short to measure; give --windows a larger number");
        }
        return 1000 * covariance / variance;
    }
}
