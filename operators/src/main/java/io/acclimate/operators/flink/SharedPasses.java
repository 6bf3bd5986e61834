// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.state.Sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Predicts whole batches and learns from them, in one pass for the batches of many streams, on the task's thread. What there is to find in their steps is
 * worked out beside it, where a GPU leaves cores free.
 */
final class SharedPasses implements BatchRunner {

    /** Looks per pass wait whether windows still come. */
    private static final int LOOKS = 10;

    private final BatchingSettings batching;
    private final AdaptationEngine engine;
    private final PendingWindows waiting;
    private final StreamStore store;
    private final StepReview review;
    private final AdaptMetrics metrics;
    private final LongSupplier clock;
    private final Map<String, StreamBatch> closed = new LinkedHashMap<>();
    private long arrivals;
    private long arrivalsAtLook;
    private long waitingSinceMillis;

    SharedPasses(
            BatchingSettings batching,
            AdaptationEngine engine,
            PendingWindows waiting,
            StreamStore store,
            StepReview review,
            AdaptMetrics metrics,
            LongSupplier clock) {
        this.batching = batching;
        this.engine = engine;
        this.waiting = waiting;
        this.store = store;
        this.review = review;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Sample arrived(Sample window) {
        arrivals++;
        return window;
    }

    @Override
    public void closed(String streamId) throws Exception {
        if (closed.containsKey(streamId)) {
            runPasses();
        }
        if (closed.isEmpty()) {
            waitingSinceMillis = clock.getAsLong();
        }
        closed.put(streamId, new StreamBatch(streamId, store.get(streamId), waiting.take(streamId)));
        if (closed.size() >= batching.streamsPerPass()) {
            runPasses();
        }
    }

    @Override
    public void restored(String streamId, List<Sample> batch) throws Exception {
        closed.put(streamId, new StreamBatch(streamId, store.get(streamId), batch));
        waiting.forget(streamId, batch.size());
    }

    @Override
    public boolean waits() {
        return !closed.isEmpty();
    }

    @Override
    public long waitMillis() {
        return batching.passWaitMillis() / LOOKS;
    }

    /** While windows come, batches of other streams may close, too; when none do, waiting would only idle. */
    @Override
    public void run() throws Exception {
        if (arrivals == arrivalsAtLook || clock.getAsLong() - waitingSinceMillis >= batching.passWaitMillis()) {
            runPasses();
        }
        arrivalsAtLook = arrivals;
    }

    private void runPasses() throws Exception {
        List<List<StreamBatch>> passes = StreamBatch.byLength(closed.values());
        closed.clear();
        for (List<StreamBatch> pass : passes) {
            long started = System.nanoTime();
            List<BatchResult> results = engine.step(pass);
            double millis = (System.nanoTime() - started) / 1e6;
            metrics.markPass(Math.round(millis));
            StepReview.Findings[] findings = new StepReview.Findings[pass.size()];
            engine.forEach(pass.size(), s -> findings[s] = review.look(pass.get(s), results.get(s)));
            for (int s = 0; s < pass.size(); s++) {
                review.finish(pass.get(s), results.get(s), findings[s], millis / pass.size());
            }
        }
    }

    @Override
    public void beforeBarrier() throws Exception {
        runPasses();
    }

    @Override
    public void finish(Predicate<String> streams) throws Exception {
        runPasses();
    }

    @Override
    public void close() {}
}
