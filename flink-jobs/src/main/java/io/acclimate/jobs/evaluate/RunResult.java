// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One method on one stream.
 *
 * @param method its name
 * @param seed of the stream and the method
 * @param domains one entry per visit of a domain, in stream order
 * @param steps batches
 * @param skipped batches whose update was not taken
 * @param seconds time in the adaptation engine
 * @param peakBytes highest resident memory of the process during the run; -1 if unknown
 */
public record RunResult(
        String method, long seed, List<DomainResult> domains, int steps, int skipped, double seconds, long peakBytes) {

    /** Unweighted mean of the errors of all domains and visits, 0..1. */
    public double meanError() {
        return mean(domains);
    }

    /** The same over the visits at full severity. */
    public double fullSeverityError() {
        return mean(domains.stream()
                .filter(domain -> domain.severity() == TestData.FULL)
                .toList());
    }

    /** Mean error of every domain over its visits at the highest severity that came, by name. */
    public double domainError(String name) {
        List<DomainResult> visits =
                domains.stream().filter(domain -> domain.domain().equals(name)).toList();
        int highest = visits.stream()
                .map(DomainResult::severity)
                .max(Comparator.naturalOrder())
                .orElse(0);
        return mean(visits.stream().filter(visit -> visit.severity() == highest).toList());
    }

    /** Mean error of each visit of all domains, by its number. */
    public Map<Integer, Double> visitErrors() {
        Map<Integer, Double> errors = new TreeMap<>();
        domains.stream()
                .map(DomainResult::visit)
                .distinct()
                .forEach(visit -> errors.put(
                        visit,
                        mean(domains.stream()
                                .filter(domain -> domain.visit() == visit)
                                .toList())));
        return errors;
    }

    /** Batches in which the guard stepped in. */
    public int interventions() {
        return domains.stream().mapToInt(DomainResult::interventions).sum();
    }

    /** Samples of all domains. */
    public int samples() {
        return domains.stream().mapToInt(DomainResult::samples).sum();
    }

    /** Samples per second of the adaptation engine. */
    public double rate() {
        return samples() / seconds;
    }

    private static double mean(List<DomainResult> results) {
        return results.stream().mapToDouble(DomainResult::error).average().orElse(Double.NaN);
    }
}
