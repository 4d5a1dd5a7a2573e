package orca.core.lifecycle;

import java.util.List;
import orca.core.lease.LeaseTable;
import orca.core.lease.UnitTable;
import orca.core.reservation.MemberTable;
import orca.core.reservation.ReservationTable;
import orca.core.table.Row;
import orca.core.table.State;
import orca.core.table.Table;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.TicketTable;

/** {@code docs/lifecycle.md}, made from the tables so that it never says anything else than they do. */
public final class LifecyclePage {
    private LifecyclePage() {}

    /** The whole page. */
    public static String text() {
        return """
                # Lifecycles

                Every move that a contract can make, drawn from the tables in the code. A trigger that is not drawn in a state is
                refused there with a reason, or ignored where it can only come late or twice. This page is generated: change the
                table, then run

                ```
                mvn -pl orca-core test -Dtest=LifecyclePageTest -Dorca.rewrite=true
                ```

                """
                + section("Ticket", "A broker's promise to a holder, and the wish for one, as the broker keeps it.",
                        "orca.core.ticket.TicketTable", TicketTable.TABLE)
                + section("Delegation",
                        "The right to issue tickets on a site's inventory; authority and broker each keep a copy.",
                        "orca.core.ticket.DelegationTable", DelegationTable.TABLE)
                + section("Lease", "What a site bound to a holder, as the authority keeps it.",
                        "orca.core.lease.LeaseTable", LeaseTable.TABLE)
                + section("Unit", "One concrete thing in a lease, at its authority; free again only after a confirmed teardown "
                                + "or by an operator's word.",
                        "orca.core.lease.UnitTable", UnitTable.TABLE)
                + section("Reservation", "A guest's view of it all, from the wish to the end, as the service manager keeps it.",
                        "orca.core.reservation.ReservationTable", ReservationTable.TABLE)
                + section("Member", "One leased unit in the guest, taken into service and out of it again.",
                        "orca.core.reservation.MemberTable", MemberTable.TABLE).stripTrailing() + "\n";
    }

    private static <S extends Enum<S> & State, T extends Enum<T>> String section(
            String title, String sentence, String source, Table<S, T> table) {
        StringBuilder text = new StringBuilder();
        text.append("## ").append(title).append('\n').append(sentence).append(" Written in `").append(source).append("`.\n\n");
        text.append("```mermaid\n").append(table.diagram()).append("```\n\n");
        text.append("| state | who acts next | ignored there |\n|---|---|---|\n");
        for (S state : table.states()) {
            text.append("| ").append(state).append(" | ").append(state.owner()).append(state.isEnd() ? "; it is over" : "")
                    .append(" | ").append(ignored(state, table)).append(" |\n");
        }
        return text.append('\n').toString();
    }

    private static <S extends Enum<S> & State, T extends Enum<T>> String ignored(S state, Table<S, T> table) {
        List<String> names = table.rows().stream()
                .filter(row -> row.from() == state).filter(Row::ignored).map(row -> row.trigger().name()).toList();
        return names.isEmpty() ? "" : "`" + String.join("`, `", names) + "`";
    }
}
