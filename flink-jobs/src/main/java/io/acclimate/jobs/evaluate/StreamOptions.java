// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

/**
 * What a setting leaves open.
 *
 * @param samples most samples per domain, at least 1
 * @param dirichlet concentration of the shares by which classes are put in clumps; 0 sorts by class
 * @param visits how often {@link Setting#RECURRING} shows every domain, at least 1
 * @param imbalance how much more probable the frequent class of {@link Setting#LABEL_SHIFT} is, at least 1
 * @param wreckSamples samples of every wrecking part of {@link Setting#WRECK}, at least 1
 */
public record StreamOptions(int samples, double dirichlet, int visits, double imbalance, int wreckSamples) {

    /** Checks every value. */
    public StreamOptions {
        require(samples >= 1, "--samples must be at least 1");
        require(dirichlet >= 0 && Double.isFinite(dirichlet), "--dirichlet must be a number of 0 or more");
        require(visits >= 1, "--visits must be at least 1");
        require(wreckSamples >= 1, "--wreck-samples must be at least 1");
        require(imbalance >= 1 && Double.isFinite(imbalance), "--imbalance must be a number of 1 or more");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
