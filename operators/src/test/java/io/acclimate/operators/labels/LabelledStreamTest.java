// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.operators.labels.LabelledStream.Receipt;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;
import io.acclimate.state.RememberedWindow;
import io.acclimate.state.WindowLabel;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A label counts once, for a window that is remembered; requests keep their budget; everything is bounded. */
class LabelledStreamTest {

    private static final int REMEMBERED = 8;
    private static final int MEMORY = 6;
    private static final int BATCH = 4;
    private static final int CLASSES = SyntheticModel.CLASSES;
    private static final LabelSpace SPACE = new LabelSpace(SyntheticModel.trained());
    private static final int FEATURES = SPACE.prototypes().get(0).input().length - 1;

    private final RememberedWindows windows = RememberedWindows.inMemory();
    private long step;

    private LabelledStream stream(double requests) {
        return new LabelledStream(
                new LabelSettings(true, REMEMBERED, MEMORY, requests),
                new HeadTuner(SPACE),
                LabelMemory.empty("model"),
                LabelHead.NONE,
                windows);
    }

    /** Windows that end at {@code from}, {@code from + 1} ...; the third of each batch is the least sure one. */
    private LabelledStream.Seen batch(LabelledStream stream, int from) throws Exception {
        List<RememberedWindow> batch = new ArrayList<>();
        float[][] current = new float[BATCH][];
        for (int n = 0; n < BATCH; n++) {
            float sure = n == 2 ? 0.4f : 0.7f + 0.05f * n;
            current[n] = new float[] {sure, 1 - sure - 0.02f, 0.01f, 0.01f};
            batch.add(new RememberedWindow(from + n - 1, from + n, new float[FEATURES], current[n]));
        }
        return stream.see(batch, current, current, ++step);
    }

    private static WindowLabel label(long end, int label) {
        return new WindowLabel("press", end, label);
    }

    @Test
    void aLabelOfARememberedWindowIsTakenOnce() throws Exception {
        LabelledStream stream = stream(0);
        batch(stream, 1);

        assertThat(stream.label(label(2, 1), step)).isEqualTo(Receipt.TAKEN);
        assertThat(stream.label(label(2, 1), step)).isEqualTo(Receipt.REPEATED);
        assertThat(stream.memory().labelled()).hasSize(1);
    }

    @Test
    void anotherClassForALabelledWindowCorrectsIt() throws Exception {
        LabelledStream stream = stream(0);
        batch(stream, 1);
        stream.label(label(2, 1), step);
        stream.tune();

        assertThat(stream.label(label(2, 3), step)).isEqualTo(Receipt.CORRECTED);
        assertThat(stream.memory().labelled()).singleElement().satisfies(labelled -> assertThat(labelled.label())
                .isEqualTo(3));
        assertThat(stream.tune()).isPresent();
    }

    @Test
    void aLabelOfAWindowThatIsNoLongerRememberedIsNotUsed() throws Exception {
        LabelledStream stream = stream(0);
        for (int from = 1; from <= 3 * BATCH; from += BATCH) {
            batch(stream, from);
        }

        assertThat(stream.memory().remembered()).hasSize(REMEMBERED);
        assertThat(stream.label(label(4, 0), step)).isEqualTo(Receipt.FORGOTTEN);
        assertThat(stream.label(label(5, 0), step)).isEqualTo(Receipt.TAKEN);
    }

    @Test
    void aLabelThatComesBeforeItsWindowWaitsForIt() throws Exception {
        LabelledStream stream = stream(0);

        assertThat(stream.label(label(3, 2), step)).isEqualTo(Receipt.EARLY);
        assertThat(stream.label(label(3, 2), step)).isEqualTo(Receipt.REPEATED);
        assertThat(batch(stream, 1).received())
                .containsExactly(new LabelledStream.Received(label(3, 2), Receipt.TAKEN));
        assertThat(stream.memory().early()).isEmpty();
        assertThat(stream.memory().labelled()).hasSize(1);
    }

    @Test
    void anEarlyLabelOfAWindowThatNeverComesIsForgotten() throws Exception {
        LabelledStream stream = stream(0);
        stream.label(new WindowLabel("press", 0, 2), step);
        LabelledStream.Seen seen = batch(stream, 1);

        assertThat(seen.received()).extracting(LabelledStream.Received::receipt).containsExactly(Receipt.FORGOTTEN);
    }

    @Test
    void noMoreEarlyLabelsWaitThanTheBoundSays() throws Exception {
        LabelledStream stream = stream(0);
        for (int i = 0; i < LabelMemory.MOST_EARLY; i++) {
            assertThat(stream.label(label(1000 + i, 0), step)).isEqualTo(Receipt.EARLY);
        }

        assertThat(stream.label(label(5000, 0), step)).isEqualTo(Receipt.NO_ROOM);
        assertThat(stream.memory().early()).hasSize(LabelMemory.MOST_EARLY);
    }

    @Test
    void theOldestLabelOfTheMostFrequentClassMakesRoom() throws Exception {
        LabelledStream stream = stream(0);
        batch(stream, 1);
        batch(stream, 1 + BATCH);
        stream.label(label(1, 3), step);
        for (int end = 2; end <= MEMORY + 1; end++) {
            stream.label(label(end, 0), step);
        }

        assertThat(stream.memory().labelled())
                .extracting(labelled -> labelled.window().endMicros())
                .containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void requestsKeepTheirBudgetAndTakeTheLeastSureWindow() throws Exception {
        LabelledStream stream = stream(125);
        List<Long> asked = new ArrayList<>();
        for (int from = 1; from <= 10 * BATCH; from += BATCH) {
            batch(stream, from)
                    .requests()
                    .forEach(request -> asked.add(request.window().endMicros()));
        }

        assertThat(asked).hasSize(10 * BATCH * 125 / 1000);
        assertThat(asked).allMatch(end -> end % BATCH == 3);
    }

    @Test
    void aWindowThatWasAskedForIsRememberedUntilItsLabelComes() throws Exception {
        LabelledStream stream = stream(250);
        long asked = batch(stream, 1).requests().get(0).window().endMicros();
        for (int from = 1 + BATCH; from <= 10 * BATCH; from += BATCH) {
            batch(stream, from);
        }

        assertThat(stream.label(label(asked, 1), step)).isEqualTo(Receipt.TAKEN);
        assertThat(stream.memory().asked()).doesNotContain(asked);
    }

    @Test
    void anUndoForgetsLabelsThatCameAfterTheStep() throws Exception {
        LabelledStream stream = stream(0);
        batch(stream, 1);
        stream.label(label(1, 0), 1);
        stream.label(label(2, 0), 5);

        stream.undo(3);
        assertThat(stream.memory().labelled()).hasSize(1);
        stream.undo(-1);
        assertThat(stream.memory().labelled()).isEmpty();
    }

    @Test
    void whatIsNotFiniteIsNotRemembered() throws Exception {
        LabelledStream stream = stream(0);
        float[] broken = new float[FEATURES];
        broken[0] = Float.NaN;
        float[][] sure = {{1, 0, 0, 0}};

        stream.see(List.of(new RememberedWindow(0, 1, broken, sure[0])), sure, sure, 1);

        assertThat(stream.label(label(1, 0), 1)).isEqualTo(Receipt.FORGOTTEN);
        assertThat(CLASSES).isEqualTo(sure[0].length);
    }
}
