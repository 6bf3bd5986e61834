// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.YamlParserUtils;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads a configuration file: YAML, with nested keys, keys with dots, or both. Values keep the text that stands in the
 * file; a parser that gives types would turn {@code 1.10} into {@code 1.1}, and Flink's own prints stack traces.
 */
final class YamlFile {

    private static final int DEEPEST = 20;

    private final Path file;
    private final List<String> problems;
    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, Integer> lines = new TreeMap<>();

    private YamlFile(Path file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * All values by their key with dots.
     *
     * @param problems takes a sentence for each key that cannot be read
     * @throws ConfigurationException if the file is not there or is not YAML
     */
    static Map<String, String> read(Path file, List<String> problems) {
        YamlFile yaml = new YamlFile(file, problems);
        yaml.compose().ifPresent(root -> yaml.add("", root, 0));
        return yaml.values;
    }

    private Optional<Node> compose() {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            return new Compose(settings).composeString(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw refused("the configuration file %s is not there; name one that is".formatted(file));
        } catch (IOException e) {
            throw refused("the configuration file %s cannot be read (%s); make it a readable text file in UTF-8"
                    .formatted(file, e));
        } catch (YamlEngineException e) {
            throw refused("the configuration file %s is not YAML; correct it: %s"
                    .formatted(file, e.getMessage().strip().replaceAll("\\s+", " ")));
        }
    }

    private static ConfigurationException refused(String problem) {
        return new ConfigurationException(List.of(problem));
    }

    private void add(String key, Node node, int depth) {
        if (depth > DEEPEST) {
            problems.add("%s is nested more than %d deep; write keys with dots instead".formatted(key, DEEPEST));
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                addEntry(key, entry, depth);
            }
        } else if (key.isEmpty()) {
            problems.add("%s does not hold options; write lines such as 'adapt.method: rmt'".formatted(file));
        } else {
            addValue(key, node);
        }
    }

    private void addEntry(String prefix, NodeTuple entry, int depth) {
        if (entry.getKeyNode() instanceof ScalarNode name) {
            String key = prefix.isEmpty() ? name.getValue() : prefix + "." + name.getValue();
            add(key, entry.getValueNode(), depth + 1);
        } else {
            problems.add("line %d of %s has a list or a group as its key; write a plain key"
                    .formatted(line(entry.getKeyNode()), file));
        }
    }

    private void addValue(String key, Node node) {
        if (node.getTag().equals(Tag.NULL)) {
            problems.add(
                    "%s has no value in line %d of %s; set one or remove the line".formatted(key, line(node), file));
            return;
        }
        Integer before = lines.put(key, line(node));
        if (before != null) {
            problems.add(
                    "%s is set twice, in lines %d and %d of %s; keep one".formatted(key, before, line(node), file));
        }
        values.put(key, node instanceof ScalarNode scalar ? scalar.getValue() : list(node));
    }

    /** A list as Flink reads it from one line of text. */
    private static String list(Node node) {
        return YamlParserUtils.toYAMLString(plain(node, 0));
    }

    private static Object plain(Node node, int depth) {
        if (node instanceof SequenceNode sequence && depth < DEEPEST) {
            return sequence.getValue().stream()
                    .map(item -> plain(item, depth + 1))
                    .collect(Collectors.toList());
        }
        if (node instanceof MappingNode mapping && depth < DEEPEST) {
            Map<Object, Object> entries = new LinkedHashMap<>();
            for (NodeTuple entry : mapping.getValue()) {
                entries.put(plain(entry.getKeyNode(), depth + 1), plain(entry.getValueNode(), depth + 1));
            }
            return entries;
        }
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
