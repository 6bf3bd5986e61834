// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.report.TextTable;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How often each truth was diagnosed as what. */
final class Confusion {

    private static final String NO_ALARM = "no alarm";

    private final String title;
    private final List<String> answers;
    private final Map<String, int[]> counts = new TreeMap<>();

    /** For diagnoses that are constants of this enumeration. */
    Confusion(String title, Enum<?>[] answers) {
        this.title = title;
        this.answers = Arrays.stream(answers).map(Confusion::name).toList();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    void add(String truth, Optional<? extends Enum<?>> answer) {
        int column = answer.map(found -> 1 + answers.indexOf(name(found))).orElse(0);
        counts.computeIfAbsent(truth, key -> new int[1 + answers.size()])[column]++;
    }

    String text() {
        TextTable table = new TextTable(1);
        String[] head = new String[2 + answers.size()];
        head[0] = title;
        head[1] = NO_ALARM;
        for (int i = 0; i < answers.size(); i++) {
            head[2 + i] = answers.get(i);
        }
        table.row(head).rule();
        counts.forEach((truth, row) -> {
            String[] cells = new String[1 + row.length];
            cells[0] = truth;
            for (int i = 0; i < row.length; i++) {
                cells[1 + i] = Integer.toString(row[i]);
            }
            table.row(cells);
        });
        return table.text().stripTrailing();
    }

    void write(ObjectNode json) {
        counts.forEach((truth, row) -> {
            ObjectNode node = json.putObject(truth);
            node.put(NO_ALARM, row[0]);
            for (int i = 0; i < answers.size(); i++) {
                node.put(answers.get(i), row[1 + i]);
            }
        });
    }
}
