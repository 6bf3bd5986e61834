// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class YamlFileTest {

    @TempDir
    private Path directory;

    private final List<String> problems = new ArrayList<>();

    @Test
    void valuesKeepTheTextOfTheFile() {
        assertThat(read("a: 1.10\nb: 010\nc: yes\nd: '10 s'\ne: \"\"\nf: {}\n"))
                .isEqualTo(Map.of("a", "1.10", "b", "010", "c", "yes", "d", "10 s", "e", ""));
        assertThat(problems).isEmpty();
    }

    @Test
    void emptyFileHoldsNothing() {
        assertThat(read("# only a comment\n")).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void keyThatIsSetTwiceIsRefused() {
        read("adapt:\n  method: rmt\nadapt.method: tent\n");

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("adapt.method is set twice, in lines 2 and 3 of")
                .endsWith("keep one");
    }

    @Test
    void keyWithoutValueIsRefused() {
        read("adapt:\n  method:\n");

        assertThat(problems).singleElement().asString().startsWith("adapt.method has no value in line 2 of");
    }

    @Test
    void listAsKeyIsRefused() {
        read("? [a, b]\n: 1\n");

        assertThat(problems).singleElement().asString().startsWith("line 1 of").endsWith("write a plain key");
    }

    @Test
    void fileOfAListIsRefused() {
        read("- adapt.method\n- rmt\n");

        assertThat(problems).singleElement().asString().contains("does not hold options");
    }

    @Test
    void groupThatHoldsItselfIsRefused() {
        read("adapt: &x {rmt: *x}\n");

        assertThat(problems).singleElement().asString().contains("is nested more than 20 deep");
    }

    @Test
    void fileThatIsNotYamlIsRefusedWithTheLine() {
        assertThat(refusal("a: 1\nb: [1\nc: {"))
                .contains("is not YAML; correct it")
                .contains("line 3");
    }

    @Test
    void fileThatIsNotThereIsRefused() {
        Path missing = directory.resolve("missing.yaml");

        assertThat(refusal(missing)).isEqualTo("the configuration file %s is not there; name one that is", missing);
    }

    @Test
    void directoryIsRefused() {
        assertThat(refusal(directory)).contains("cannot be read");
    }

    @Test
    void fileThatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(directory.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xfc});

        assertThat(refusal(file)).contains("cannot be read").contains("UTF-8");
    }

    private Map<String, String> read(String yaml) {
        return YamlFile.read(Configurations.file(directory, yaml), problems);
    }

    private String refusal(String yaml) {
        return refusal(Configurations.file(directory, yaml));
    }

    private String refusal(Path file) {
        return catchThrowableOfType(ConfigurationException.class, () -> YamlFile.read(file, problems))
                .getMessage();
    }
}
