package orca.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import orca.core.table.State;
import orca.core.table.Table;
import orca.core.table.Verdict;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.TicketTable;
import org.junit.jupiter.api.Test;

/**
 * Every trigger against every state, written down once more by hand: a state's name is where it goes, {@code -} is ignored,
 * {@code .} is refused.
 */
class TablesTest {
    private static final String TICKET = """
                         UNKNOWN   REQUESTED APPROVAL  TICKETED  RENEWING         RENEWAL_APPROVAL RELEASING REFUSED   CLOSED
            REQUEST      REQUESTED REQUESTED REQUESTED RENEWING  RENEWING         RENEWING         -         REQUESTED -
            GRANT        .         TICKETED  .         .         TICKETED         .                .         .         .
            REFUSE       .         REFUSED   .         .         TICKETED         .                .         .         .
            ASK_OPERATOR .         APPROVAL  .         .         RENEWAL_APPROVAL .                .         .         .
            APPROVE      .         .         REQUESTED .         .                RENEWING         .         .         .
            DENY         .         REFUSED   REFUSED   .         TICKETED         TICKETED         .         .         .
            OVERDUE      .         REFUSED   REFUSED   .         TICKETED         TICKETED         .         .         .
            CLOSE        CLOSED    CLOSED    CLOSED    RELEASING RELEASING        RELEASING        -         CLOSED    -
            REVOKE       .         .         .         RELEASING RELEASING        RELEASING        -         .         .
            EXPIRE       .         .         .         CLOSED    CLOSED           CLOSED           CLOSED    .         .
            FREED        .         .         .         .         .                .                CLOSED    .         .
            FORGET       .         .         .         .         .                .                .         UNKNOWN   UNKNOWN
            """;

    private static final String DELEGATION = """
                    UNKNOWN OFFERED    HELD       EXTENDING  RECLAIMING REFUSED CLOSED
            OFFER   OFFERED .          EXTENDING  .          -          -       -
            ACCEPT  .       HELD       -          HELD       .          .       .
            REFUSE  .       REFUSED    .          HELD       .          .       .
            RECLAIM CLOSED  RECLAIMING RECLAIMING RECLAIMING -          CLOSED  -
            DRAINED .       .          .          .          CLOSED     .       .
            EXPIRE  .       CLOSED     CLOSED     CLOSED     CLOSED     .       .
            FORGET  .       .          .          .          .          UNKNOWN UNKNOWN
            """;

    @Test
    void everyCellOfTheTicketTableIsAsItShouldBe() {
        agree(TicketTable.TABLE, TICKET);
    }

    @Test
    void everyCellOfTheDelegationTableIsAsItShouldBe() {
        agree(DelegationTable.TABLE, DELEGATION);
    }

    private static <S extends Enum<S> & State, T extends Enum<T>> void agree(Table<S, T> table, String grid) {
        List<List<String>> lines = grid.lines().map(line -> List.of(line.strip().split(" +"))).toList();
        assertThat(lines.get(0)).as("states").isEqualTo(table.states().stream().map(Enum::name).toList());
        assertThat(lines.stream().skip(1).map(line -> line.get(0))).as("triggers")
                .isEqualTo(table.triggers().stream().map(Enum::name).toList());
        for (S state : table.states()) {
            List<String> expected = lines.stream().skip(1).map(line -> line.get(state.ordinal() + 1)).toList();
            Stream<String> found = table.triggers().stream().map(trigger -> switch (table.step(state, trigger)) {
                case Verdict.Moved<S>(S to) -> to.name();
                case Verdict.Ignored<S>() -> "-";
                case Verdict.Refused<S>(String reason) -> {
                    assertThat(reason).contains(trigger.name(), state.name());
                    yield ".";
                }
            });
            assertThat(found.toList()).as("from %s", state).isEqualTo(expected);
        }
    }
}
