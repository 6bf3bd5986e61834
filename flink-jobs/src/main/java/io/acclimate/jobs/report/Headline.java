// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/** The few numbers that a reader wants first. */
final class Headline {

    private Headline() {}

    static String markup(RunSnapshot run) {
        Accuracy shifted = run.groups().stream().map(GroupResult::during).reduce(Accuracy.NONE, Accuracy::plus);
        String cards = card("adapted accuracy", Wording.percent(run.overall().adapted()), frozen(run.overall()))
                + card("adapted, under shift", Wording.percent(shifted.adapted()), frozen(shifted))
                + card(
                        "known shifts found",
                        SummaryTable.found(run.alerts()),
                        "median delay " + Wording.seconds(run.alerts().medianDelaySeconds()))
                + card(
                        "false alarms",
                        Wording.count(run.alerts().falseAlarms()),
                        "of " + Wording.count(run.counts().alertsOpened()) + " alerts")
                + card(
                        "throughput",
                        Wording.rate(run.throughput().meanPerSecond()),
                        Wording.count(run.counts().windows()) + " windows")
                + card(
                        "latency, p99",
                        Wording.millis(run.latency().p99Millis()),
                        "p50 " + Wording.millis(run.latency().p50Millis()));
        return Markup.styled("div", "cards", cards);
    }

    private static String frozen(Accuracy accuracy) {
        return "frozen " + Wording.percent(accuracy.frozen());
    }

    private static String card(String name, String value, String note) {
        return Markup.styled(
                "div",
                "card",
                Markup.styled("span", "name", Markup.escape(name))
                        + Markup.styled("strong", "value", Markup.escape(value))
                        + Markup.styled("span", "note", Markup.escape(note)));
    }
}
