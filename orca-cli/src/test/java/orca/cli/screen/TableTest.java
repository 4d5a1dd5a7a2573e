package orca.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final List<Column> COLUMNS = List.of(
            Column.whole("ID"), Column.extra("STATE", 2), Column.number("UNITS", 1), Column.words("REASON", 8, 3));
    private static final Table TABLE = new Table(COLUMNS, List.of(
            row("guest-1", "active", "2", ""),
            row("guest-2", "ticketing", "10", "the broker waits for an operator to say yes or no")));

    @Test
    void cellsStandUnderTheirHeadingsAndNumbersAtTheRight() {
        assertThat(String.join("\n", TABLE.lines(100, false))).isEqualTo("""
                ID       STATE      UNITS  REASON
                guest-1  active         2
                guest-2  ticketing     10  the broker waits for an operator to say yes or no""");
    }

    @Test
    void theLongestWordsAreCutFirst() {
        assertThat(String.join("\n", TABLE.lines(45, false))).isEqualTo("""
                ID       STATE      UNITS  REASON
                guest-1  active         2
                guest-2  ticketing     10  the broker waits..""");
    }

    @Test
    void columnsAreLeftOutByRankWhenCuttingIsNotEnough() {
        assertThat(String.join("\n", TABLE.lines(30, false))).isEqualTo("""
                ID       STATE      UNITS
                guest-1  active         2
                guest-2  ticketing     10""");
        assertThat(String.join("\n", TABLE.lines(20, false))).isEqualTo("""
                ID       UNITS
                guest-1      2
                guest-2     10""");
    }

    @Test
    void noLineIsEverWiderThanTheScreen() {
        for (int width = 1; width < 120; width++) {
            assertThat(TABLE.lines(width, false)).hasSize(3);
            int most = TABLE.lines(width, false).stream().mapToInt(String::length).max().orElseThrow();
            assertThat(most).as("width " + width).isLessThanOrEqualTo(width);
        }
    }

    @Test
    void coloursTakeNoRoom() {
        Table table = new Table(List.of(Column.whole("ID"), Column.whole("STATE")),
                List.of(List.of(Cell.of("a"), new Cell("active", Tone.GOOD))));
        List<String> painted = table.lines(80, true);
        assertThat(painted.get(1)).contains("\u001b[32mactive\u001b[0m");
        assertThat(painted.stream().map(line -> line.replaceAll("\u001b\\[[0-9]*m", "").stripTrailing()).toList())
                .isEqualTo(table.lines(80, false));
    }

    @Test
    void whatATerminalWouldObeyIsNotPrinted() {
        assertThat(Cell.of("a\u001b[2Jb\nc\u0007").text()).isEqualTo("a?[2Jb c?");
    }

    @Test
    void lettersBeyondSixteenBitsCountOnceAndAreNeverSplit() {
        assertThat(Table.cut("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", 3)).isEqualTo("\uD83D\uDE00..");
        assertThat(Cell.of("\uD83D\uDE00").width()).isEqualTo(1);
    }

    private static List<Cell> row(String... texts) {
        return List.of(texts).stream().map(Cell::of).toList();
    }
}
