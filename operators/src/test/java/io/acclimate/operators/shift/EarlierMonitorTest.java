// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** Frozen vectors of layouts 2 and 3: twelve batches, the last four shifted, an incident open. */
class EarlierMonitorTest {

    private static final ShiftKnowledge KNOWLEDGE = GaussianStream.knowledge();
    private static final double THRESHOLD = FalseAlarmBudget.threshold(1, 1, KNOWLEDGE.charts(), 300);

    private final ShiftMonitor monitor = new ShiftMonitor(KNOWLEDGE, THRESHOLD);

    private double[] frozen(int layout) throws IOException {
        try (InputStream bytes = getClass().getResourceAsStream("/shift/monitor." + layout + ".hex")) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .mapToDouble(line -> Double.longBitsToDouble(Long.parseUnsignedLong(line, 16)))
                    .toArray();
        }
    }

    private static ShiftWatch.Batch next(double offset) {
        return new GaussianStream(78).batch(KNOWLEDGE, GaussianStream.even(), offset, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void itsIncidentGoesOnAndItsChartsStayWhereTheyWere(int layout) throws IOException {
        double[] frozen = frozen(layout);
        assertThat(monitor.mayRead(frozen.length)).isTrue();

        ShiftMonitor.Update update =
                monitor.update(frozen, next(0.6).seen(), GaussianStream.WINDOWS, 13 * GaussianStream.BATCH_MICROS);

        assertThat(update.state()).hasSize(monitor.length());
        assertThat(update.state()[1]).isEqualTo(1);
        assertThat(update.state()[2]).isEqualTo(1);
        assertThat(update.largest()).isGreaterThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aWatchKeepsItsHistoryWithIt(int layout) throws IOException {
        double[] frozen = frozen(layout);
        ShiftWatch watch = new ShiftWatch(KNOWLEDGE, THRESHOLD);
        double[] rest = new double[History.length(KNOWLEDGE.scores()) + Regimes.length(KNOWLEDGE.scores())];
        History history = History.of(new double[0], KNOWLEDGE.scores());
        for (int i = 1; i <= 12; i++) {
            history.add(i, next(0).seen(), new double[KNOWLEDGE.scores()]);
        }
        System.arraycopy(history.values(), 0, rest, 0, history.values().length);
        double[] old = Arrays.copyOf(frozen, frozen.length + rest.length);
        System.arraycopy(rest, 0, old, frozen.length, rest.length);

        double[] state = watch.update(old, next(0.6)).state();

        assertThat(state).hasSize(watch.length());
        int at = state.length - rest.length;
        double[] kept = Arrays.copyOfRange(state, at, at + history.values().length);
        assertThat(History.of(kept, KNOWLEDGE.scores()).size()).isEqualTo(13);
    }
}
