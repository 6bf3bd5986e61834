// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.ChangeDetector;

import java.util.ArrayList;
import java.util.List;

/** Runs detectors over a stream of score vectors; after an alarm all of them start anew. */
final class Watch {

    private final List<ChangeDetector> detectors;
    private final List<double[]> states = new ArrayList<>();

    Watch(List<ChangeDetector> detectors) {
        this.detectors = detectors;
        restart();
    }

    void restart() {
        states.clear();
        detectors.forEach(detector -> states.add(detector.start()));
    }

    /** Whether the next vector makes a detector alarm. */
    boolean alarms(double[] scores) {
        boolean alarm = false;
        for (int i = 0; i < detectors.size(); i++) {
            ChangeDetector detector = detectors.get(i);
            double score = detector.update(states.get(i), Candidate.observation(detector, i, scores));
            alarm |= detector.alarms(score);
        }
        if (alarm) {
            restart();
        }
        return alarm;
    }

    /** Indices of all alarms. */
    static List<Integer> alarms(List<ChangeDetector> detectors, double[][] scores) {
        Watch watch = new Watch(detectors);
        List<Integer> alarms = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            if (watch.alarms(scores[i])) {
                alarms.add(i);
            }
        }
        return alarms;
    }
}
