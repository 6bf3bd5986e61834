// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.List;

/** Labelled test data in several domains: corruptions, faults, batches of ageing sensors. */
public interface TestData {

    /** The highest severity. */
    int FULL = 5;

    /** The severity of inputs as they were before the domain's shift; where domains are graded. */
    int CLEAN = 0;

    /** Short name for titles. */
    String name();

    /** Names of the domains, in the order of the protocol. */
    List<String> domains();

    /** Number of classes. */
    int classes();

    /** Size of a batch where the user names none. */
    int batchSize();

    /** Whether domains exist at severities below {@link #FULL}. */
    boolean graded();

    /**
     * Inputs without a shift that the model was not trained on, in the order in which they were recorded.
     *
     * @param limit most rows
     */
    LabelledInputs clean(int limit);

    /**
     * The inputs of a domain.
     *
     * @param severity {@link #CLEAN} to {@link #FULL}; {@link #FULL} if the data are not graded
     * @param limit most rows
     */
    LabelledInputs load(String domain, int severity, int limit);

    /**
     * Inputs between the changes that the data bring themselves, such as users, sessions or months, in the order in which they
     * were recorded; none where there are no such changes.
     *
     * @param limit most rows of each
     */
    default List<LabelledInputs> stretches(int limit) {
        return List.of();
    }
}
