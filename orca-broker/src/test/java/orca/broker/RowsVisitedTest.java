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
            ReleaseStoryTest.class, DelegationStoryTest.class, MessageStoryTest.class, LimitStoryTest.class);

    /** Rows that a broker never asks for, each with the reason. They are kept because others, or mutants, do. */
    private static final Set<String> TICKET_ELSEWHERE = rows("""
            APPROVAL on GRANT is ignored          : answers count for demands in the line only; this one left it
            APPROVAL on REFUSE is ignored         : the same
            RENEWAL_APPROVAL on GRANT is ignored  : the same
            RENEWAL_APPROVAL on REFUSE is ignored : the same
            TICKETED on GRANT is ignored          : the same
            TICKETED on REFUSE is ignored         : the same
            RELEASING on GRANT is ignored         : the same
            RELEASING on REFUSE is ignored        : the same
            REFUSED on GRANT is ignored           : the same
            REFUSED on REFUSE is ignored          : the same
            CLOSED on GRANT is ignored            : the same
            CLOSED on REFUSE is ignored           : the same
            TICKETED on OVERDUE is ignored        : an alarm whose mark is not the ticket's any more is dropped before the table
            RELEASING on OVERDUE is ignored       : the same
            REFUSED on OVERDUE is ignored         : the same
            CLOSED on OVERDUE is ignored          : the same
            CLOSED on EXPIRE is ignored           : the same
            CLOSED on FREED is ignored            : what is closed has told the site all that was owed, and takes no answer
            """);

    private static final Set<String> DELEGATION_ELSEWHERE = rows("""
            OFFERED on RECLAIM -> RECLAIMING      : a broker answers an offer in the same decision; an authority waits here
            OFFERED on EXPIRE -> CLOSED           : the same
            HELD on ACCEPT is ignored             : an authority hears the broker's answer twice
            EXTENDING on OFFER -> EXTENDING       : a broker answers an offer in the same decision; an authority waits here
            EXTENDING on RECLAIM -> RECLAIMING    : the same
            EXTENDING on EXPIRE -> CLOSED         : the same
            RECLAIMING on ACCEPT is ignored       : an authority hears the broker's answer late
            RECLAIMING on REFUSE is ignored       : the same
            REFUSED on REFUSE is ignored          : the same
            CLOSED on ACCEPT is ignored           : the same
            CLOSED on REFUSE is ignored           : the same
            """);

    private static Set<String> rows(String text) {
        return text.lines().map(line -> line.substring(0, line.indexOf(':')).strip())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

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
        assertThat(unvisited(TicketTable.TABLE.rows(), Market.TICKET_ROWS)).isEqualTo(TICKET_ELSEWHERE);
        assertThat(unvisited(DelegationTable.TABLE.rows(), Market.DELEGATION_ROWS)).isEqualTo(DELEGATION_ELSEWHERE);
    }

    private static Set<String> unvisited(List<?> rows, List<?> visited) {
        Set<String> names = rows.stream().map(Object::toString).collect(Collectors.toCollection(LinkedHashSet::new));
        visited.forEach(row -> names.remove(row.toString()));
        return names;
    }
}
