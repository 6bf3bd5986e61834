// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends one stream through the adaptation engine, as the job does, and counts wrong predictions. */
final class MethodRun {

    private static final String STREAM = "evaluation";
    private static final double NANOS_PER_SECOND = 1e9;

    private final AdaptationEngine engine;
    private final int batchSize;
    private final BooleanSupplier stop;
    private final Consumer<DomainResult> progress;
    private final List<DomainResult> results = new ArrayList<>();
    private Optional<StreamState> state = Optional.empty();
    private long instant;
    private int steps;
    private int skipped;
    private long nanos;

    /**
     * A run.
     *
     * @param stop asked before every batch
     * @param progress told of every finished visit
     */
    MethodRun(AdaptationEngine engine, int batchSize, BooleanSupplier stop, Consumer<DomainResult> progress) {
        this.engine = engine;
        this.batchSize = batchSize;
        this.stop = stop;
        this.progress = progress;
    }

    /**
     * Runs the stream.
     *
     * @throws CancellationException if {@code stop} says so
     */
    RunResult over(List<Supplier<Segment>> segments, String method, long seed) {
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

    private void over(Segment segment) {
        if (segment.reset()) {
            state = Optional.empty();
        }
        int[] seen = new int[segment.domains().size()];
        int[] wrong = new int[seen.length];
        for (int from = 0; from < segment.size(); from += batchSize) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("stopped");
            }
            step(segment, from, Math.min(from + batchSize, segment.size()), seen, wrong);
        }
        for (int d = 0; d < seen.length; d++) {
            DomainResult result =
                    new DomainResult(segment.domains().get(d), segment.severity(), segment.visit(), seen[d], wrong[d]);
            results.add(result);
            progress.accept(result);
        }
    }

    private void step(Segment segment, int from, int to, int[] seen, int[] wrong) {
        List<Sample> samples = new ArrayList<>(to - from);
        for (int at = from; at < to; at++) {
            Segment.Place place = segment.place(at);
            byte[] input = segment.inputs().get(place.domain()).input(place.row());
            samples.add(new Sample(STREAM, instant, ++instant, 0, input));
        }
        long start = System.nanoTime();
        BatchResult result =
                engine.step(List.of(new StreamBatch(STREAM, state, samples))).get(0);
        nanos += System.nanoTime() - start;
        steps++;
        skipped += result.skipped().isPresent() ? 1 : 0;
        state = Optional.of(result.state());
        for (int n = 0; n < samples.size(); n++) {
            Segment.Place place = segment.place(from + n);
            float[] row = result.probabilities()[n];
            seen[place.domain()]++;
            if (Predictions.classes(row, row.length)[0]
                    != segment.inputs().get(place.domain()).label(place.row())) {
                wrong[place.domain()]++;
            }
        }
    }
}
