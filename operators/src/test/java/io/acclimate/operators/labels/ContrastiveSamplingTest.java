// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ContrastiveSamplingTest {

    @Test
    void scoresAreMarginsOfContrastedProbabilitiesAndShareOfTheClassAmongSureWindows() {
        float[][] current = {{0.8f, 0.2f}, {0.5f, 0.5f}, {0.3f, 0.7f}, {0.9f, 0.1f}};
        float[][] preceding = {{0.6f, 0.4f}, {0.9f, 0.1f}, {0.3f, 0.7f}, {0.9f, 0.1f}};

        double[] scores = ContrastiveSampling.scores(current, preceding);

        double[] margins = {0.6 + 0.03 * 0.4, 0.03 * 0.8, 0.4, 0.8};
        double[] shares = {1, 1, 0, 1};
        for (int n = 0; n < scores.length; n++) {
            assertThat(scores[n]).isCloseTo(margins[n] / 0.8 + 0.1 * shares[n], within(1e-6));
        }
    }

    @Test
    void ofTwoWindowsOfEqualMarginTheOneThatAdaptationMadeSurerIsWorthLess() {
        float[][] current = {{0.7f, 0.3f}, {0.7f, 0.3f}};
        float[][] preceding = {{0.5f, 0.5f}, {0.9f, 0.1f}};

        double[] scores = ContrastiveSampling.scores(current, preceding);

        assertThat(scores[1]).isLessThan(scores[0]);
    }
}
