// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of all topics of one Acclimate installation: {@code prefix.sensors}, {@code prefix.predictions} and so on.
 *
 * @param prefix what all names begin with, 1 to 200 of the characters that Kafka allows in a topic name
 */
public record Topics(String prefix) {

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
    private static final List<String> SHORT_NAMES = List.of(
            "sensors",
            "events",
            "predictions",
            "alerts",
            "adaptation-log",
            "control",
            "labels",
            "label-requests",
            "dead-letters");

    /** The topics of prefix {@code acclimate}. */
    public static final Topics DEFAULT = new Topics("acclimate");

    /**
     * Checks the prefix.
     *
     * @throws IllegalArgumentException with a sentence if Kafka would refuse the names
     */
    public Topics {
        if (!LEGAL.matcher(prefix).matches()) {
            throw new IllegalArgumentException("topic prefix '" + prefix
                    + "' is not a Kafka name: use 1 to 200 letters, digits, dots, underscores or hyphens");
        }
    }

    /** Sensor packets, the input. */
    public String sensors() {
        return name("sensors");
    }

    /** Packets of event cameras, the input of models that are fed by them. */
    public String events() {
        return name("events");
    }

    /** One prediction per window. */
    public String predictions() {
        return name("predictions");
    }

    /** Shift alerts. */
    public String alerts() {
        return name("alerts");
    }

    /** What each adaptation step did: the audit trail. */
    public String adaptationLog() {
        return name("adaptation-log");
    }

    /** Control commands to the job. */
    public String control() {
        return name("control");
    }

    /** Labels that arrive late. */
    public String labels() {
        return name("labels");
    }

    /** Windows that a label is asked for. */
    public String labelRequests() {
        return name("label-requests");
    }

    /** Refused records with their provenance. */
    public String deadLetters() {
        return name("dead-letters");
    }

    /** All names, in the order in which this class declares them. */
    public List<String> all() {
        return SHORT_NAMES.stream().map(this::name).toList();
    }

    /** The full name for a short one such as {@code alerts}; any other name is taken to be full already. */
    public String resolve(String name) {
        return SHORT_NAMES.contains(name) ? name(name) : name;
    }

    private String name(String shortName) {
        return prefix + "." + shortName;
    }
}
