// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.Recording;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is played to the job, and so what its answers are held against.
 *
 * @param title heading of the run's report
 * @param modelId SHA-256 of the model package, hexadecimal
 * @param classNames names of the classes; the index is the label
 * @param recordings the streams with their labels and known shifts, each stream id once
 * @param segmentNames names of the stretches that the known shifts of a stream begin, in order of time; may be shorter
 *     than the number of shifts or empty, the rest is numbered
 */
public record PlayedRun(
        String title, String modelId, List<String> classNames, List<Recording> recordings, List<String> segmentNames) {

    /** Copies the lists and checks stream ids and labels. */
    public PlayedRun {
        classNames = List.copyOf(classNames);
        recordings = List.copyOf(recordings);
        segmentNames = List.copyOf(segmentNames);
        Set<String> ids = new HashSet<>();
        for (Recording recording : recordings) {
            if (!ids.add(recording.streamId())) {
                throw new IllegalArgumentException(
                        "two recordings have the stream id " + recording.streamId() + "; give each its own");
            }
            requireLabelsBelow(classNames.size(), recording);
        }
    }

    private static void requireLabelsBelow(int classes, Recording recording) {
        for (int label : recording.labels()) {
            if (label >= classes) {
                throw new IllegalArgumentException("%s has the label %d, but there are only %d class names"
                        .formatted(recording.streamId(), label, classes));
            }
        }
    }
}
