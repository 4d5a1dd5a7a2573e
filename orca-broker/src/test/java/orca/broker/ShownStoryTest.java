package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.core.actor.Loss;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Demand;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** Tickets that a broker forgot when it was put back, and that their holders show. */
class ShownStoryTest {
    static final Term HOUR = term("12:00", "13:00");
    static final Demand FOUR = units(4, HOUR);
    /** What a holder saw last of the life that is forgotten. */
    static final Stamp SEEN = new Stamp(1, 7);

    /** Ten units, in a second life that is told of its loss. */
    private static Stage restored() {
        return putBack(holding(), SETTINGS);
    }

    private static Stage sold(String name) {
        return holding().answeredBy(new FirstComeCalendar()).arrive(GUEST, demand(name, 1, FOUR));
    }

    static BrokerSettings narrow(int perHolder, int remembered) {
        return new BrokerSettings(BROKER, SETTINGS.answerWithin(), SETTINGS.askAgain(), SETTINGS.longestApproval(),
                SETTINGS.tombstone(), 3, Math.min(10, remembered), perHolder, remembered, 10);
    }

    static Stage putBack(Stage stage, BrokerSettings settings) {
        return stage.answeredBy(new FirstComeCalendar())
                .restoredWithout(0, () -> new Broker(settings, BrokerTables.STANDARD, 2));
    }

    static Ticket issued(String name, long revision, Demand demand) {
        return new Ticket(id(name), revision, BROKER, GUEST, RIGHT, VM, demand.units(), demand.minUnits(), demand.sliver(),
                demand.assurance(), demand.term(), demand.properties());
    }

    static TicketChain chain(Ticket ticket) {
        return new TicketChain(DelegationChain.of(delegation(1, 10)), ticket);
    }

    static Message.TicketDemand showing(String name, Demand demand, Ticket held) {
        return showing(name, new Stamp(1, 1), true, demand, chain(held));
    }

    static Message.TicketDemand showing(String name, Stamp stamp, boolean open, Demand demand, TicketChain held) {
        return new Message.TicketDemand(id(name), stamp, open, demand, SEEN, open ? Optional.empty()
                : Relinquishment.with(false, demand, held.ticket()), Optional.empty(), Optional.of(held));
    }

    static Message.TicketDemand speaking(String name, boolean open, Stamp seen) {
        return new Message.TicketDemand(id(name), new Stamp(1, 1), open, FOUR, seen);
    }

