// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.Optional;

/**
 * The charts of a monitor's vector of layout {@value #LAYOUT}, in which streams had a level but no spread of their own.
 *
 * @param levels of the source view's statistics
 * @param answers of the answers' distances
 * @param features of the projected features
 */
record EarlierCharts(ScoreCharts levels, Optional<ScoreCharts> answers, Optional<FeatureChart> features) {

    static final int LAYOUT = 2;

    /** Numbers of all charts in that layout. */
    int length() {
        return levels.earlierLength()
                + answers.map(ScoreCharts::earlierLength).orElse(0)
                + features.map(FeatureChart::earlierLength).orElse(0);
    }

    /** The charts that begin at {@code at} in a vector of that layout, as the monitor keeps them. */
    double[] upgraded(double[] old, int at) {
        int answersAt = at + levels.earlierLength();
        int featuresAt = answersAt + answers.map(ScoreCharts::earlierLength).orElse(0);
        double[] first = levels.upgraded(Arrays.copyOfRange(old, at, answersAt)).orElseThrow();
        double[] second = answers.map(charts -> charts.upgraded(Arrays.copyOfRange(old, answersAt, featuresAt))
                        .orElseThrow())
                .orElse(new double[0]);
        double[] third = features.map(chart ->
                        chart.upgraded(Arrays.copyOfRange(old, featuresAt, featuresAt + chart.earlierLength())))
                .orElse(new double[0]);
        double[] all = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        System.arraycopy(third, 0, all, first.length + second.length, third.length);
        return all;
    }
}
