// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.data.GasDriftRecordings;
import io.acclimate.jobs.data.HaptRecordings;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingSource;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.data.ShiftProfile;
import io.acclimate.jobs.data.StandardShifts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which streams a demo plays. */
final class LivePlan {

    private static final long SHIFT_SEED = 7;
    private static final List<ShiftProfile> PROFILES = List.of(ShiftProfile.ABRUPT, ShiftProfile.GRADUAL);

    private LivePlan() {}

    /**
     * The live recordings of a source. People's recordings carry no fault of the sensor, so each is played as it is and once
     * more under every kind of fault, abrupt and gradual; other sources bring their own shifts.
     */
    static List<Recording> of(RecordingSource source) {
        List<Recording> live = source.live();
        return source instanceof HaptRecordings ? withFaults(live) : live;
    }

    private static List<Recording> withFaults(List<Recording> live) {
        List<Recording> all = new ArrayList<>(live);
        for (Recording recording : live) {
            for (ShiftKind kind : StandardShifts.KINDS) {
                for (ShiftProfile profile : PROFILES) {
                    String id = "%s-%s-%s".formatted(recording.streamId(), kind, profile);
                    all.add(StandardShifts.apply(recording, kind, profile, SHIFT_SEED)
                            .named(id.toLowerCase(Locale.ROOT)));
                }
            }
        }
        return all;
    }

    /** Names of the stretches between known shifts, for the report. */
    static List<String> segmentNames(RecordingSource source) {
        return source instanceof GasDriftRecordings
                ? GasDriftRecordings.LIVE_BATCHES.stream()
                        .map(batch -> "batch " + batch)
                        .toList()
                : List.of();
    }
}
