// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.List;

/** Equal bins of stream time relative to a group's reference instant; 0 always lies on a border between two bins. */
record TimeBins(long originMicros, long widthMicros, int count) {

    private static final int MOST_BINS = 60;
    private static final long SECOND = 1_000_000;
    private static final long[] WIDTHS_SECONDS = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600};

    /** At most {@value #MOST_BINS} bins, one more where the range starts inside a bin, that cover all members. */
    static TimeBins covering(List<GroupMember> members) {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (GroupMember member : members) {
            from = Math.min(from, member.firstMicros() - member.referenceMicros());
            to = Math.max(to, member.lastMicros() - member.referenceMicros());
        }
        long width = width(to - from);
        long first = Math.floorDiv(from, width);
        return new TimeBins(first * width, width, (int) (Math.floorDiv(to, width) - first) + 1);
    }

    private static long width(long span) {
        for (long seconds : WIDTHS_SECONDS) {
            if (span / (seconds * SECOND) < MOST_BINS) {
                return seconds * SECOND;
            }
        }
        long width = WIDTHS_SECONDS[WIDTHS_SECONDS.length - 1] * SECOND;
        while (span / width >= MOST_BINS) {
            width *= 2;
        }
        return width;
    }

    /** The bin of an instant; the nearest one for an instant outside of all. */
    int indexOf(long sinceReferenceMicros) {
        long index = Math.floorDiv(sinceReferenceMicros - originMicros, widthMicros);
        return (int) Math.max(0, Math.min(count - 1, index));
    }

    long fromMicros(int bin) {
        return originMicros + bin * widthMicros;
    }
}
