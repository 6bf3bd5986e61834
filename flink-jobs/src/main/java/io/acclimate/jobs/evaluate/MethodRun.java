// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.guard.GuardedStream;
import io.acclimate.state.Sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends one stream through engine and guard, as the job does, and counts wrong predictions. */
final class MethodRun {

    static final String STREAM = "evaluation";
    private static final double NANOS_PER_SECOND = 1e9;

    private final Supplier<GuardedStream> streams;
    private final Supplier<Optional<RevealedLabels>> labelSources;
    private final int batchSize;
    private final BooleanSupplier stop;
    private final Consumer<DomainResult> progress;
    private final List<DomainResult> results = new ArrayList<>();
    private GuardedStream stream;
    private Optional<RevealedLabels> labels = Optional.empty();
    private long instant;
    private int steps;
    private int skipped;
    private int interventions;
    private long nanos;

    /**
     * A run.
     *
     * @param streams makes a stream that has seen nothing yet
     * @param labelSources makes what tells such a stream its labels; empty if nothing does
     * @param stop asked before every batch
     * @param progress told of every finished visit
     */
    MethodRun(
            Supplier<GuardedStream> streams,
            Supplier<Optional<RevealedLabels>> labelSources,
            int batchSize,
            BooleanSupplier stop,
            Consumer<DomainResult> progress) {
        this.streams = streams;
        this.labelSources = labelSources;
        this.batchSize = batchSize;
        this.stop = stop;
        this.progress = progress;
    }

    /**
     * Runs the stream.
     *
     * @throws CancellationException if {@code stop} says so
     */
    RunResult over(List<Supplier<Segment>> segments, String method, long seed) throws Exception {
        start();
        ProcessMemory.restartPeak();
        for (Supplier<Segment> segment : segments) {
            over(segment.get());
        }
        return new RunResult(
                method,
                seed,
                List.copyOf(results),
                steps,
                skipped,
                nanos / NANOS_PER_SECOND,
                ProcessMemory.peakBytes());
    }

    private void start() {
        stream = streams.get();
        labels = labelSources.get();
    }

    private void over(Segment segment) throws Exception {
        if (segment.reset()) {
            start();
        }
        int[] seen = new int[segment.domains().size()];
        int[] wrong = new int[seen.length];
        for (int from = 0; from < segment.size(); from += batchSize) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("stopped");
            }
            step(segment, from, Math.min(from + batchSize, segment.size()), seen, wrong);
        }
        if (!segment.scored()) {
            return;
        }
        for (int d = 0; d < seen.length; d++) {
            DomainResult result = new DomainResult(
                    segment.domains().get(d),
                    segment.severity(),
                    segment.visit(),
                    seen[d],
                    wrong[d],
                    d == 0 ? interventions : 0);
            results.add(result);
            progress.accept(result);
        }
        interventions = 0;
    }

    private void step(Segment segment, int from, int to, int[] seen, int[] wrong) throws Exception {
        List<Sample> samples = new ArrayList<>(to - from);
        for (int at = from; at < to; at++) {
            Segment.Place place = segment.place(at);
            byte[] input = segment.inputs().get(place.domain()).input(place.row());
            samples.add(new Sample(STREAM, instant, ++instant, 0, input));
        }
        long start = System.nanoTime();
        GuardedStream.Step step = stream.step(samples);
        float[][] predicted = labels.isPresent()
                ? labels.get().predictions(samples, step, truth(segment, from, to))
                : step.probabilities();
        nanos += System.nanoTime() - start;
        steps++;
        skipped += step.result().skipped().isPresent() ? 1 : 0;
        interventions += step.interfered() ? 1 : 0;
        for (int n = 0; n < samples.size(); n++) {
            Segment.Place place = segment.place(from + n);
            float[] row = predicted[n];
            seen[place.domain()]++;
            if (Predictions.mostProbable(row, 0, row.length)
                    != segment.inputs().get(place.domain()).label(place.row())) {
                wrong[place.domain()]++;
            }
        }
    }

    private static int[] truth(Segment segment, int from, int to) {
        int[] truth = new int[to - from];
        for (int n = 0; n < truth.length; n++) {
            Segment.Place place = segment.place(from + n);
            truth[n] = segment.inputs().get(place.domain()).label(place.row());
        }
        return truth;
    }
}
