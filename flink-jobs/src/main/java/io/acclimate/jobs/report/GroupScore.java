// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.report.GroupMember.Phase;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Accuracy of the streams of one shift group, by phase and over time; its size is set by the bins, not by windows. */
final class GroupScore {

    private final ShiftGroup group;
    private final List<GroupMember> members;
    private final TimeBins bins;
    private final Tally[] overTime;
    private final Map<Phase, Tally> byPhase = new EnumMap<>(Phase.class);
    private long falseAlarms;

    GroupScore(ShiftGroup group, List<GroupMember> members) {
        this.group = group;
        this.members = List.copyOf(members);
        this.bins = TimeBins.covering(members);
        this.overTime = Tally.fresh(bins.count());
        for (Phase phase : Phase.values()) {
            byPhase.put(phase, new Tally());
        }
    }

    void add(GroupMember member, long windowStartMicros, long windowEndMicros, Verdict verdict) {
        byPhase.get(member.phase(windowStartMicros, windowEndMicros)).add(verdict);
        // A window ends where the next one may begin; its own last instant decides.
        overTime[bins.indexOf(windowEndMicros - 1 - member.referenceMicros())].add(verdict);
    }

    void addFalseAlarm() {
        falseAlarms++;
    }

    /** What was counted; the findings are those of this group's shifts in all streams. */
    GroupResult result(List<ShiftFinding> findings) {
        return new GroupResult(
                group,
                members.size(),
                byPhase.get(Phase.BEFORE).accuracy(),
                byPhase.get(Phase.DURING).accuracy(),
                byPhase.get(Phase.AFTER).accuracy(),
                series(),
                AlertCounts.of(findings, falseAlarms));
    }

    private List<GroupResult.Bin> series() {
        List<GroupResult.Bin> series = new ArrayList<>();
        for (int i = 0; i < bins.count(); i++) {
            long from = bins.fromMicros(i);
            series.add(new GroupResult.Bin(
                    from, bins.widthMicros(), overTime[i].accuracy(), meanStrength(from + bins.widthMicros() / 2)));
        }
        return series;
    }

    /** Over the members that are being played at the instant; 0 if there are none. */
    private double meanStrength(long sinceReferenceMicros) {
        double sum = 0;
        int playing = 0;
        for (GroupMember member : members) {
            long micros = member.referenceMicros() + sinceReferenceMicros;
            if (micros >= member.firstMicros() && micros <= member.lastMicros()) {
                sum += member.strengthAt(micros);
                playing++;
            }
        }
        return playing == 0 ? 0 : sum / playing;
    }
}
