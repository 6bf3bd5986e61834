// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.operators.adapt.AdaptationMethods;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.operators.model.ModelSpec;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The job's options for each method that is evaluated.
 *
 * @param published whether a method starts from the settings under which it was published, or from the job's defaults
 * @param overrides options that win over both
 * @param model model package
 * @param batchSize samples per batch
 */
record MethodConfigurations(boolean published, Map<String, String> overrides, Path model, int batchSize) {

    /**
     * The options of a method.
     *
     * @throws io.acclimate.jobs.config.ConfigurationException if one of them is wrong
     */
    JobConfiguration of(String method, long seed) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("model.threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
        options.putAll(options(method));
        options.put("model.path", model.toString());
        options.put("adapt.method", method);
        options.put("adapt.batch-size", Integer.toString(batchSize));
        options.put("adapt.seed", Long.toString(seed));
        return JobConfiguration.load(Optional.empty(), options);
    }

    private Map<String, String> options(String method) {
        Map<String, String> options = new LinkedHashMap<>();
        if (published && AdaptationMethods.NAMES.contains(method)) {
            options.putAll(PublishedSettings.of(method));
        }
        options.putAll(overrides);
        return options;
    }

    /** What the options say of filters before a model that is fed by event cameras; {@code model.path} need not be one. */
    static EventFilterSpec eventFilters(Map<String, String> options, ModelSpec model) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put("model.path", "of the model that is evaluated");
        return JobConfiguration.load(Optional.empty(), all).eventFilters(model);
    }

    /** What differs from the job's defaults, as one text. */
    String described(String method) {
        return options(method).entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(" "));
    }
}
