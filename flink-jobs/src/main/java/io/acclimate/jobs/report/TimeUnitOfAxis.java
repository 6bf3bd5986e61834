// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/** The unit that keeps the numbers on a time axis short. */
enum TimeUnitOfAxis {
    SECONDS("s", 1e6),
    MINUTES("min", 60e6),
    HOURS("h", 3600e6);

    private static final double LONGEST_IN_UNIT = 200;

    private final String symbol;
    private final double micros;

    TimeUnitOfAxis(String symbol, double micros) {
        this.symbol = symbol;
        this.micros = micros;
    }

    static TimeUnitOfAxis forSpan(double spanMicros) {
        for (TimeUnitOfAxis unit : values()) {
            if (spanMicros / unit.micros <= LONGEST_IN_UNIT) {
                return unit;
            }
        }
        return HOURS;
    }

    double of(double timeMicros) {
        return timeMicros / micros;
    }

    String symbol() {
        return symbol;
    }
}
