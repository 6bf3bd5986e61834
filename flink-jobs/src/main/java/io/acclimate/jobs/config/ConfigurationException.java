// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import java.util.List;

/** The job cannot start as it is configured; each line of the message is a sentence that says what to set. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** Carries all problems, at least one. */
    public ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence per problem. */
    public List<String> problems() {
        return problems;
    }
}
