package orca.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.TicketTable;
import org.junit.jupiter.api.Test;

/** Tells all stories once more and fails for each row of the tables that none of them uses. */
class RowsVisitedTest {
    private static final List<Class<?>> STORIES = List.of(TicketStoryTest.class, BiddingStoryTest.class, RenewalStoryTest.class,
            ReleaseStoryTest.class, DelegationStoryTest.class, GrantStoryTest.class, SubBrokerStoryTest.class,
            MessageStoryTest.class, LimitStoryTest.class);

    @Test
    void everyRowThatABrokerCanReachIsPartOfSomeStory() throws ReflectiveOperationException {
        Market.TICKET_ROWS.clear();
        Market.DELEGATION_ROWS.clear();
        for (Class<?> story : STORIES) {
            for (Method method : story.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    Constructor<?> fresh = story.getDeclaredConstructor();
                    fresh.setAccessible(true);
                    method.setAccessible(true);
                    method.invoke(fresh.newInstance());
                }
            }
        }
        assertThat(unvisited(TicketTable.TABLE.rows(), Market.TICKET_ROWS)).isEmpty();
        assertThat(unvisited(DelegationTable.TABLE.rows(), Market.DELEGATION_ROWS)).isEmpty();
    }

    private static Set<String> unvisited(List<?> rows, List<?> visited) {
        Set<String> names = rows.stream().map(Object::toString).collect(Collectors.toCollection(LinkedHashSet::new));
        visited.forEach(row -> names.remove(row.toString()));
        return names;
    }
}
