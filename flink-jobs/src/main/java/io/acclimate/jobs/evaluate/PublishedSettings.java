// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options {@code adapt.*} under which the methods were published, for images of CIFAR size: statistics of the batch,
 * Adam with step size 1e-3. The job's defaults differ, because its streams send small and one-sided batches.
 */
final class PublishedSettings {

    private PublishedSettings() {}

    /** Options by key for a method; methods not named here have the common ones. */
    static Map<String, String> of(String method) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("adapt.statistics", "batch");
        options.put("adapt.optimizer", "adam");
        options.put("adapt.learning-rate", "1e-3");
        switch (method) {
            case "alpha-bn", "core" -> options.put("adapt.statistics-momentum", "0.1");
            case "acclimate", "cotta" -> options.put("adapt.scope", "full");
            case "gtta" -> {
                options.put("adapt.scope", "full");
                options.put("adapt.learning-rate", "1e-5");
            }
            case "memo" -> {
                options.put("adapt.scope", "full");
                options.put("adapt.learning-rate", "5e-3");
            }
            case "note" -> options.put("adapt.learning-rate", "1e-4");
            case "rpl" -> {
                options.put("adapt.optimizer", "sgd");
                options.put("adapt.learning-rate", "5e-4");
            }
            case "rmt" -> {
                options.put("adapt.scope", "full");
                options.put("adapt.rmt.teacher-momentum", "0.999");
                options.put("adapt.rmt.projection-size", "128");
            }
            default -> options.put("adapt.scope", "norm");
        }
        return options;
    }
}
