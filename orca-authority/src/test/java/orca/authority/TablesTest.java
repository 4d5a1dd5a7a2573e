package orca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import orca.core.lease.LeaseTable;
import orca.core.lease.UnitTable;
import orca.core.table.State;
import orca.core.table.Table;
import orca.core.table.Verdict;
import org.junit.jupiter.api.Test;

/** Each cell of the tables of lease and unit, written once more by hand; and whether stories use every row there is. */
class TablesTest {
    /** State by state: trigger and what becomes of it; {@code .} is ignored, what is not named is refused. */
    private static final String LEASE = """
            UNKNOWN    REDEEM>REQUESTED CLOSE>CLOSED REVOKE>CLOSED
            REQUESTED  REDEEM>REQUESTED ASSIGN>PRIMING REFUSE>REFUSED OVERDUE>REFUSED CLOSE>CLOSED REVOKE>CLOSED EXPIRE>CLOSED
            PRIMING    PRIMED>ACTIVE FALLEN>CLOSING CLOSE>CLOSING REVOKE>CLOSING EXPIRE>CLOSING REDEEM>.
            ACTIVE     REDEEM>EXTENDING REPAIR>EXTENDING FALLEN>CLOSING CLOSE>CLOSING REVOKE>CLOSING EXPIRE>CLOSING
            EXTENDING  REDEEM>EXTENDING ASSIGN>MODIFYING REFUSE>ACTIVE OVERDUE>ACTIVE CLOSE>CLOSING REVOKE>CLOSING EXPIRE>CLOSING
            MODIFYING  MODIFIED>ACTIVE CLOSE>CLOSING REVOKE>CLOSING EXPIRE>CLOSING REDEEM>.
            CLOSING    TORN_DOWN>CLOSED STUCK>FAILED REDEEM>. CLOSE>. REVOKE>.
            FAILED     TORN_DOWN>CLOSED REDEEM>. CLOSE>. REVOKE>. STUCK>.
            REFUSED    REDEEM>REQUESTED CLOSE>CLOSED REVOKE>CLOSED FORGET>UNKNOWN
            CLOSED     FORGET>UNKNOWN REDEEM>. CLOSE>. REVOKE>.
            """;
    private static final String UNIT = """
            FREE        ASSIGN>SETUP
            SETUP       DONE>READY RETRY>SETUP FAIL>TEARDOWN CLOSE>STOPPING
            READY       CHANGE>MODIFYING MOVE>MIGRATING DIE>REPLACING LEAVE>REPLACING CLOSE>TEARDOWN
            REPLACING   CLOSE>TEARDOWN STAY>READY
            MODIFYING   DONE>READY RETRY>MODIFYING FAIL>READY CLOSE>STOPPING
            MIGRATING   DONE>READY RETRY>MIGRATING FAIL>READY LOST>QUARANTINED CHANGE>MIGRATING CLOSE>STOPPING
            STOPPING    DONE>TEARDOWN RETRY>TEARDOWN FAIL>TEARDOWN
            TEARDOWN    DONE>FREE RETRY>TEARDOWN FAIL>QUARANTINED CLOSE>.
            QUARANTINED AGAIN>TEARDOWN FREE_BY_HAND>FREE CLOSE>.
            """;
    private static final List<Class<?>> STORIES = List.of(LeaseStoriesTest.class, HandlerStoriesTest.class,
            ExtensionStoriesTest.class, TicketCheckTest.class, StandingStoriesTest.class, DelegationStoriesTest.class,
            PolicyStoriesTest.class, MoveStoriesTest.class, RepairStoriesTest.class, MaintenanceStoriesTest.class);

    @Test
    void everyCellOfTheLeaseTableIsAsExpected() {
        check(LeaseTable.TABLE, LEASE);
    }

    @Test
    void everyCellOfTheUnitTableIsAsExpected() {
        check(UnitTable.TABLE, UNIT);
    }

    private static <S extends Enum<S> & State, T extends Enum<T>> void check(Table<S, T> table, String expected) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (String line : expected.lines().toList()) {
            String[] words = line.split("\\s+");
            for (int i = 1; i < words.length; i++) {
                String[] cell = words[i].split(">");
                cells.put(words[0] + " " + cell[0], cell[1]);
            }
        }
        int named = 0;
        for (S state : table.states()) {
            for (T trigger : table.triggers()) {
                String want = cells.getOrDefault(state + " " + trigger, "refused");
                named += want.equals("refused") ? 0 : 1;
                String got = switch (table.step(state, trigger)) {
                    case Verdict.Moved<S>(S to) -> to.name();
                    case Verdict.Ignored<S>() -> ".";
                    case Verdict.Refused<S>(String reason) -> {
                        assertThat(reason).contains(state.name()).contains(trigger.name());
                        yield "refused";
                    }
                };
                assertThat(got).as("%s on %s", state, trigger).isEqualTo(want);
            }
        }
        assertThat(named).as("cells named").isEqualTo(cells.size());
    }

    @Test
    void everyRowIsUsedByAStory() throws Exception {
        World.VISITED.clear();
        for (Class<?> story : STORIES) {
            for (Method method : story.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    var maker = story.getDeclaredConstructor();
                    maker.setAccessible(true);
                    method.setAccessible(true);
                    method.invoke(maker.newInstance());
                }
            }
        }
        assertThat(unvisited(LeaseTable.TABLE)).isEmpty();
        assertThat(unvisited(UnitTable.TABLE)).isEmpty();
    }

    private static <S extends Enum<S> & State, T extends Enum<T>> List<String> unvisited(Table<S, T> table) {
        TreeSet<String> missing = new TreeSet<>();
        table.rows().stream().filter(row -> !World.VISITED.contains(row)).forEach(row -> missing.add(row.toString()));
        return new ArrayList<>(missing);
    }
}
