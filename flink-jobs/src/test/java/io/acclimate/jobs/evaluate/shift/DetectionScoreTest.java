// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DetectionScoreTest {

    @Test
    void theFirstAlarmWithinTheHorizonIsAHitAndAllOthersAreFalse() {
        DetectionScore score = DetectionScore.of(List.of(10, 103, 110, 400), new int[] {100, 300}, 500, 30);

        assertThat(score.recall()).isEqualTo(0.5);
        assertThat(score.precision()).isEqualTo(0.25);
        assertThat(score.meanDelay()).isEqualTo(3);
        assertThat(score.betweenFalseAlarms()).isCloseTo(166.7, within(0.1));
    }

    @Test
    void noAlarmScoresZeroAndAnAlarmAtOnceAHundred() {
        NabScore none = new NabScore(30);
        none.add(List.of(), new int[] {100, 300});
        NabScore perfect = new NabScore(30);
        perfect.add(List.of(100, 300), new int[] {100, 300});
        NabScore late = new NabScore(30);
        late.add(List.of(129), new int[] {100});
        NabScore chatty = new NabScore(30);
        chatty.add(List.of(10, 20, 100, 200, 300), new int[] {100, 300});

        assertThat(none.value()).isEqualTo(0);
        assertThat(perfect.value()).isCloseTo(100, within(1e-9));
        assertThat(late.value()).isBetween(50.0, 60.0);
        assertThat(chatty.value()).isBetween(80.0, 95.0);
    }
}
