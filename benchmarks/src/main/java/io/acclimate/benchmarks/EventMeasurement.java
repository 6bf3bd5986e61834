// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The job on event cameras, once.
 *
 * @param method adaptation method
 * @param windowsPerSecond predictions per second of the steady part of the run
 * @param eventsPerWindow mean number of events in a window, after filters
 * @param jobMillis CPU time of the whole process per window, from the job's start to its savepoint, broker included
 * @param engineMillis CPU time of the engine per window when nothing else runs
 * @param tensorMillis the part of it in which a window's events become the model's tensor
 */
record EventMeasurement(
        String method,
        double windowsPerSecond,
        double eventsPerWindow,
        double jobMillis,
        double engineMillis,
        double tensorMillis) {

    static final String HEAD = "%-10s %14s %11s %15s %12s %11s %12s %12s"
            .formatted(
                    "method",
                    "M events/s",
                    "windows/s",
                    "events/window",
                    "job ms",
                    "network ms",
                    "tensor ms",
                    "outside");

    double eventsPerSecond() {
        return windowsPerSecond * eventsPerWindow;
    }

    /** The network and what adapts it. */
    double networkMillis() {
        return engineMillis - tensorMillis;
    }

    /** Share of the CPU time that is not spent in the network and its adaptation. */
    double outside() {
        return 1 - networkMillis() / jobMillis;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-10s %14.2f %11.1f %15.0f %12.2f %11.2f %12.3f %10.1f %%",
                method,
                eventsPerSecond() / 1e6,
                windowsPerSecond,
                eventsPerWindow,
                jobMillis,
                networkMillis(),
                tensorMillis,
                100 * outside());
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", method);
        fields.put("eventsPerSecond", eventsPerSecond());
        fields.put("outsideNetwork", outside());
        fields.put("windowsPerSecond", windowsPerSecond);
        fields.put("eventsPerWindow", eventsPerWindow);
        fields.put("jobMillisPerWindow", jobMillis);
        fields.put("networkMillisPerWindow", networkMillis());
        fields.put("tensorMillisPerWindow", tensorMillis);
        return fields;
    }
}