    @Test
    void aTicketThatItsHolderShowsIsInForceAgainAsItIs() {
        Stage stage = sold("a");
        Ticket a = ticket(stage, "a").ticket().orElseThrow();
        Stage without = restored().arrive(GUEST, demand("b", 1, FOUR));
        without.arrive(GUEST, showing("a", FOUR, a)).arrive(GUEST, showing("c", FOUR, issued("c", 3, FOUR)));

        assertThat(broker(without).unsettled()).isEmpty();
        assertThat(ticket(without, "a").ticket()).as("under its own number").contains(a);
        assertThat(answer(without, "a")).isEqualTo(new Answer.Granted(4, 4, "as its holder shows it, after a loss"));
        assertThat(state(without, "c")).isEqualTo(TicketState.TICKETED);
        assertThat(state(without, "b")).as("who never saw a ticket waits").isEqualTo(TicketState.REQUESTED);
        assertThat(booked(without, NOON)).isEqualTo(8);
        assertThat(without.last(Message.TicketView.class).stamp()).isEqualTo(new Stamp(2, 8));
        assertThat(without.order(new Command.Settle(false, "looked at"))).isInstanceOf(Reply.Accepted.class);
        assertThat(answer(without, "b")).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void anExtensionThatIsForgottenIsKnownAgainAndWhatWasGivenBackOfItIsAskedFor() {
        Stage stage = sold("a");
        putBack(stage, SETTINGS);
        Demand longer = units(2, term("12:00", "14:00"));
        stage.arrive(GUEST, showing("a", new Stamp(1, 2), true, longer, chain(issued("a", 2, longer))));

        assertThat(ticket(stage, "a").ticket().orElseThrow().term()).isEqualTo(longer.term());
        assertThat(booked(stage, NOON)).as("until its site says that the two others are free").isEqualTo(4);
        assertThat(booked(stage, at("13:30"))).isEqualTo(2);
        assertThat(stage.last(Message.TicketStanding.class).holds().orElseThrow().ticket().revision()).isEqualTo(2);
        assertThat(broker(stage).unsettled()).isEmpty();
    }

    @Test
    void whatItsHolderWantsBesideTheTicketIsAnOrdinaryDemand() {
        Stage stage = restored().arrive(GUEST, showing("a", units(6, HOUR), issued("a", 3, FOUR)));
        assertThat(state(stage, "a")).as("nothing new while the loss is open").isEqualTo(TicketState.RENEWING);
        assertThat(booked(stage, NOON)).isEqualTo(4);
        stage.order(new Command.Settle(false, "looked at"));
        assertThat(ticket(stage, "a").ticket().orElseThrow().units()).isEqualTo(6);
    }

    @Test
    void aTicketThatIsGivenUpIsTakenOverAndReleased() {
        Stage stage = restored().arrive(GUEST, showing("a", new Stamp(1, 2), false, FOUR, chain(issued("a", 3, FOUR))));
        assertThat(state(stage, "a")).isEqualTo(TicketState.RELEASING);
        assertThat(stage.last(Message.TicketStanding.class).holds()).isEmpty();
        assertThat(booked(stage, NOON)).as("until its site says so").isEqualTo(4);
        stage.arrive(SITE, freed(stage, "a"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(booked(stage, NOON)).isZero();
    }

    @Test
    void whatWasGivenUpDoesNotComeBackWhenItIsShownLater() {
        Ticket a = issued("a", 3, units(4, term("12:00", "18:00")));
        Stage stage = restored().arrive(GUEST, showing("a", new Stamp(1, 2), false, units(4, a.term()), chain(a)));
        stage.arrive(SITE, freed(stage, "a"));
        stage.order(new Command.Settle(false, "looked at"));
        stage.until(at("17:00"));
        stage.arrive(GUEST, showing("a", new Stamp(1, 9), true, units(4, a.term()), chain(a)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(booked(stage, at("17:00"))).isZero();
    }

    @Test
    void aTicketOfThisLifeIsInTheLedgerAndShowingItDoesNothing() {
        Stage stage = restored();
        stage.order(new Command.Settle(false, "looked at"));
        for (long revision : List.of(Ticket.REVISIONS_PER_EPOCH + 1, 7 * Ticket.REVISIONS_PER_EPOCH)) {
            stage.arrive(GUEST, showing("a", new Stamp(1, revision), true, FOUR, chain(issued("a", revision, FOUR))));
            assertThat(ticket(stage, "a").ticket().orElseThrow().revision())
                    .as("it was asked for, and issued as a new one").isEqualTo(Ticket.REVISIONS_PER_EPOCH + 1);
        }
        Stage first = holding().answeredBy(new FirstComeCalendar()).arrive(GUEST, showing("a", FOUR, issued("a", 9, FOUR)));
        assertThat(ticket(first, "a").ticket().orElseThrow().revision()).as("nothing is forgotten").isEqualTo(1);
    }

    @Test
    void whoSpeaksOfATicketIsAskedToShowItAndHasNothingByTalking() {
        Stage stage = restored().clear().arrive(GUEST, speaking("a", true, SEEN)).arrive(GUEST, speaking("b", false, SEEN));
        assertThat(stage.sent()).hasSize(2).allSatisfy(out -> {
            Message.TicketView view = (Message.TicketView) out.message();
            assertThat(out.to()).isEqualTo(GUEST);
            assertThat(view.stamp()).as("news, and before all that comes").isEqualTo(new Stamp(2, 7));
            assertThat(view.answers()).isEqualTo(Stamp.NONE);
            assertThat(view.state()).isEqualTo(TicketState.UNKNOWN);
            assertThat(view.chain()).isEmpty();
            assertThat(view.urgent()).isTrue();
        });
        assertThat(broker(stage).tickets()).isEmpty();
        assertThat(broker(stage).unsettled()).as("there is no proof").isEmpty();

        // Who has seen that and shows nothing has nothing.
        stage.arrive(GUEST, speaking("a", true, new Stamp(2, 7))).arrive(GUEST, speaking("b", false, new Stamp(2, 7)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REQUESTED);
        assertThat(state(stage, "b")).isEqualTo(TicketState.CLOSED);
        assertThat(booked(stage, NOON)).isZero();
        stage.order(new Command.Settle(false, "looked at"));
        assertThat(ticket(stage, "a").ticket().orElseThrow().revision()).isEqualTo(Ticket.REVISIONS_PER_EPOCH + 1);
    }

    @Test
    void whoWaitsHereAndSawMoreThanThisLifeKnowsIsAskedToo() {
        Stage stage = holding().answeredByHand().arrive(GUEST, demand("a", 1, FOUR));
        stage.restoredWithout(0, () -> new Broker(SETTINGS, BrokerTables.STANDARD, 2)).clear();
        stage.arrive(GUEST, speaking("a", true, SEEN));
        assertThat(stage.last(Message.TicketView.class).stamp()).isEqualTo(new Stamp(2, 7));
        stage.arrive(GUEST, showing("a", FOUR, issued("a", 1, FOUR)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void whatIsNoTicketOfThisBrokerToWhoAsksIsRefusedWithTheRule() {
        Ticket good = issued("a", 3, FOUR);
        assertRefused(new Ticket(id("a"), 3, SITE, GUEST, RIGHT, VM, 4, 4, good.sliver(), good.assurance(), HOUR,
                good.properties()), "demand.held: must be by this broker, broker, is by site");
        assertRefused(new Ticket(id("a"), 3, BROKER, STRANGER, RIGHT, VM, 4, 4, good.sliver(), good.assurance(), HOUR,
                good.properties()), "demand.held: must be ticket guest/a, is stranger/a");
        assertRefused(issued("b", 3, FOUR), "demand.held: must be ticket guest/a, is guest/b");
        assertRefused(issued("a", 3, units(11, HOUR)), "demand.held: the ticket is larger than its delegation");
        assertRefused(issued("a", 3, units(4, new Term(NOON, NOON.plus(Duration.ofDays(99))))),
                "demand.held: the ticket outlasts its delegation");
    }

    private static void assertRefused(Ticket bad, String rule) {
        Stage stage = restored().arrive(GUEST, showing("a", FOUR, bad));
        assertThat(((Answer.Refused) answer(stage, "a")).refusal()).satisfies(no -> {
            assertThat(no.kind()).isEqualTo(Refusal.Kind.NEVER);
            assertThat(no.reason()).startsWith(rule);
        });
        assertThat(booked(stage, NOON)).isZero();
        assertThat(broker(stage).unsettled()).isEmpty();
    }

    @Test
    void whatIsOverOrOlderThanWhatIsKnownIsNotTakenOver() {
        Stage stage = sold("a").arrive(GUEST, demand("a", 2, units(5, HOUR)));
        putBack(stage, SETTINGS);
        stage.arrive(GUEST, showing("a", new Stamp(1, 2), true, units(5, HOUR), chain(issued("a", 1, FOUR))));
        assertThat(ticket(stage, "a").ticket().orElseThrow().units()).isEqualTo(5);

        Stage late = restored();
        late.until(at("13:00"));
        late.arrive(GUEST, showing("b", FOUR, issued("b", 3, FOUR)));
        assertThat(((Answer.Refused) answer(late, "b")).refusal().kind()).isEqualTo(Refusal.Kind.LATE);
    }

    @Test
    void aTicketThatStandsOnMoreThanIsHeldNowIsNoted() {
        Demand most = units(9, HOUR);
        Stage stage = restored();
        stage.arrive(GUEST, showing("a", new Stamp(1, 1), true, units(12, HOUR),
                new TicketChain(DelegationChain.of(delegation(2, 20)), issued("a", 3, units(12, HOUR)))));
        assertThat(broker(stage).unsettled()).singleElement().asString()
                .contains("ticket a of guest: its holder shows revision 3 for ", "which is larger than its delegation");
        assertThat(stage.arrive(GUEST, showing("b", most, issued("b", 3, most))).journal()).isNotEmpty();
        assertThat(state(stage, "b")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void forWhomThereIsNoRoomTheOperatorIsTold() {
        Stage stage = restored();
        for (String name : List.of("a", "b", "c")) {
            stage.arrive(GUEST, showing(name, FOUR, issued(name, 3, FOUR)));
        }
        int commits = stage.journal().size();
        stage.arrive(GUEST, showing("c", FOUR, issued("c", 3, FOUR)));
        assertThat(stage.journal()).as("it is noted once").hasSize(commits);
        assertThat(broker(stage).unsettled()).singleElement().asString().contains("ticket c of guest", "finds no room");
        assertThat(stage.order(new Command.Settle(false, "looked at"))).asString().contains("1 open: ticket c of guest");
        assertThat(stage.order(new Command.Settle(true, "looked at"))).asString()
                .contains("1 were open; for 1 of them there is no room: ticket c of guest");
    }

    @Test
    void whatFoundNoRoomHasSomeWhenOthersGaveTheirsUp() {
        Stage stage = restored();
        for (String name : List.of("a", "b", "c")) {
            stage.arrive(GUEST, showing(name, FOUR, issued(name, 3, FOUR)));
        }
        stage.arrive(GUEST, close("a", 2, FOUR)).arrive(SITE, freed(stage, "a"));
        stage.order(new Command.Settle(true, "looked at"));
        assertThat(ticket(stage, "c").ticket()).contains(issued("c", 3, FOUR));
        assertThat(broker(stage).unsettled()).isEmpty();
    }

    /** It came too late: what it has was sold again. */
    @Test
    void aTicketThatConflictsWithWhatWasSoldAgainIsShownToTheOperatorAndNotGuessed() {
        Stage stage = restored().arrive(GUEST, demand("b", 1, units(8, HOUR)));
        stage.order(new Command.Settle(false, "nobody spoke"));
        assertThat(state(stage, "b")).isEqualTo(TicketState.TICKETED);
        stage.arrive(GUEST, showing("a", FOUR, issued("a", 3, FOUR)));

        assertThat(booked(stage, NOON)).as("nothing is sold twice").isEqualTo(8);
        assertThat(broker(stage).ticket(key("a")).flatMap(image -> image.ticket())).isEmpty();
        assertThat(broker(stage).loss()).as("others are served as before").isEmpty();
        assertThat(broker(stage).contested()).isEqualTo(1);
        assertThat(broker(stage).unsettled()).singleElement().asString().contains(
                "ticket a of guest: its holder shows revision 3", "finds no room beside what is promised");
        stage.restartWithout(0, () -> new Broker(SETTINGS, BrokerTables.STANDARD, 2));
        assertThat(broker(stage).contested()).as("it is in the journal").isEqualTo(1);
        stage.until(at("13:10"));
        assertThat(broker(stage).contested()).as("its term is over").isZero();
        assertThat(stage.order(new Command.Settle(true, "looked at"))).asString().contains("nothing is to be settled");
    }

    @Test
    void whatFoundNoRoomAndIsGivenUpIsNotedNoMore() {
        Stage stage = restored().arrive(GUEST, demand("b", 1, units(8, HOUR)));
        stage.order(new Command.Settle(false, "nobody spoke"));
        stage.arrive(GUEST, showing("a", FOUR, issued("a", 3, FOUR)));
        assertThat(broker(stage).contested()).isEqualTo(1);
        stage.arrive(GUEST, showing("a", new Stamp(1, 2), false, FOUR, chain(issued("a", 3, FOUR))));
        assertThat(broker(stage).contested()).isZero();
        assertThat(broker(stage).unsettled()).isEmpty();
    }

    @Test
    void nobodyFillsTheListAloneNorHasMoreThanOneMay() {
        Stage stage = restored();
        stage.arrive(GUEST, showing("whole", units(10, HOUR), issued("whole", 3, units(10, HOUR))));
        for (int i = 0; i < Loss.MOST_STRAYS_EACH + 20; i++) {
            stage.arrive(GUEST, showing("r" + i, FOUR, issued("r" + i, 3, FOUR)));
        }
        assertThat(broker(stage).unsettled()).hasSize(Loss.MOST_STRAYS_EACH);

        Stage few = putBack(holding(), narrow(2, 20));
        Demand one = units(1, HOUR);
        for (String name : List.of("a", "b", "c")) {
            few.arrive(GUEST, showing(name, one, issued(name, 3, one)));
        }
        assertThat(booked(few, NOON)).isEqualTo(2);
        assertThat(broker(few).unsettled()).singleElement().asString()
                .contains("ticket c of guest", "one more than this broker or one holder may have");
    }

    @Test
    void aThousandWhoSpeakLeaveNothingBehind() {
        Stage stage = restored();
        int commits = stage.journal().size();
        for (int i = 0; i < 1_000; i++) {
            stage.arrive(GUEST, speaking("r" + i, true, SEEN));
        }
        assertThat(stage.journal()).hasSize(commits);
        assertThat(broker(stage).unsettled()).isEmpty();
    }
}
