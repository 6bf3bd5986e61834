// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.List;

/**
 * What an evaluation found, with all that a fair comparison must state.
 *
 * @param data name of the test data
 * @param domains what is told apart in the results: the data's domains, or wrecking streams; in order
 * @param setting the setting
 * @param options what the setting left open
 * @param batchSize samples per batch
 * @param modelId id of the model package
 * @param architecture its architecture
 * @param threads of PyTorch
 * @param methods one entry for each method
 */
public record EvaluationReport(
        String data,
        List<String> domains,
        Setting setting,
        StreamOptions options,
        int batchSize,
        String modelId,
        String architecture,
        int threads,
        List<MethodResult> methods) {

    /** The frozen model's name among the methods. */
    public static final String FROZEN = "source";

    /**
     * One method over all seeds.
     *
     * @param method its name
     * @param guarded whether the guard stood over it
     * @param labels which labels it was told
     * @param settings options {@code adapt.*} that differ from the job's defaults, one text
     * @param runs one for each seed, at least one
     */
    public record MethodResult(
            String method, boolean guarded, LabelPlan labels, String settings, List<RunResult> runs) {

        /** A method that was told no labels. */
        public MethodResult(String method, boolean guarded, String settings, List<RunResult> runs) {
            this(method, guarded, LabelPlan.NONE, settings, runs);
        }

        /** Its heading in a table. */
        public String label() {
            return new MethodVariant(method, guarded, labels).label();
        }

        /** Whether this is the frozen model. */
        public boolean frozen() {
            return method.equals(FROZEN) && !guarded && labels.none();
        }

        /** Mean over the seeds of the batches in which the guard stepped in, of one domain. */
        public double interventions(String domain) {
            return average(runs.stream()
                    .mapToDouble(run -> run.domains().stream()
                            .filter(result -> result.domain().equals(domain))
                            .mapToInt(DomainResult::interventions)
                            .sum())
                    .toArray());
        }

        /** Mean over the seeds of the batches in which the guard stepped in. */
        public double interventions() {
            return average(runs.stream().mapToDouble(RunResult::interventions).toArray());
        }

        /** Mean over the seeds of the mean error, 0..1. */
        public double meanError() {
            return average(runs.stream().mapToDouble(RunResult::meanError).toArray());
        }

        /** Sample standard deviation over the seeds of the mean error; NaN for one seed. */
        public double spread() {
            double mean = meanError();
            double squares = runs.stream()
                    .mapToDouble(run -> Math.pow(run.meanError() - mean, 2))
                    .sum();
            return runs.size() < 2 ? Double.NaN : Math.sqrt(squares / (runs.size() - 1));
        }

        /** Mean error over the visits at full severity, over all seeds. */
        public double fullSeverityError() {
            return average(
                    runs.stream().mapToDouble(RunResult::fullSeverityError).toArray());
        }

        /** Mean over the seeds of a domain's error at its highest severity. */
        public double domainError(String domain) {
            return average(
                    runs.stream().mapToDouble(run -> run.domainError(domain)).toArray());
        }

        /** Samples per second over all runs. */
        public double rate() {
            return runs.stream().mapToDouble(RunResult::samples).sum()
                    / runs.stream().mapToDouble(RunResult::seconds).sum();
        }

        /** Highest resident memory of all runs, bytes; -1 if unknown. */
        public long peakBytes() {
            return runs.stream().mapToLong(RunResult::peakBytes).max().orElse(-1);
        }

        /** How much higher than the frozen model's the error of the worst domain is; may be negative. */
        public double worstLoss(MethodResult frozen, List<String> domains) {
            return domains.stream()
                    .mapToDouble(domain -> domainError(domain) - frozen.domainError(domain))
                    .max()
                    .orElse(Double.NaN);
        }

        private static double average(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum / values.length;
        }
    }
}
