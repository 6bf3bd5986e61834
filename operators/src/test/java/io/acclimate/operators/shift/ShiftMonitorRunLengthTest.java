// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** All charts together keep the budget that they share. */
class ShiftMonitorRunLengthTest {

    private static final ShiftKnowledge KNOWLEDGE = GaussianStream.knowledge();
    private static final int BATCHES = 15_000;
    private static final double WANTED = 300;

    @Test
    void falseAlarmsOfAllChartsAreNotMoreThanTheBudgetAndAHalf() {
        double threshold = FalseAlarmBudget.threshold(1, 1, KNOWLEDGE.charts(), WANTED);
        ShiftMonitor monitor = new ShiftMonitor(KNOWLEDGE, threshold);
        GaussianStream stream = new GaussianStream(31);
        int alarms = 0;
        double[] state = {};
        for (int i = 0; i < BATCHES; i++) {
            ShiftWatch.Batch batch = stream.batch(KNOWLEDGE, GaussianStream.even(), 0, 1);
            ShiftMonitor.Update update = monitor.update(state, batch.seen(), GaussianStream.WINDOWS, batch.endMicros());
            boolean opened = update.signal().filter(ShiftMonitor.Signal::opened).isPresent();
            alarms += opened ? 1 : 0;
            state = opened ? new double[0] : update.state();
        }
        assertThat(alarms / (BATCHES / WANTED)).isBetween(0.3, 1.5);
    }
}
