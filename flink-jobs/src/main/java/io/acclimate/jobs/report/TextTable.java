// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines of text in columns: the first ones to the left, numbers to the right, two spaces between. */
public final class TextTable {

    private final int leftColumns;
    private final List<String[]> rows = new ArrayList<>();

    /** A table whose first {@code leftColumns} columns are text. */
    public TextTable(int leftColumns) {
        this.leftColumns = leftColumns;
    }

    /** Adds a row. */
    public TextTable row(String... cells) {
        rows.add(cells.clone());
        return this;
    }

    /** A line of dashes under the rows so far, as wide as each column. */
    public TextTable rule() {
        rows.add(new String[0]);
        return this;
    }

    /** All lines. */
    public String text() {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : "  ").append(cell(row, i, widths[i]));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int[] widths() {
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int[] widths = new int[columns];
        Arrays.setAll(widths, i -> rows.stream()
                .mapToInt(row -> i < row.length ? row[i].length() : 0)
                .max()
                .orElse(0));
        return widths;
    }

    private String cell(String[] row, int column, int width) {
        if (row.length == 0) {
            return "-".repeat(width);
        }
        String content = column < row.length ? row[column] : "";
        String pad = " ".repeat(width - content.length());
        return column < leftColumns ? content + pad : pad + content;
    }
}
