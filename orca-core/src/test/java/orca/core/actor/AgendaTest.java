package orca.core.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Subject;
import orca.core.lease.UnitId;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Subject A = new UnitId("a");
    private static final Subject B = new UnitId("b");
    private static final Subject C = new UnitId("c");

    private final Agenda agenda = new Agenda();

    private void alarm(Subject subject, long second, long mark) {
        agenda.setAlarm(subject, Optional.of(new Duties.Alarm(NOON.plusSeconds(second), mark)));
    }

    private List<Event> due(long second) {
        return agenda.takeAlarms(NOON.plusSeconds(second));
    }

    @Test
    void alarmsComeByTimeAndThoseOfOneInstantInTheOrderInWhichTheyWereSet() {
        alarm(C, 2, 1);
        alarm(B, 1, 2);
        alarm(A, 1, 3);

        assertThat(due(2)).containsExactly(new Event.Rang(B, 2), new Event.Rang(A, 3), new Event.Rang(C, 1));
        assertThat(due(99)).isEmpty();
    }

    @Test
    void settingTheSameAlarmAgainKeepsItsPlace() {
        alarm(A, 1, 1);
        alarm(B, 1, 1);
        alarm(A, 1, 1);
        assertThat(due(1)).containsExactly(new Event.Rang(A, 1), new Event.Rang(B, 1));
    }

    @Test
    void anAlarmWithAnotherMarkIsAnotherOneAndTakesTheOldOnesPlace() {
        alarm(A, 1, 1);
        alarm(A, 1, 2);
        assertThat(due(1)).containsExactly(new Event.Rang(A, 2));
    }

    @Test
    void whatIsClearedDoesNotCome() {
        alarm(A, 1, 1);
        agenda.setAlarm(A, Optional.empty());
        agenda.setAlarm(B, Optional.empty());
        agenda.setRepeat(A, NOON);
        agenda.clearRepeat(A);
        agenda.clearRepeat(B);

        assertThat(due(1)).isEmpty();
        assertThat(agenda.takeRepeats(NOON)).isEmpty();
        assertThat(agenda.next()).isEmpty();
    }

    @Test
    void repeatsAreKeptApartFromAlarms() {
        alarm(A, 5, 1);
        agenda.setRepeat(A, NOON.plusSeconds(3));
        agenda.setRepeat(B, NOON.plusSeconds(4));

        assertThat(agenda.next()).contains(NOON.plusSeconds(3));
        assertThat(agenda.takeRepeats(NOON.plusSeconds(4))).containsExactly(A, B);
        assertThat(agenda.next()).contains(NOON.plusSeconds(5));
    }
}
