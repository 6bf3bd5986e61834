// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import java.util.ArrayList;
import java.util.List;

/** Rows of text whose columns line up. */
final class TextTable {

    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;
    private final int left;

    /**
     * A table.
     *
     * @param left how many of the first columns begin at the left; numbers end at the right
     */
    TextTable(int left, String... header) {
        this.left = left;
        this.widths = new int[header.length];
        row(header);
    }

    void row(String... cells) {
        rows.add(cells);
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
    }

    List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(String[] cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(widths[i] - cells[i].length());
            line.append(i == 0 ? "" : GAP).append(i < left ? cells[i] + padding : padding + cells[i]);
        }
        return line.toString().stripTrailing();
    }
}
