package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import orca.broker.ledger.BrokerTables;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.table.Row;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketState;
import orca.core.ticket.TicketTable;
import orca.core.ticket.TicketTrigger;
import orca.core.time.Term;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** Messages that are lost, doubled, late, contradictory, malformed, or somebody else's. */
class MessageStoryTest {
    private static final Term HOUR = term("12:00", "13:00");
    private static final Demand FOUR = units(4, HOUR);

    private final Stage stage = holding().answeredBy(new FirstComeCalendar());

    private Refusal refused(Demand demand) {
        Stage own = holding().answeredByHand().arrive(GUEST, demand("x", 1, demand));
        assertThat(own.question()).as("the policy is spared this").isEmpty();
        assertThat(state(own, "x")).isEqualTo(TicketState.REFUSED);
        return ((Answer.Refused) answer(own, "x")).refusal();
    }

    private static Demand of(TypeName type, Amounts sliver, Term term, Optional<Principal> site) {
        return new Demand(type, 1, 1, sliver, term, term.start(), Optional.empty(), Assurance.RESERVED, site, PropertyList.NONE);
    }

    @Test
    void aRepeatIsAnsweredWithTheViewAndWritesNothing() {
        stage.arrive(GUEST, demand("a", 1, FOUR));
        int commits = stage.journal().size();
        Message.TicketView view = stage.last(Message.TicketView.class);

        stage.clear().arrive(GUEST, demand("a", 1, FOUR)).arrive(GUEST, demand("a", 1, FOUR));
        assertThat(stage.sent()).containsExactly(new Outgoing(GUEST, view), new Outgoing(GUEST, view));
        assertThat(stage.journal()).hasSize(commits);
    }

