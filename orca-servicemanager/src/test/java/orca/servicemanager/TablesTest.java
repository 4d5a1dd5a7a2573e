package orca.servicemanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.core.reservation.MemberTable;
import orca.core.reservation.ReservationTable;
import orca.core.table.Row;
import orca.core.table.State;
import orca.core.table.Table;
import orca.core.table.Verdict;
import org.junit.jupiter.api.Test;

/** Every cell of both tables against what was written down here by hand, and every row against the stories. */
class TablesTest {
    /** What each trigger does in each state; {@code -} means ignored, what is not named is refused. */
    private static final String RESERVATION = """
            NASCENT          DEMAND>TICKETING CLOSE>CLOSED REFUSED>FAILED
            TICKETING        TICKET>TICKETED REFUSED>FAILED EXTEND>TICKETING CLOSE>CLOSING EXPIRE>CLOSING LOST>FAILED
            TICKETED         REDEEM>REDEEMING CLOSE>CLOSING EXPIRE>CLOSING LOST>CLOSING
            REDEEMING        LEASE>JOINING REFUSED>CLOSING CLOSE>CLOSING EXPIRE>CLOSING LOST>CLOSING
            JOINING          JOINED>ACTIVE FALLEN>LEAVING CLOSE>LEAVING EXPIRE>LEAVING LOST>LEAVING
            ACTIVE           EXTEND>EXTENDING_TICKET GIVE_BACK>RETURNING CLOSE>LEAVING EXPIRE>LEAVING LOST>LEAVING TICKET>- \
                             LEASE>- REFUSED>-
            EXTENDING_TICKET TICKET>EXTENDING_LEASE REFUSED>ACTIVE CLOSE>LEAVING EXPIRE>LEAVING LOST>LEAVING
            EXTENDING_LEASE  LEASE>JOINING REFUSED>RETURNING CLOSE>LEAVING EXPIRE>LEAVING LOST>LEAVING
            RETURNING        TICKET>ACTIVE REFUSED>ACTIVE CLOSE>LEAVING EXPIRE>LEAVING LOST>LEAVING
            LEAVING          LEFT>CLOSING CLOSE>- EXPIRE>- LOST>- TICKET>- LEASE>- REFUSED>-
            CLOSING          SETTLED>CLOSED SETTLED_BADLY>FAILED CLOSE>- EXPIRE>- LOST>- TICKET>- LEASE>- REFUSED>-
            CLOSED           FORGET>NASCENT CLOSE>- EXPIRE>- LOST>- TICKET>- LEASE>- REFUSED>-
            FAILED           FORGET>NASCENT CLOSE>- EXPIRE>- LOST>- TICKET>- LEASE>- REFUSED>-
            """;

    private static final String MEMBER = """
            OUT      JOIN>JOINING LEAVE>-
            JOINING  DONE>IN RETRY>JOINING FAIL>LEAVING LEAVE>STOPPING
            IN       CHANGE>CHANGING LEAVE>LEAVING
            CHANGING DONE>IN RETRY>CHANGING FAIL>IN LEAVE>STOPPING
            STOPPING DONE>LEAVING RETRY>LEAVING FAIL>LEAVING LEAVE>-
            LEAVING  DONE>OUT RETRY>LEAVING FAIL>OUT LEAVE>-
            """;

    /** Each story class; what they visit together must be the whole tables. */
    static final List<Class<?>> STORIES = List.of(LifeTest.class, RefusalTest.class, ChangeTest.class, RenewalTest.class,
            CloseTest.class, TogetherTest.class, MembersTest.class, PeersTest.class, RequestTest.class);

    @Test
    void everyCellOfTheReservationTableIsAsExpected() {
        compare(ReservationTable.TABLE, expected(RESERVATION));
    }

    @Test
    void everyCellOfTheMemberTableIsAsExpected() {
        compare(MemberTable.TABLE, expected(MEMBER));
    }

    private static Map<String, String> expected(String text) {
        Map<String, String> cells = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            String[] words = line.trim().split("\\s+");
            Arrays.stream(words).skip(1).map(w -> w.split(">")).forEach(w -> cells.put(words[0] + " on " + w[0], w[1]));
        });
        return cells;
    }

    private static <S extends Enum<S> & State, T extends Enum<T>> void compare(Table<S, T> table, Map<String, String> expected) {
        Map<String, String> unlisted = new LinkedHashMap<>(expected);
        for (S state : table.states()) {
            for (T trigger : table.triggers()) {
                String cell = state + " on " + trigger;
                String found = switch (table.step(state, trigger)) {
                    case Verdict.Moved<S>(S to) -> to.name();
                    case Verdict.Ignored<S>() -> "-";
                    case Verdict.Refused<S>(String reason) -> {
                        assertThat(reason).contains(state.name(), trigger.name());
                        yield "refused";
                    }
                };
                assertThat(found).as(cell).isEqualTo(expected.getOrDefault(cell, "refused"));
                unlisted.remove(cell);
            }
        }
        assertThat(unlisted).as("cells that the table does not have").isEmpty();
    }

    @Test
    void everyRowIsVisitedByAStory() {
        STORIES.forEach(TablesTest::tell);

        List<Row<?, ?>> unvisited = new ArrayList<>(ReservationTable.TABLE.rows());
        unvisited.removeAll(World.VISITED);
        assertThat(unvisited).as("rows of the reservation table that no story needs").isEmpty();
        List<Row<?, ?>> rest = new ArrayList<>(MemberTable.TABLE.rows());
        rest.removeAll(World.VISITED_BY_MEMBERS);
        assertThat(rest).as("rows of the member table that no story needs").isEmpty();
    }

    /** Runs every story of a class, in the order of their names. */
    static void tell(Class<?> stories) {
        Arrays.stream(stories.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .forEach(method -> tell(stories, method));
    }

    private static void tell(Class<?> stories, Method story) {
        try {
            var maker = stories.getDeclaredConstructor();
            maker.setAccessible(true);
            story.setAccessible(true);
            story.invoke(maker.newInstance());
        } catch (InvocationTargetException e) {
            throw new AssertionError(stories.getSimpleName() + "." + story.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(stories.getSimpleName() + "." + story.getName() + " cannot be told", e);
        }
    }
}
