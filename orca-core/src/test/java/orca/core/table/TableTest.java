package orca.core.table;

import static orca.core.table.Row.ignore;
import static orca.core.table.Row.row;
import static orca.core.table.TableTest.Door.*;
import static orca.core.table.TableTest.Push.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    enum Door implements State {
        UNBUILT, SHUT, OPEN, BURNT;

        @Override
        public String owner() {
            return "the porter";
        }

        @Override
        public boolean isEnd() {
            return this == BURNT;
        }
    }

    enum Push { BUILD, PULL, PUSH, FIRE, CLEAR }

    private static final Table<Door, Push> DOOR = door()
            .row(UNBUILT, BUILD, SHUT)
            .row(SHUT, PULL, OPEN)
            .row(SHUT, FIRE, BURNT)
            .ignore(SHUT, PUSH)
            .row(OPEN, PUSH, SHUT)
            .row(OPEN, PULL, OPEN)
            .row(OPEN, FIRE, BURNT)
            .row(BURNT, BUILD, SHUT)
            .row(BURNT, CLEAR, UNBUILT)
            .ignore(BURNT, FIRE)
            .table();

    private static Table.Rows<Door, Push> door() {
        return Table.named("door", Door.class, Push.class);
    }

    @Test
    void whatIsListedMovesOrIsIgnoredAndEverythingElseIsRefusedWithAReason() {
        assertThat(DOOR.step(SHUT, PULL)).isEqualTo(new Verdict.Moved<>(OPEN));
        assertThat(DOOR.step(OPEN, PULL)).as("to where it is").isEqualTo(new Verdict.Moved<>(OPEN));
        assertThat(DOOR.step(SHUT, PUSH)).isEqualTo(new Verdict.Ignored<>());
        assertThat(DOOR.step(UNBUILT, PULL)).isEqualTo(new Verdict.Refused<>("door: PULL is not possible while UNBUILT"));
    }

    @Test
    void aMoveThatIsKnownToBeLegalGivesTheStateAndAnyOtherIsAFault() {
        assertThat(DOOR.move(SHUT, PULL)).isEqualTo(OPEN);
        assertThat(DOOR.move(SHUT, PUSH)).isEqualTo(SHUT);
        assertThatThrownBy(() -> DOOR.move(UNBUILT, FIRE)).isInstanceOf(IllegalStateException.class)
                .hasMessage("door: FIRE is not possible while UNBUILT");
    }

    @Test
    void onlyAMoveIsAllowed() {
        assertThat(DOOR.allows(SHUT, PULL)).isTrue();
        assertThat(DOOR.allows(SHUT, PUSH)).isFalse();
        assertThat(DOOR.allows(UNBUILT, PULL)).isFalse();
    }

    @Test
    void twoRowsForOneCellAreRefused() {
        assertThatThrownBy(() -> door().row(SHUT, PULL, OPEN).ignore(SHUT, PULL).table())
                .hasMessage("door: two rows for SHUT on PULL");
    }

    @Test
    void anEndIsLeftForTheStartOrAsItWasOnceOpenedAndNotOtherwise() {
        door().row(UNBUILT, BUILD, SHUT).row(BURNT, CLEAR, UNBUILT).row(BURNT, BUILD, SHUT).row(BURNT, FIRE, BURNT).table();
        assertThatThrownBy(() -> door().row(BURNT, PULL, OPEN).table()).hasMessage("door: BURNT on PULL -> OPEN leaves an end");
        assertThatThrownBy(() -> door().row(UNBUILT, BUILD, SHUT).row(BURNT, BUILD, OPEN).table())
                .hasMessageEndingWith("leaves an end");
    }

    @Test
    void aRowCanBePlantedInACopyAndTheTableStaysAsItIs() {
        Table<Door, Push> wrong = DOOR.with(row(BURNT, PULL, OPEN)).with(ignore(SHUT, PULL));

        assertThat(wrong.step(BURNT, PULL)).isEqualTo(new Verdict.Moved<>(OPEN));
        assertThat(wrong.step(SHUT, PULL)).isEqualTo(new Verdict.Ignored<>());
        assertThat(DOOR.step(BURNT, PULL)).isInstanceOf(Verdict.Refused.class);
        assertThat(DOOR.step(SHUT, PULL)).isEqualTo(new Verdict.Moved<>(OPEN));
    }

    @Test
    void rowsPlantedOneAfterAnotherAreAllThere() {
        Table<Door, Push> wrong = DOOR.with(row(UNBUILT, FIRE, BURNT)).with(row(SHUT, PULL, SHUT));

        assertThat(wrong.step(UNBUILT, FIRE)).as("the first of two").isEqualTo(new Verdict.Moved<>(BURNT));
        assertThat(wrong.step(SHUT, PULL)).isEqualTo(new Verdict.Moved<>(SHUT));
    }

    @Test
    void aWatcherSeesTheRowsThatAreUsedAndOfPlantedOnesThePlanted() {
        List<Row<Door, Push>> used = new ArrayList<>();
        Table<Door, Push> watched = DOOR.with(row(UNBUILT, FIRE, BURNT)).watchedBy(used::add);
        watched.step(SHUT, PULL);
        watched.move(SHUT, PUSH);
        watched.step(UNBUILT, FIRE);
        watched.step(UNBUILT, PULL);
        watched.allows(OPEN, FIRE);
        DOOR.step(OPEN, PUSH);

        assertThat(used).containsExactly(row(SHUT, PULL, OPEN), ignore(SHUT, PUSH), row(UNBUILT, FIRE, BURNT));
    }

    @Test
    void aRowReadsAsASentence() {
        assertThat(row(SHUT, PULL, OPEN)).hasToString("SHUT on PULL -> OPEN");
        assertThat(ignore(SHUT, PUSH)).hasToString("SHUT on PUSH is ignored");
    }

    @Test
    void theDiagramHasOneArrowForEachPairOfStatesAndNoneForWhatIsIgnored() {
        assertThat(DOOR.diagram()).isEqualTo("""
                stateDiagram-v2
                    [*] --> UNBUILT
                    UNBUILT --> SHUT: build
                    SHUT --> OPEN: pull
                    SHUT --> BURNT: fire
                    OPEN --> SHUT: push
                    OPEN --> OPEN: pull
                    OPEN --> BURNT: fire
                    BURNT --> UNBUILT: clear
                    BURNT --> SHUT: build
                    BURNT --> [*]
                """);
    }
}
