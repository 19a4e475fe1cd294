package io.xfrmgate.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("A", "B");
        table.row("long", 1);
        table.row("x", 22);
        assertThat(table).hasToString("A     B\nlong  1\nx     22\n");
    }

    @Test
    void aTableFits100Columns() {
        Table table = new Table("ONE", "TWO", "THREE");
        table.row("a".repeat(90), "b".repeat(60), "short");
        assertThat(table.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(table.toString()).contains("…").contains("short");
    }

    @Test
    void nothingInACellMovesTheCursor() {
        Table table = new Table("A");
        table.row("x\u001b[2Jy\nz");
        assertThat(table).hasToString("A\nx?[2Jy?z\n");
    }
}
