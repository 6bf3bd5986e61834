// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.Gradients;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The thread that passes run on, one after the other in the order in which they come, beside the task's own. */
final class PassThread implements AutoCloseable {

    /** Begins as the task's thread does, so that measurements find both. */
    private static final String NAME = "adaptation";

    private static final long CLOSE_SECONDS = 60;

    private final AdaptationEngine engine;
    private final StepReview review;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ExecutorService thread;

    /** What a pass made of one batch, and what was found in it. */
    record Step(StreamBatch batch, BatchResult result, StepReview.Findings findings) {}

    /**
     * A pass that has run.
     *
     * @param steps of its batches, in order
     * @param millis that the engine took
     */
    record Ran(List<Step> steps, double millis) {

        double millisPerStep() {
            return millis / steps.size();
        }
    }

    /**
     * Starts the thread.
     *
     * @param threads that libtorch uses per operation
     * @param priority of the thread; it counts if the JVM hands priorities on to the system (-XX:ThreadPriorityPolicy=1)
     */
    PassThread(AdaptationEngine engine, StepReview review, AdaptMetrics metrics, int threads, int priority) {
        this.engine = engine;
        this.review = review;
        this.thread = Executors.newSingleThreadExecutor(passes -> {
            Thread made = new Thread(passes, NAME);
            made.setPriority(priority);
            return made;
        });
        this.thread.execute(() -> prepare(threads));
        metrics.watchPasses(inFlight::get);
    }

    /** libtorch starts every thread with recording on, and OpenMP with as many threads below it as there are cores. */
    private static void prepare(int threads) {
        Gradients.offForThisThread();
        Devices.threads(threads);
    }

    /**
     * Hands a pass over.
     *
     * @param pass batches of different streams, all with the same number of windows
     * @param ended is called once the future is complete, on any thread
     */
    Future<Ran> submit(List<StreamBatch> pass, Runnable ended) {
        inFlight.incrementAndGet();
        CompletableFuture<Ran> ran = CompletableFuture.supplyAsync(() -> run(pass), thread);
        ran.whenComplete((result, failure) -> {
            try {
                ended.run();
            } finally {
                inFlight.decrementAndGet();
            }
        });
        return ran;
    }

    private Ran run(List<StreamBatch> pass) {
        long started = System.nanoTime();
        List<BatchResult> results = engine.step(pass);
        double millis = (System.nanoTime() - started) / 1e6;
        StepReview.Findings[] findings = new StepReview.Findings[pass.size()];
        engine.forEach(pass.size(), s -> findings[s] = review.look(pass.get(s), results.get(s)));
        List<Step> steps = new ArrayList<>(pass.size());
        for (int s = 0; s < findings.length; s++) {
            steps.add(new Step(pass.get(s), results.get(s), findings[s]));
        }
        return new Ran(steps, millis);
    }

    /** Waits for a pass; throws what it threw. */
    static Ran await(Future<Ran> pass) throws Exception {
        try {
            return pass.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // The model's memory must outlive the pass that reads it.
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a pass has been running for over a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
