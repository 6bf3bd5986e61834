// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.flink.PassThread.Ran;
import io.acclimate.operators.flink.PassThread.Step;
import io.acclimate.state.Sample;

import org.apache.flink.api.common.operators.MailboxExecutor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Predicts whole batches and learns from them, in one pass for the batches of many streams. Passes run on a thread of
 * their own: meanwhile the task's thread gathers the windows of the next one, and sends out what the one before gave.
 *
 * <p>With one stream per pass nothing runs meanwhile, so that what a command or a label meets does not depend on time.
 */
final class SharedPasses implements BatchRunner {

    /** Looks per pass wait whether windows still come. */
    private static final int LOOKS = 10;

    /** One that runs, and one that follows without a gap. */
    private static final int MOST_IN_FLIGHT = 2;

    private final BatchingSettings batching;
    private final PendingWindows waiting;
    private final StreamStore store;
    private final StepReview review;
    private final AdaptMetrics metrics;
    private final LongSupplier clock;
    private final MailboxExecutor task;
    private final PassThread thread;
    private final Map<String, List<Sample>> closed = new LinkedHashMap<>();
    private final Deque<Future<Ran>> inFlight = new ArrayDeque<>();
    private final Set<String> learning = new HashSet<>();
    private long arrivals;
    private long arrivalsAtLook;
    private long waitingSinceMillis;

    /**
     * Starts the thread.
     *
     * @param task runs something on the task's thread
     * @param threads that libtorch uses per operation
     */
    SharedPasses(
            BatchingSettings batching,
            AdaptationEngine engine,
            PendingWindows waiting,
            StreamStore store,
            StepReview review,
            AdaptMetrics metrics,
            LongSupplier clock,
            MailboxExecutor task,
            int threads) {
        this.batching = batching;
        this.waiting = waiting;
        this.store = store;
        this.review = review;
        this.metrics = metrics;
        this.clock = clock;
        this.task = task;
        this.thread = new PassThread(engine, review, metrics, threads, Thread.NORM_PRIORITY);
    }

    @Override
    public Sample arrived(Sample window) {
        arrivals++;
        return window;
    }

    @Override
    public void closed(String streamId) throws Exception {
        if (closed.containsKey(streamId)) {
            start();
        }
        if (closed.isEmpty()) {
            waitingSinceMillis = clock.getAsLong();
        }
        closed.put(streamId, waiting.take(streamId));
        if (closed.size() >= batching.streamsPerPass()) {
            start();
        }
    }

    @Override
    public void restored(String streamId, List<Sample> batch) throws Exception {
        closed.put(streamId, batch);
        waiting.forget(streamId, batch.size());
    }

    @Override
    public boolean waits() {
        return !closed.isEmpty();
    }

    @Override
    public long waitMillis() {
        return Math.max(1, batching.passWaitMillis() / LOOKS);
    }

    /**
     * While windows come, or another pass runs, batches of other streams may close, too; when none do, waiting would only
     * idle.
     */
    @Override
    public void run() throws Exception {
        boolean due = arrivals == arrivalsAtLook || clock.getAsLong() - waitingSinceMillis >= batching.passWaitMillis();
        if (due && inFlight.isEmpty()) {
            start();
        }
        arrivalsAtLook = arrivals;
    }

    private void start() throws Exception {
        if (!Collections.disjoint(closed.keySet(), learning)) {
            settle();
        }
        List<StreamBatch> batches = new ArrayList<>(closed.size());
        for (Map.Entry<String, List<Sample>> batch : closed.entrySet()) {
            batches.add(new StreamBatch(batch.getKey(), store.get(batch.getKey()), batch.getValue()));
        }
        closed.clear();
        for (List<StreamBatch> pass : StreamBatch.passes(batches, batching.streamsPerPass())) {
            while (inFlight.size() >= MOST_IN_FLIGHT) {
                settleFirst();
            }
            pass.forEach(batch -> learning.add(batch.streamId()));
            inFlight.add(thread.submit(pass, this::ended));
        }
        if (batching.streamsPerPass() == 1) {
            settle();
        }
    }

    private void ended() {
        try {
            task.execute(this::settleEnded, "a pass has ended");
        } catch (RejectedExecutionException e) {
            // The task is over, and has settled what it wanted.
        }
    }

    private void settleEnded() throws Exception {
        while (!inFlight.isEmpty() && inFlight.getFirst().isDone()) {
            settleFirst();
        }
    }

    private void settle() throws Exception {
        while (!inFlight.isEmpty()) {
            settleFirst();
        }
    }

    private void settleFirst() throws Exception {
        Ran pass = PassThread.await(inFlight.getFirst());
        inFlight.removeFirst();
        metrics.markPass(Math.round(pass.millis()));
        for (Step step : pass.steps()) {
            review.finish(step.batch(), step.result(), step.findings(), pass.millisPerStep());
            learning.remove(step.batch().streamId());
        }
    }

    @Override
    public void beforeBarrier() throws Exception {
        start();
        settle();
    }

    @Override
    public void finish(Predicate<String> streams) throws Exception {
        start();
        settle();
    }

    @Override
    public void close() {
        thread.close();
    }
}
