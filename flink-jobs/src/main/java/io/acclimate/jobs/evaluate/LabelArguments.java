// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import picocli.CommandLine.Option;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Options of {@code acclimate evaluate} on labels that come late. */
final class LabelArguments {

    @Option(
            names = "--labels-per-hundred",
            paramLabel = "N",
            split = ",",
            defaultValue = "0",
            description = "Labels that every method is told per hundred samples, one run for each number"
                    + " (default: ${DEFAULT-VALUE}).")
    private List<Double> perHundred;

    @Option(
            names = "--label-delay",
            paramLabel = "BATCHES",
            defaultValue = "5",
            description = "Batches by which they come late (default: ${DEFAULT-VALUE}).")
    private int delay;

    @Option(
            names = "--label-choice",
            paramLabel = "WHO",
            split = ",",
            defaultValue = "requested",
            description = "Whose samples are labelled: those that are requested, or random ones, or both with a comma"
                    + " (default: ${DEFAULT-VALUE}).")
    private List<LabelPlan.Choice> choices;

    /** One plan for each number and choice; without labels there is nothing to choose. */
    Set<LabelPlan> plans() {
        Set<LabelPlan> plans = new LinkedHashSet<>();
        for (double number : perHundred) {
            for (LabelPlan.Choice choice : choices) {
                plans.add(number == 0 ? LabelPlan.NONE : new LabelPlan(number, choice, delay));
            }
        }
        return plans;
    }
}
