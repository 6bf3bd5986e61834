// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.schemas.AdaptationAction;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

import java.util.function.IntSupplier;

/**
 * Metrics of the adapt operator, under {@code acclimate.adapt}. Counters: {@code windows}, {@code batches}, {@code passes},
 * {@code updates}, {@code skippedUpdates}, {@code alertsOpened}, {@code alertsResolved}, {@code cacheHits}, {@code
 * cacheMisses}, {@code evictions}, {@code slowedUpdates}, {@code rollbacks}, {@code resets}, {@code freezes}, {@code labels} (of use), {@code unusedLabels}, {@code labelTunings},
 * {@code labelHeadsUndone}, {@code labelRequests}. Gauges: {@code loss}, {@code entropy} and {@code shiftScore} (latest), {@code
 * parameterDistance} (latest), {@code cacheBytes}, {@code cachedStreams}, {@code passesInFlight} (that run or wait for it). Histograms: {@code passMillis}, {@code
 * latencyMillis} (from the broker's timestamp to the prediction). No stream id stands in any of them.
 */
final class AdaptMetrics {

    private static final int HISTOGRAM_WINDOW = 1000;

    private final MetricGroup group;
    private final Counter windows;
    private final Counter batches;
    private final Counter passes;
    private final Counter updates;
    private final Counter skipped;
    private final Counter alertsOpened;
    private final Counter alertsResolved;
    private final Counter slowed;
    private final Counter rollbacks;
    private final Counter resets;
    private final Counter freezes;
    private final Counter cacheHits;
    private final Counter cacheMisses;
    private final Counter evictions;
    private final Counter labels;
    private final Counter unusedLabels;
    private final Counter labelTunings;
    private final Counter labelHeadsUndone;
    private final Counter labelRequests;
    private final Histogram passMillis;
    private final Histogram latencyMillis;
    private double loss;
    private double entropy;
    private double shiftScore;
    private double parameterDistance;

    AdaptMetrics(MetricGroup parent, StreamCache<?> cache) {
        group = parent.addGroup("acclimate").addGroup("adapt");
        windows = group.counter("windows");
        batches = group.counter("batches");
        passes = group.counter("passes");
        updates = group.counter("updates");
        skipped = group.counter("skippedUpdates");
        alertsOpened = group.counter("alertsOpened");
        alertsResolved = group.counter("alertsResolved");
        slowed = group.counter("slowedUpdates");
        rollbacks = group.counter("rollbacks");
        resets = group.counter("resets");
        freezes = group.counter("freezes");
        cacheHits = group.counter("cacheHits");
        cacheMisses = group.counter("cacheMisses");
        evictions = group.counter("evictions");
        labels = group.counter("labels");
        unusedLabels = group.counter("unusedLabels");
        labelTunings = group.counter("labelTunings");
        labelHeadsUndone = group.counter("labelHeadsUndone");
        labelRequests = group.counter("labelRequests");
        passMillis = group.histogram("passMillis", new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
        latencyMillis = group.histogram("latencyMillis", new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
        group.gauge("loss", (Gauge<Double>) () -> loss);
        group.gauge("entropy", (Gauge<Double>) () -> entropy);
        group.gauge("shiftScore", (Gauge<Double>) () -> shiftScore);
        group.gauge("parameterDistance", (Gauge<Double>) () -> parameterDistance);
        group.gauge("cacheBytes", (Gauge<Long>) cache::bytes);
        group.gauge("cachedStreams", (Gauge<Integer>) cache::size);
    }

    /** Tells how many passes are in flight; at most once. */
    void watchPasses(IntSupplier inFlight) {
        group.gauge("passesInFlight", (Gauge<Integer>) inFlight::getAsInt);
    }

    void markPass(long millis) {
        passes.inc();
        passMillis.update(millis);
    }

    void markBatch(BatchResult result, double score) {
        batches.inc();
        windows.inc(result.probabilities().length);
        (result.skipped().isPresent() ? skipped : updates).inc();
        loss = result.loss();
        entropy = result.meanEntropy();
        shiftScore = score;
        parameterDistance = result.parameterDistance();
    }

    /** What was done after all with the streams' batches. */
    void markAction(AdaptationAction action) {
        switch (action) {
            case SLOWED -> slowed.inc();
            case ROLLED_BACK -> rollbacks.inc();
            case RESTORED_TO_SOURCE -> resets.inc();
            case FROZEN -> freezes.inc();
            default -> {}
        }
    }

    void markLatency(long millis) {
        latencyMillis.update(millis);
    }

    void markAlert(ShiftMonitor.Signal signal) {
        switch (signal.change()) {
            case OPENED -> alertsOpened.inc();
            case RESOLVED -> alertsResolved.inc();
            case DUE -> {
                // An incident that goes on is counted already.
            }
        }
    }

    void markCache(boolean hit) {
        (hit ? cacheHits : cacheMisses).inc();
    }

    void markLabel(boolean used) {
        (used ? labels : unusedLabels).inc();
    }

    void markTuning(boolean undone) {
        labelTunings.inc();
        if (undone) {
            labelHeadsUndone.inc();
        }
    }

    void markLabelRequest() {
        labelRequests.inc();
    }

    void markEviction() {
        evictions.inc();
    }
}
