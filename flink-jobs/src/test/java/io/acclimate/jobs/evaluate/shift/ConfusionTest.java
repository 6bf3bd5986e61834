// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.Diagnosis;

import org.junit.jupiter.api.Test;

import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ConfusionTest {

    @Test
    void everyTruthIsARowAndEveryAnswerAColumn() {
        Confusion confusion = new Confusion("what moved", Diagnosis.Kind.values());
        confusion.add("label", Optional.of(Diagnosis.Kind.LABEL));
        confusion.add("label", Optional.of(Diagnosis.Kind.BOTH));
        confusion.add("label", Optional.of(Diagnosis.Kind.LABEL));
        confusion.add("none", Optional.<Diagnosis.Kind>empty());

        assertThat(confusion.text().lines().toList())
                .contains(
                        "what moved  no alarm  unknown  covariate  label  both",
                        "label              0        0          0      2     1",
                        "none               1        0          0      0     0");
    }
}
