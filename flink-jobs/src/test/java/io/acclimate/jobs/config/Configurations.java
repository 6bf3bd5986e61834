// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Loads configurations for tests. */
final class Configurations {

    private Configurations() {}

    /** A configuration of {@code keysAndValues} and a model path. */
    static JobConfiguration of(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of("model.path", "models/hapt"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return JobConfiguration.load(Optional.empty(), values);
    }

    /** The sentences that refuse a configuration of {@code keysAndValues} and a model path. */
    static List<String> problemsOf(String... keysAndValues) {
        return catchThrowableOfType(ConfigurationException.class, () -> of(keysAndValues))
                .problems();
    }

    /** A configuration file in {@code directory}. */
    static Path file(Path directory, String yaml) {
        try {
            return Files.writeString(directory.resolve("job.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
