package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import orca.broker.ledger.BrokerSettings;
import orca.core.contract.Answer;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** Every list has its most. */
class LimitStoryTest {
    private static final Term HOUR = term("12:00", "13:00");
    private static final Demand ONE = units(1, HOUR);

    private static Stage small(int tickets, int perHolder, int remembered, int holdings) {
        BrokerSettings settings = new BrokerSettings(BROKER, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofDays(7),
                Duration.ofMinutes(10), 3, tickets, perHolder, remembered, holdings);
        return stage(settings).answeredBy(new FirstComeCalendar()).arrive(SITE, offer(1, delegation(1, 10)));
    }

    private static String refused(Stage stage, String name) {
        Refusal refusal = ((Answer.Refused) answer(stage, name)).refusal();
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_NOW);
        return refusal.reason();
    }

    @Test
    void oneTicketTooManyIsRefusedAndThereIsRoomAgainWhenOneIsOver() {
        Stage stage = small(2, 2, 9, 9);
        stage.arrive(STRANGER, demand("x", 1, ONE)).arrive(GUEST, demand("a", 1, ONE)).arrive(GUEST, demand("b", 1, ONE));
        assertThat(refused(stage, "b")).isEqualTo("this broker has its most tickets, 2");

        stage.arrive(GUEST, close("a", 2, ONE)).arrive(SITE, freed(stage, "a")).arrive(GUEST, demand("b", 2, ONE));
        assertThat(state(stage, "b")).isEqualTo(TicketState.TICKETED);
        stage.arrive(GUEST, demand("b", 3, units(2, HOUR)));
        assertThat(state(stage, "b")).as("a change is no further ticket").isEqualTo(TicketState.TICKETED);
        assertThat(answer(stage, "b")).isInstanceOf(Answer.Granted.class);
    }

    @Test
    void oneHolderCannotTakeAllThePlaces() {
        Stage stage = small(9, 1, 9, 9).arrive(GUEST, demand("a", 1, ONE)).arrive(GUEST, demand("b", 1, ONE));
        assertThat(refused(stage, "b")).isEqualTo("this holder has the most tickets that one may have, 1");

        stage.arrive(STRANGER, demand("b", 1, ONE));
        assertThat(broker(stage).ticket(new ContractKey(STRANGER,
                id("b"))).orElseThrow().state()).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void theOldestTombstoneMakesRoom() {
        Stage stage = small(2, 2, 2, 9).arrive(GUEST, close("old", 1, ONE));
        stage.advance(Duration.ofSeconds(1)).arrive(GUEST, close("young", 1, ONE));
        stage.advance(Duration.ofSeconds(1)).arrive(GUEST, demand("a", 1, ONE));

        assertThat(broker(stage).ticket(key("old"))).isEmpty();
        assertThat(broker(stage).ticket(key("young"))).isPresent();
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void whoHasManyThatAreOverLosesHisOwnAndNobodyElses() {
        Stage stage = small(9, 2, 9, 9).arrive(STRANGER, close("other", 1, ONE));
        for (String name : new String[] {"a", "b", "c", "d"}) {
            stage.advance(Duration.ofSeconds(1)).arrive(GUEST, close(name, 1, ONE));
        }
        assertThat(broker(stage).ticket(key("a"))).isEmpty();
        assertThat(broker(stage).ticket(key("b"))).isEmpty();
        assertThat(broker(stage).ticket(key("c"))).isPresent();
        assertThat(broker(stage).ticket(key("d"))).isPresent();
        assertThat(broker(stage).ticket(new ContractKey(STRANGER, id("other")))).isPresent();
    }

    @Test
    void withNoRoomAndNoTombstoneTheSenderHasToRepeat() {
        Stage stage = small(2, 2, 2, 9).arrive(GUEST, demand("a", 1, ONE)).arrive(GUEST, demand("b", 1, ONE)).clear();
        int commits = stage.journal().size();
        stage.arrive(GUEST, demand("c", 1, ONE));
        assertThat(stage.journal()).hasSize(commits);
        assertThat(stage.sent()).isEmpty();

        stage.until(at("13:01"));
        stage.arrive(GUEST, demand("c", 1, units(1, term("13:00", "14:00"))));
        assertThat(broker(stage).ticket(key("c"))).as("what still ends with its turnaround is not forgotten").isEmpty();
        stage.until(at("13:03")).arrive(GUEST, demand("c", 1, units(1, term("13:00", "14:00"))));
        assertThat(state(stage, "c")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void whoHasAllThatOneMayHaveAndWasToldSoOftenEnoughIsNotWrittenDown() {
        Stage stage = small(9, 2, 9, 9).arrive(GUEST, demand("a", 1, ONE)).arrive(GUEST, demand("b", 1, ONE));
        assertThat(broker(stage).full()).isEmpty();
        stage.arrive(GUEST, demand("c", 1, ONE)).arrive(GUEST, demand("d", 1, ONE));
        assertThat(refused(stage, "d")).contains("the most tickets that one may have, 2");
        assertThat(broker(stage).full()).containsExactly(GUEST);

        int commits = stage.journal().size();
        stage.clear().arrive(GUEST, demand("e", 1, ONE));
        assertThat(stage.journal()).hasSize(commits);
        assertThat(stage.sent()).isEmpty();
        assertThat(broker(stage).ticket(key("c"))).as("nothing is forgotten for it").isPresent();
        stage.arrive(STRANGER, demand("e", 1, ONE));
        assertThat(broker(stage).ticket(new ContractKey(STRANGER, id("e"))).orElseThrow().state())
                .isEqualTo(TicketState.TICKETED);

        stage.arrive(GUEST, demand("a", 2, units(2, HOUR)));
        assertThat(answer(stage, "a")).as("what it has may change").isInstanceOf(Answer.Granted.class);
        stage.arrive(GUEST, close("a", 3, ONE)).arrive(SITE, freed(stage, "a"));
        assertThat(broker(stage).full()).isEmpty();
        stage.arrive(GUEST, demand("e", 1, ONE));
        assertThat(state(stage, "e")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void oneDelegationTooManyWaitsForAPlace() {
        Stage stage = small(9, 9, 9, 1);
        Delegation second = new Delegation(new DelegationId("site-d2"), 1, SITE, BROKER, TYPE, delegation(1, 10).capacity(),
                delegation(1, 10).largest(), delegation(1, 10).term(), 100, PropertyList.NONE);
        stage.clear().arrive(SITE, offer(1, second));
        assertThat(stage.sent()).isEmpty();
        assertThat(broker(stage).holdings()).hasSize(1);

        stage.arrive(SITE, reclaim(2, delegation(1, 10))).advance(Duration.ofMinutes(11)).arrive(SITE, offer(1, second));
        assertThat(stage.last(Message.DelegationView.class).id()).isEqualTo(new DelegationId("site-d2"));
    }
}
