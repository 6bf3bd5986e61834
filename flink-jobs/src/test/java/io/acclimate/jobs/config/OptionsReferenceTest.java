// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class OptionsReferenceTest {

    private static final Path DOCS = Path.of(System.getProperty("basedir", "."), "..", "docs");
    private static final Pattern COMMENTED_OPTION = Pattern.compile("(?m)^# (?=[a-z.-]+: \\S)");
    private static final String REGENERATE =
            "mvn -pl flink-jobs -am test -Dtest=OptionsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dacclimate.regenerate=true";

    @ParameterizedTest
    @ValueSource(strings = {"options.md", "acclimate.yaml"})
    void generatedFileIsUpToDate(String name) throws IOException {
        if (Boolean.getBoolean("acclimate.regenerate")) {
            OptionsReference.write(DOCS);
        }
        Path file = DOCS.resolve(name);

        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("docs/%s is stale; regenerate it: %s", name, REGENERATE)
                .isEqualTo(OptionsReference.files().get(name));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                KafkaOptions.class,
                ModelOptions.class,
                InputOptions.class,
                WindowOptions.class,
                EventOptions.class,
                AdaptOptions.class,
                RmtOptions.class,
                MethodOptions.class,
                WrapperOptions.class,
                ExecutionOptions.class,
                AlertOptions.class,
                GuardOptions.class,
                LabelOptions.class
            })
    void everyOptionIsListed(Class<?> holder) throws IllegalAccessException {
        for (Field field : holder.getFields()) {
            Object option = field.get(null);
            assertThat(option == KafkaOptions.PROPERTIES
                            || AcclimateOptions.all().contains(option))
                    .as("%s of %s is in its group", field.getName(), holder.getSimpleName())
                    .isTrue();
        }
    }

    @Test
    void exampleFileWithAllCommentsRemovedHoldsTheDefaults(@TempDir Path directory) {
        String example = OptionsReference.files().get("acclimate.yaml");
        String active = COMMENTED_OPTION.matcher(example).replaceAll("");

        JobConfiguration loaded = JobConfiguration.load(
                Optional.of(Configurations.file(directory, active)), Map.of("model.path", "models/hapt"));

        JobConfiguration defaults = Configurations.of();
        for (ConfigOption<?> option : AcclimateOptions.all()) {
            assertThat(active).containsPattern("(?m)^(# )?" + Pattern.quote(option.key()) + ":");
            assertThat((Object) loaded.get(option)).as(option.key()).isEqualTo(defaults.get(option));
        }
        assertThat(active).containsPattern("(?m)^adapt.method: acclimate$");
    }
}
