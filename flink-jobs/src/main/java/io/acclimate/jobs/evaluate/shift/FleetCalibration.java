// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.operators.shift.ShiftObservation;

import com.fasterxml.jackson.databind.node.ArrayNode;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** False alarms of the job's monitor on fleets whose streams show batches without a shift, against the fleet's budget. */
final class FleetCalibration {

    private static final int[] FLEETS = {20, 100, 1_000, 10_000};
    private static final int BATCHES = 1_000_000;
    private static final double BUDGET = 40;

    private final ShiftKnowledge knowledge;
    private final List<ShiftObservation> calm;
    private final int batchSize;

    /** Streams draw their batches from {@code calm}. */
    FleetCalibration(ShiftKnowledge knowledge, List<ShiftObservation> calm, int batchSize) {
        this.knowledge = knowledge;
        this.calm = calm;
        this.batchSize = batchSize;
    }

    void run(long seed, Consumer<String> print, ArrayNode json, BooleanSupplier stop) {
        double threshold = FalseAlarmBudget.threshold(1, 1, 1, BATCHES / BUDGET * knowledge.charts());
        ShiftMonitor monitor = new ShiftMonitor(knowledge, threshold);
        for (int streams : FLEETS) {
            if (stop.getAsBoolean()) {
                return;
            }
            TreeMap<String, Integer> byChart = new TreeMap<>();
            SplittableRandom random = new SplittableRandom(seed);
            for (int stream = 0; stream < streams; stream++) {
                watch(monitor, BATCHES / streams, random, byChart);
            }
            int alarms = byChart.values().stream().mapToInt(Integer::intValue).sum();
            print.accept(String.format(
                    Locale.ROOT,
                    "%,d streams of %,d batches: %d false alarms, budget %.0f (ratio %.2f)%s",
                    streams,
                    BATCHES / streams,
                    alarms,
                    BUDGET,
                    alarms / BUDGET,
                    byChart.isEmpty() ? "" : ": " + byChart));
            json.addObject()
                    .put("streams", streams)
                    .put("batches", BATCHES / streams)
                    .put("falseAlarms", alarms)
                    .put("budget", BUDGET);
        }
    }

    /** A stream; after an alarm another one takes its place. */
    private void watch(ShiftMonitor monitor, int batches, SplittableRandom random, TreeMap<String, Integer> byChart) {
        double[] state = {};
        for (int i = 0; i < batches; i++) {
            ShiftObservation seen = calm.get(random.nextInt(calm.size()));
            ShiftMonitor.Update update = monitor.update(state, seen, batchSize, i + 1);
            state = update.state();
            if (update.signal().filter(ShiftMonitor.Signal::opened).isPresent()) {
                byChart.merge(update.signal().get().statistic(), 1, Integer::sum);
                state = new double[0];
            }
        }
    }
}
