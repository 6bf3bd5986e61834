// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Accuracy of one stream between the borders of its known shifts; none if it has fewer than two shifts. */
final class SegmentScore {

    private static final String LEADING = "before";

    private final long originMicros;
    private final long[] starts;
    private final String[] names;
    private final Tally[] tallies;

    SegmentScore(Recording recording, List<String> segmentNames) {
        originMicros = recording.readings() == 0 ? 0 : recording.timestampsMicros()[0];
        long[] borders = recording.shifts().size() < 2 ? new long[0] : borders(recording.shifts());
        boolean leading = borders.length > 0 && borders[0] > originMicros;
        starts = leading
                ? LongStream.concat(LongStream.of(originMicros), Arrays.stream(borders))
                        .toArray()
                : borders;
        names = new String[starts.length];
        for (int i = 0; i < starts.length; i++) {
            names[i] = name(leading ? i - 1 : i, segmentNames);
        }
        tallies = Tally.fresh(starts.length);
    }

    private static long[] borders(List<KnownShift> shifts) {
        return shifts.stream()
                .flatMapToLong(shift -> LongStream.of(shift.startMicros(), shift.endMicros()))
                .filter(micros -> micros < Long.MAX_VALUE)
                .sorted()
                .distinct()
                .toArray();
    }

    private static String name(int border, List<String> segmentNames) {
        if (border < 0) {
            return LEADING;
        }
        return border < segmentNames.size() ? segmentNames.get(border) : "segment " + (border + 1);
    }

    void add(long windowEndMicros, Verdict verdict) {
        int found = Arrays.binarySearch(starts, windowEndMicros - 1);
        int segment = found >= 0 ? found : -found - 2;
        if (segment >= 0) {
            tallies[segment].add(verdict);
        }
    }

    List<StreamResult.Segment> results() {
        List<StreamResult.Segment> results = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            results.add(new StreamResult.Segment(names[i], starts[i] - originMicros, tallies[i].accuracy()));
        }
        return results;
    }
}