    @Test
    void aRepeatOfWhatIsStillOpenSaysWhomItWaitsFor() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, FOUR)).arrive(GUEST, demand("a", 1, FOUR));

        assertThat(stage.last(Message.TicketView.class).answer())
                .isEqualTo(new Answer.Pending("the broker's policy", Optional.empty()));
        assertThat(stage.last(Message.TicketView.class).answer().isFinal()).isFalse();
    }

    @Test
    void whatComesLateIsAnsweredWithTheViewAndChangesNothing() {
        stage.arrive(GUEST, demand("a", 2, units(2, HOUR))).arrive(GUEST, demand("a", 1, units(9, HOUR)));

        assertThat(ticket(stage, "a").ticket().orElseThrow().units()).isEqualTo(2);
        assertThat(stage.last(Message.TicketView.class).answers()).isEqualTo(new Stamp(1, 2));
    }

    @Test
    void theSameStampWithOtherContentChangesNothing() {
        stage.arrive(GUEST, demand("a", 1, FOUR));
        int commits = stage.journal().size();
        stage.clear().arrive(GUEST, demand("a", 1, units(9, HOUR))).arrive(GUEST, close("a", 1, FOUR));

        assertThat(stage.journal()).hasSize(commits);
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
        assertThat(stage.sent(Message.TicketView.class)).hasSize(2);
        assertThat(stage.last(Message.TicketView.class).chain().orElseThrow().ticket().units()).isEqualTo(4);
    }

    @Test
    void aHolderThatWasRestoredSpeaksInALaterEpoch() {
        stage.arrive(GUEST, demand("a", 7, FOUR));
        stage.arrive(GUEST, new Message.TicketDemand(id("a"), new Stamp(2, 1), true, units(5, HOUR), Stamp.NONE));

        assertThat(ticket(stage, "a").ticket().orElseThrow().units()).isEqualTo(5);
        assertThat(stage.last(Message.TicketView.class).answers()).isEqualTo(new Stamp(2, 1));
    }

    @Test
    void inWhateverOrderMessagesComeTheNewestDemandHolds() {
        List<Message.TicketDemand> all = new ArrayList<>();
        for (int revision = 1; revision <= 6; revision++) {
            Demand demand = units(revision, HOUR);
            all.add(demand("a", revision, demand));
            all.add(demand("a", revision, demand));
        }
        for (int seed = 0; seed < 30; seed++) {
            Collections.shuffle(all, new Random(seed));
            Stage own = holding().answeredBy(new FirstComeCalendar());
            all.forEach(message -> own.arrive(GUEST, message));
            assertThat(ticket(own, "a").ticket().orElseThrow().units()).as("seed %s", seed).isEqualTo(6);
            assertThat(own.last(Message.TicketView.class).answers()).isEqualTo(new Stamp(1, 6));
        }
    }

    @Test
    void twoHoldersMayUseTheSameName() {
        stage.arrive(GUEST, demand("a", 1, FOUR)).arrive(STRANGER, demand("a", 1, units(2, HOUR)));
        stage.arrive(STRANGER, close("a", 2, FOUR));

        assertThat(state(stage, "a")).as("a stranger closes its own").isEqualTo(TicketState.TICKETED);
        assertThat(broker(stage).ticket(new ContractKey(STRANGER,
                id("a"))).map(TicketImage::state)).contains(TicketState.RELEASING);
    }

    @Test
    void onlyTheSiteOfATicketCanFreeIt() {
        stage.arrive(GUEST, demand("a", 1, FOUR)).arrive(GUEST, close("a", 2, FOUR));
        int commits = stage.journal().size();
        stage.arrive(STRANGER, freed(stage, "a")).arrive(GUEST, freed(stage, "a"));
        stage.arrive(SITE, new Message.StandingView(key("a"), new Stamp(1, 99), true));
        stage.arrive(SITE, new Message.StandingView(key("nobody"), new Stamp(1, 1), true));

        assertThat(stage.journal()).hasSize(commits);
        assertThat(state(stage, "a")).isEqualTo(TicketState.RELEASING);
        stage.arrive(SITE, freed(stage, "a"));
        int closed = stage.journal().size();
        stage.arrive(SITE, freed(stage, "a"));
        assertThat(stage.journal()).as("twice is once").hasSize(closed);
    }

    @Test
    void messagesThatAreForOthersAreNothing() {
        stage.arrive(GUEST, demand("a", 1, FOUR)).clear();
        Message.TicketView view = new Message.TicketView(id("a"), Stamp.NONE, Stamp.NONE, TicketState.CLOSED,
                new Answer.Ended("a lie"), Optional.empty(), List.of(), true);
        Message.LeaseView lease = new Message.LeaseView(id("a"), Stamp.NONE, Stamp.NONE, LeaseState.CLOSED,
                new Answer.Ended("a lie"), Optional.empty(), List.of(), true);
        int commits = stage.journal().size();
        stage.arrive(GUEST, view).arrive(SITE, lease);
        stage.arrive(GUEST, new Message.LeaseDemand(id("a"), new Stamp(1, 1), false, Optional.empty(), PropertyList.NONE,
                List.of(), Stamp.NONE));
        stage.arrive(SITE, new Message.DelegationView(RIGHT, Stamp.NONE, DelegationState.CLOSED, 0, Optional.empty()));
        stage.arrive(SITE, new Message.TicketStanding(key("a"), DelegationChain.of(delegation(1, 10)), new Stamp(1, 1),
                Optional.empty(), true, "a lie"));

        assertThat(stage.journal()).hasSize(commits);
        assertThat(stage.sent()).isEmpty();
    }

    @Test
    void alarmsThatAreStaleOrNobodysAreNothing() {
        stage.arrive(GUEST, demand("a", 1, FOUR));
        int commits = stage.journal().size();
        stage.until(at("12:59"));
        stage.offer(new Event.Rang(key("a"), 1));
        stage.offer(new Event.Rang(key("a"), ticket(stage, "a").mark()));
        stage.offer(new Event.Rang(key("nobody"), 1));
        stage.offer(new Event.Rang(new UnitId("u1"), 1));
        stage.offer(new Event.Rang(HOLDING, held(stage).image().mark()));

        assertThat(stage.journal()).hasSize(commits);
    }

    @Test
    void whatCanNeverBeIsRefusedWithoutThePolicy() {
        assertThat(refused(of(new TypeName("disk"), SLIVER, HOUR, Optional.empty())))
                .isEqualTo(Refusal.of(Refusal.Kind.UNKNOWN, "no delegation of type 'disk' is held here"));
        assertThat(refused(of(VM, SLIVER, HOUR, Optional.of(STRANGER))))
                .isEqualTo(Refusal.of(Refusal.Kind.UNKNOWN, "no delegation of type 'vm' from site stranger is held here"));
        assertThat(refused(of(VM, Amounts.of(1, 2), HOUR, Optional.empty())).reason())
                .isEqualTo("demand.sliver: must have the dimensions of type 'vm', 1 of them, got [1, 2]");
        assertThat(refused(of(VM, Amounts.of(5), HOUR, Optional.empty())).reason())
                .isEqualTo("demand.sliver: larger than any unit may be, at most [4], got [5]");
        assertThat(refused(of(VM, SLIVER, term("10:00", "12:00"), Optional.empty())).kind()).isEqualTo(Refusal.Kind.LATE);
    }

    @Test
    void hugeNumbersAreRefusedAndBreakNothing() {
        Demand most = new Demand(VM, Demand.MOST_UNITS, Demand.MOST_UNITS, Amounts.of(4), new Term(NOON, Term.LATEST), NOON,
                Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        Demand whenever = new Demand(VM, Demand.MOST_UNITS, 1, Amounts.of(4), HOUR, Term.LATEST.minus(Duration.ofHours(1)),
                Optional.of(Term.LATEST), Assurance.BEST_EFFORT, Optional.empty(), PropertyList.NONE);
        stage.arrive(GUEST, demand("a", 1, most)).arrive(GUEST, demand("b", 1, whenever));

        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
        assertThat(answer(stage, "b")).isEqualTo(
                new Answer.Granted(10_000, 5, "5 of 10000 units from 2030-01-01T12:00:00Z: no more are free then"));
    }

    @Test
    void aBrokerThatLostItsLastWordsNeverIssuesARevisionTwice() {
        stage.arrive(GUEST, demand("a", 1, FOUR)).arrive(GUEST, demand("a", 2, units(5, HOUR)));
        long lost = ticket(stage, "a").ticket().orElseThrow().revision();
        Stamp said = stage.last(Message.TicketView.class).stamp();

        stage.restartWithout(2, () -> new Broker(SETTINGS, BrokerTables.STANDARD, 2));
        assertThat(ticket(stage, "a").ticket().orElseThrow().units()).isEqualTo(4);
        stage.arrive(GUEST, demand("a", 2, units(5, HOUR)));
        assertThat(ticket(stage, "a").ticket().orElseThrow().revision())
                .isGreaterThan(lost).isEqualTo(Ticket.REVISIONS_PER_EPOCH + 1);
        assertThat(stage.last(Message.TicketView.class).stamp().isAfter(said)).isTrue();
    }

    @Test
    void withAWrongTableABrokerNeitherTurnsInCirclesNorFails() {
        for (Row<TicketState, TicketTrigger> row : TicketTable.TABLE.rows()) {
            BrokerTables wrong = new BrokerTables(
                    TicketTable.TABLE.with(Row.ignore(row.from(), row.trigger())), DelegationTable.TABLE);
            Stage own = Stage.of(() -> new Broker(SETTINGS, wrong), NOON).unchecked().answeredBy(new FirstComeCalendar());
            own.arrive(SITE, offer(1, delegation(1, 10))).arrive(GUEST, demand("a", 1, FOUR)).arrive(GUEST, demand("b", 1,
                    units(11, HOUR)));
            own.arrive(GUEST, demand("a", 2, units(5, HOUR))).arrive(GUEST, demand("a", 3, units(11, HOUR)));
            own.arrive(GUEST, close("a", 4, FOUR)).until(at("18:00"));
            assertThat(own.journal().size()).as("%s is left out", row).isBetween(4, 400);
        }
    }

    @Test
    void whatABrokerSaysIsNewsToAHolderWhoSawMoreThanTheBrokerRemembers() {
        Stage stage = holding();
        stage.arrive(GUEST, new Message.TicketDemand(id("a"), new Stamp(1, 9), false, units(1, term("12:00", "13:00")),
                new Stamp(1, 7)));

        assertThat(stage.last(Message.TicketView.class).stamp()).isEqualTo(new Stamp(1, 8));
    }

    @Test
    void whatNoBrokerCanHaveSaidCountsForNothing() {
        Stage stage = holding();
        stage.arrive(GUEST, new Message.TicketDemand(id("a"), new Stamp(1, 9), false, units(1, term("12:00", "13:00")),
                new Stamp(7, 7)));
        assertThat(stage.last(Message.TicketView.class).stamp()).isEqualTo(new Stamp(1, 1));
    }
}
