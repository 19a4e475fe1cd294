package io.xfrmgate.agent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under headings, within 100 columns: where they do not fit, the widest column is cut. */
final class Table {
    private static final int MAX_WIDTH = 100;
    private static final String BETWEEN = "  ";
    private static final int MIN_COLUMN = 8;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row; what a peer sent has no control characters in it. */
    void row(Object... cells) {
        rows.add(Arrays.stream(cells)
                .map(cell -> cell.toString().replaceAll("\\p{Cntrl}", "?"))
                .toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public String toString() {
        int[] widths = widths();
        StringBuilder out = new StringBuilder();
        line(headings, widths, out);
        rows.forEach(row -> line(row, widths, out));
        return out.toString();
    }

    private int[] widths() {
        int[] widths = headings.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        int room = MAX_WIDTH - BETWEEN.length() * (widths.length - 1);
        while (Arrays.stream(widths).sum() > room) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                if (widths[i] > widths[widest]) {
                    widest = i;
                }
            }
            if (widths[widest] <= MIN_COLUMN) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private static void line(List<String> cells, int[] widths, StringBuilder out) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String shown = cell.length() <= widths[i] ? cell : cell.substring(0, widths[i] - 1) + "…";
            line.append(i == 0 ? "" : BETWEEN).append(shown).append(" ".repeat(widths[i] - shown.length()));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
