// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.operators.adapt.Predictions;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;
import io.acclimate.state.LabelMemory.Candidate;
import io.acclimate.state.LabelMemory.Labelled;
import io.acclimate.state.RememberedWindow;
import io.acclimate.state.WindowLabel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Labels of one stream: remembers its windows, takes their labels, tunes its label head, and asks for labels. A label counts
 * once, however often and whenever it is sent. Everything that the next call depends on is in {@link #memory}, {@link #head}
 * and the remembered windows.
 */
public final class LabelledStream {

    private static final double THOUSAND = 1000;

    private final LabelSettings settings;
    private final HeadTuner tuner;
    private final RememberedWindows windows;
    private LabelMemory memory;
    private LabelHead head;

    /** What became of a label. */
    public enum Receipt {
        /** It teaches the stream from its next batch on. */
        TAKEN("the window has its label"),
        /** It replaces another class that was sent for the window. */
        CORRECTED("the window has this label in place of an earlier one"),
        /** It waits for its window. */
        EARLY("the window has not been predicted yet; the label waits for it"),
        /** The window has this label already. */
        REPEATED("the window had this label already"),
        /** Nothing is known of the window any more. */
        FORGOTTEN("no window that is remembered ends then; labels.remember says how many are"),
        /** Too many labels wait for their windows. */
        NO_ROOM("the window has not been predicted yet, and as many labels as may wait do so");

        private final String sentence;

        Receipt(String sentence) {
            this.sentence = sentence;
        }

        /** What it means. */
        public String sentence() {
            return sentence;
        }

        /** Whether the label is of use. */
        public boolean used() {
            return this == TAKEN || this == CORRECTED || this == EARLY;
        }
    }

    /**
     * A label with what became of it.
     *
     * @param label the label
     * @param receipt what became of it
     */
    public record Received(WindowLabel label, Receipt receipt) {}

    /**
     * A window that a label is asked for.
     *
     * @param window the window
     * @param predictedClass what was predicted
     * @param score how much it is worth; smaller is more
     */
    public record Request(RememberedWindow window, int predictedClass, double score) {}

    /**
     * What follows from windows that were predicted.
     *
     * @param received labels that had waited for them
     * @param requests windows that labels are asked for
     */
    public record Seen(List<Received> received, List<Request> requests) {}

    /** A stream that goes on from what is known of it. */
    public LabelledStream(
            LabelSettings settings, HeadTuner tuner, LabelMemory memory, LabelHead head, RememberedWindows windows) {
        this.settings = settings;
        this.tuner = tuner;
        this.memory = memory;
        this.head = head;
        this.windows = windows;
    }

    /** What it knows. */
    public LabelMemory memory() {
        return memory;
    }

    /** What labels have taught it. */
    public LabelHead head() {
        return head;
    }

    /**
     * Takes a label.
     *
     * @param step batches that the stream has seen
     */
    public Receipt label(WindowLabel label, long step) throws Exception {
        int known = indexOf(label.endMicros());
        if (known >= 0) {
            return again(label, known, step);
        }
        Optional<RememberedWindow> window = windows.find(label.endMicros());
        if (window.isPresent()) {
            windows.remove(label.endMicros());
            List<Labelled> labelled = new ArrayList<>(memory.labelled());
            labelled.add(new Labelled(window.get(), label.label(), step));
            makeRoom(labelled);
            memory = memory.withLabelled(labelled)
                    .withWindows(
                            memory.lastEndMicros(),
                            without(memory.remembered(), label.endMicros()),
                            without(memory.asked(), label.endMicros()));
            if (memory.candidate().endMicros() == label.endMicros()) {
                memory = memory.withRequests(memory.allowance(), Candidate.NONE);
            }
            return Receipt.TAKEN;
        }
        return label.endMicros() > memory.lastEndMicros() ? early(label) : Receipt.FORGOTTEN;
    }

    private int indexOf(long endMicros) {
        for (int i = 0; i < memory.labelled().size(); i++) {
            if (memory.labelled().get(i).window().endMicros() == endMicros) {
                return i;
            }
        }
        return -1;
    }

    private Receipt again(WindowLabel label, int at, long step) {
        Labelled before = memory.labelled().get(at);
        if (before.label() == label.label()) {
            return Receipt.REPEATED;
        }
        List<Labelled> labelled = new ArrayList<>(memory.labelled());
        labelled.set(at, new Labelled(before.window(), label.label(), step));
        memory = memory.withLabelled(labelled);
        return Receipt.CORRECTED;
    }

    private Receipt early(WindowLabel label) {
        List<WindowLabel> early = new ArrayList<>(memory.early());
        boolean replaces = early.removeIf(other -> other.endMicros() == label.endMicros());
        if (early.size() >= LabelMemory.MOST_EARLY) {
            return Receipt.NO_ROOM;
        }
        early.add(label);
        boolean repeats = replaces && memory.early().contains(label);
        memory = memory.withEarly(early);
        return repeats ? Receipt.REPEATED : Receipt.EARLY;
    }

    /** The oldest label of the class with the most of them goes, so that rare classes are not forgotten. */
    private void makeRoom(List<Labelled> labelled) {
        while (labelled.size() > settings.memory()) {
            int crowded = labelled.stream()
                    .map(Labelled::label)
                    .max(Comparator.comparingLong((Integer label) -> labelled.stream()
                                    .filter(each -> each.label() == label)
                                    .count())
                            .thenComparing(Comparator.reverseOrder()))
                    .orElseThrow();
            labelled.remove(labelled.stream()
                    .filter(each -> each.label() == crowded)
                    .findFirst()
                    .orElseThrow());
        }
    }

    private static List<Long> without(List<Long> ends, long end) {
        return ends.stream().filter(each -> each != end).toList();
    }

    /** Tunes the head to labels that it has not seen; empty if there are none. */
    public Optional<HeadTuner.Tuning> tune() {
        if (memory.tuned()) {
            return Optional.empty();
        }
        HeadTuner.Tuning tuning = tuner.tune(memory.labelled(), head);
        head = tuning.head();
        memory = memory.asTuned();
        return Optional.of(tuning);
    }

    /**
     * Forgets labels that came after a step, as the stream forgets what it has learned since.
     *
     * @param step batches that the stream had seen then; -1 forgets all of them
     */
    public void undo(long step) {
        List<Labelled> kept = memory.labelled().stream()
                .filter(labelled -> labelled.step() <= step)
                .toList();
        if (kept.size() < memory.labelled().size()) {
            memory = memory.withLabelled(kept);
        }
    }

    /**
     * Remembers the windows of a batch, takes labels that have waited for them, and chooses those worth asking for.
     *
     * @param batch the windows in time order
     * @param current probabilities that go out, [windows][classes]
     * @param preceding those of the frozen source model, same shape
     * @param step batches that the stream has seen
     */
    public Seen see(List<RememberedWindow> batch, float[][] current, float[][] preceding, long step) throws Exception {
        remember(batch);
        List<Received> received = new ArrayList<>();
        for (WindowLabel label : memory.early()) {
            if (label.endMicros() <= memory.lastEndMicros()) {
                memory = memory.withEarly(memory.early().stream()
                        .filter(each -> !each.equals(label))
                        .toList());
                received.add(new Received(label, label(label, step)));
            }
        }
        return new Seen(received, settings.requestsPerThousand() > 0 ? ask(batch, current, preceding) : List.of());
    }

    private void remember(List<RememberedWindow> batch) throws Exception {
        Set<Long> ends = new LinkedHashSet<>(memory.remembered());
        List<Long> asked = new ArrayList<>(memory.asked());
        for (RememberedWindow window : batch) {
            if (LabelSpace.finite(window.features())) {
                windows.put(window);
                ends.remove(window.endMicros());
                ends.add(window.endMicros());
                asked.remove(window.endMicros());
            }
        }
        List<Long> remembered = new ArrayList<>(ends);
        int surplus = Math.max(0, remembered.size() - settings.remember());
        for (long end : remembered.subList(0, surplus)) {
            windows.remove(end);
            if (memory.candidate().endMicros() == end) {
                memory = memory.withRequests(memory.allowance(), Candidate.NONE);
            }
        }
        memory = memory.withWindows(
                batch.get(batch.size() - 1).endMicros(), remembered.subList(surplus, remembered.size()), asked);
    }

    private List<Request> ask(List<RememberedWindow> batch, float[][] current, float[][] preceding) throws Exception {
        double[] scores = ContrastiveSampling.scores(current, preceding);
        List<Candidate> candidates = new ArrayList<>();
        for (int n = 0; n < scores.length; n++) {
            int predicted = Predictions.mostProbable(current[n], 0, current[n].length);
            candidates.add(new Candidate(batch.get(n).endMicros(), scores[n], predicted));
        }
        candidates.add(memory.candidate());
        candidates.sort(Comparator.comparingDouble(Candidate::score));
        double allowance = memory.allowance() + batch.size() * settings.requestsPerThousand() / THOUSAND;
        List<Request> requests = new ArrayList<>();
        Candidate left = Candidate.NONE;
        for (Candidate candidate : candidates) {
            Optional<RememberedWindow> window = windows.find(candidate.endMicros());
            if (window.isPresent() && allowance >= 1) {
                allowance--;
                requests.add(new Request(window.get(), candidate.predictedClass(), candidate.score()));
                holdBack(candidate.endMicros());
            } else if (window.isPresent()) {
                left = candidate;
                break;
            }
        }
        memory = memory.withRequests(Math.min(allowance, 1), left);
        return requests;
    }

    /** A window that was asked for no longer makes room for others. */
    private void holdBack(long endMicros) throws Exception {
        List<Long> asked = new ArrayList<>(memory.asked());
        asked.add(endMicros);
        if (asked.size() > LabelMemory.MOST_ASKED) {
            windows.remove(asked.remove(0));
        }
        memory = memory.withWindows(memory.lastEndMicros(), without(memory.remembered(), endMicros), asked);
    }
}
