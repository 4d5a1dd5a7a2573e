package orca.broker;

import static orca.broker.Market.*;
import static orca.broker.ShownStoryTest.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.broker.ledger.HoldingKey;
import orca.core.actor.Loss;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** What a broker does not take over though it is shown, and the bounds of what it does. */
class ShownBoundsStoryTest {
    private static final Demand LONG = units(4, term("12:00", "18:00"));

    /** Ten units that are sold and given up, and tickets that found no room meanwhile. */
    private static Stage crowded(BrokerSettings settings, Demand wanted, String... names) {
        Demand two = units(2, HOUR);
        Stage stage = putBack(holding(), settings);
        stage.arrive(GUEST, showing("whole", units(10, HOUR), issued("whole", 3, units(10, HOUR))));
        for (String name : names) {
            stage.arrive(GUEST, showing(name, wanted, issued(name, 3, two)));
        }
        assertThat(broker(stage).unsettled()).hasSize(names.length);
        return stage.arrive(GUEST, close("whole", 2, units(10, HOUR))).arrive(SITE, freed(stage, "whole"));
    }

    @Test
    void ofSeveralThatHaveRoomAtTheSettlingEachHasAPlaceOfItsOwnInTheLine() {
        Stage stage = crowded(SETTINGS, units(3, HOUR), "a", "b", "c");
        stage.order(new Command.Settle(true, "looked at"));
        for (String name : List.of("a", "b", "c")) {
            assertThat(ticket(stage, name).ticket().orElseThrow().units()).as("what %s wants beside it", name).isEqualTo(3);
        }
    }

    @Test
    void atTheSettlingNobodyHasMoreThanOneMayEither() {
        Stage stage = crowded(narrow(2, 20), units(2, HOUR), "a", "b", "c");
        assertThat(stage.order(new Command.Settle(true, "looked at"))).asString()
                .contains("3 were open; for 1 of them there is no room: ticket c of guest");
        assertThat(booked(stage, NOON)).isEqualTo(4);
    }

    /** One that was given up an hour ago, at a broker of a second epoch. */
    private static Stage givenUp(boolean loss) {
        Stage stage = holding().answeredBy(new FirstComeCalendar()).arrive(GUEST, demand("a", 1, LONG));
        stage.arrive(GUEST, close("a", 2, LONG)).arrive(SITE, freed(stage, "a"));
        if (loss) {
            putBack(stage, SETTINGS).order(new Command.Settle(false, "looked at"));
        } else {
            stage.restartWithout(0, () -> new Broker(SETTINGS, BrokerTables.STANDARD, 2));
        }
        return stage.until(at("13:00")).answeredByHand().clear();
    }

    @Test
    void anEpochThatBeganWithoutALossForgotNothingAndTakesNothingOver() {
        Message.TicketDemand shown = showing("a", new Stamp(1, 9), true, LONG, chain(issued("a", 1, LONG)));
        Stage stage = givenUp(false).arrive(GUEST, speaking("b", true, SEEN));
        assertThat(state(stage, "b")).as("it is answered, not asked for what it has").isEqualTo(TicketState.REFUSED);
        stage.arrive(GUEST, shown);
        assertThat(state(stage, "a")).as("it is heard as who asks for the first time").isEqualTo(TicketState.REQUESTED);
        assertThat(booked(stage, at("14:00"))).isZero();
        assertThat(broker(stage).unsettled()).isEmpty();

        Stage lost = givenUp(true).restartFromImage().arrive(GUEST, shown);
        assertThat(ticket(lost, "a").ticket()).as("a loss is known when it was settled, and from a snapshot too")
                .contains(shown.held().orElseThrow().ticket());
        lost.arrive(GUEST, showing("c", FOUR, issued("c", Ticket.REVISIONS_PER_EPOCH + 1, LONG)));
        assertThat(ticket(lost, "c").ticket()).as("of the life that began with the loss nothing is forgotten").isEmpty();
    }

    /** A ticket of the first life that has a revision of the second, smaller or shorter. */
    private static Stage replaced(BrokerSettings settings, Demand less, String... names) {
        Stage stage = holding().answeredBy(new FirstComeCalendar());
        for (String name : names) {
            stage.arrive(GUEST, demand(name, 1, LONG));
        }
        putBack(stage, settings);
        for (String name : names) {
            stage.arrive(GUEST, demand(name, 2, less)).arrive(SITE, freed(stage, name));
            assertThat(ticket(stage, name).ticket().orElseThrow().isBefore(2)).isFalse();
        }
        stage.order(new Command.Settle(true, "looked at"));
        return stage;
    }

    private static void assertStaysAway(Stage stage) {
        stage.until(at("17:00")).arrive(GUEST, showing("a", new Stamp(1, 9), true, LONG, chain(issued("a", 1, LONG))));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(booked(stage, at("17:00"))).isZero();
    }

    @Test
    void anOldRevisionDoesNotComeBackWhenTheNewOneIsGivenUpOrRevokedOrOver() {
        Demand three = units(3, LONG.term());
        Stage closed = replaced(SETTINGS, three, "a").arrive(GUEST, close("a", 3, three));
        assertStaysAway(closed.arrive(SITE, freed(closed, "a")));

        Stage revoked = replaced(SETTINGS, three, "a");
        revoked.order(new Command.Revoke(key("a"), "a fan broke"));
        assertStaysAway(revoked.arrive(SITE, freed(revoked, "a")));

        Stage over = replaced(SETTINGS, units(4, term("12:00", "12:30")), "a").until(at("12:40"));
        assertThat(state(over, "a")).isEqualTo(TicketState.CLOSED);
        assertStaysAway(over);
    }

    @Test
    void whatCouldBeShownAgainIsForgottenEarlyOnlyWhenNothingElseIsLeft() {
        Demand one = units(1, LONG.term());
        Stage stage = replaced(narrow(2, 3), one, "a", "b");
        for (String name : List.of("a", "b")) {
            stage.arrive(GUEST, close(name, 3, one)).arrive(SITE, freed(stage, name));
        }
        for (String name : List.of("x", "y", "z")) {
            stage.advance(Duration.ofSeconds(1)).arrive(GUEST, close(name, 1, one));
        }
        assertThat(broker(stage).tickets()).extracting(image -> image.key().id().value())
                .as("three are all that it remembers").containsExactly("a", "b", "z");
        stage.arrive(GUEST, demand("c", 1, one));
        assertThat(broker(stage).ticket(key("a"))).isPresent();
        stage.arrive(GUEST, demand("d", 1, one));
        assertThat(broker(stage).tickets()).extracting(image -> image.key().id().value()).containsExactly("b", "c", "d");
    }

    /** What is over makes room for them, as for whoever asks for the first time. */
    @Test
    void whatOthersGaveUpKeepsNobodyFromWhatHeHas() {
        Demand one = units(1, HOUR);
        Stage stage = putBack(holding(), narrow(10, 3));
        for (String name : List.of("x", "y", "z")) {
            stage.advance(Duration.ofSeconds(1)).arrive(STRANGER, close(name, 1, one));
        }
        assertThat(broker(stage).tickets()).hasSize(3);
        stage.arrive(GUEST, showing("a", one, issued("a", 3, one))).arrive(GUEST, showing("b", one, issued("b", 3, one)));
        assertThat(broker(stage).unsettled()).isEmpty();
        assertThat(booked(stage, at("12:30"))).isEqualTo(2);
        assertThat(broker(stage).tickets()).extracting(image -> image.key().id().value()).containsExactly("z", "a", "b");
    }

    @Test
    void atTheSettlingEachThatIsOverMakesRoomOnce() {
        Stage stage = putBack(holding(), narrow(10, 4));
        stage.arrive(GUEST, showing("whole", units(10, HOUR), issued("whole", 3, units(10, HOUR))));
        for (String name : List.of("x", "y", "z")) {
            stage.advance(Duration.ofSeconds(1)).arrive(STRANGER, close(name, 1, units(2, HOUR)));
        }
        for (String name : List.of("a", "b", "c", "d")) {
            stage.arrive(GUEST, showing(name, units(2, HOUR), issued(name, 3, units(2, HOUR))));
        }
        assertThat(broker(stage).unsettled()).hasSize(4);
        stage.arrive(GUEST, close("whole", 2, units(10, HOUR))).arrive(SITE, freed(stage, "whole"));
        stage.order(new Command.Settle(true, "looked at"));
        assertThat(broker(stage).tickets()).extracting(image -> image.key().id().value() + " " + image.state())
                .containsExactlyInAnyOrder("a TICKETED", "b TICKETED", "c TICKETED", "d TICKETED");
        assertThat(booked(stage, at("12:30"))).isEqualTo(8);
    }

    private static final Principal OTHER = new Principal("elsewhere");

    /** What another site gave, under the name that the first site's has. */
    private static Delegation namesake() {
        Delegation one = delegation(1, 10);
        return new Delegation(RIGHT, 1, OTHER, BROKER, one.type(), one.capacity(), one.largest(), one.term(), 100,
                one.properties());
    }

    private static Message.TicketDemand onNamesake(String name) {
        return showing(name, new Stamp(1, 1), true, FOUR,
                new TicketChain(DelegationChain.of(namesake()), issued(name, 3, FOUR)));
    }

    @Test
    void aTicketStandsOnWhatItsOwnSiteGaveThoughAnotherGaveSomethingOfThatName() {
        Stage stage = putBack(holding(), SETTINGS).arrive(GUEST, onNamesake("a"));
        assertThat(booked(stage, NOON)).isZero();
        assertThat(broker(stage).unsettled()).singleElement().asString()
                .contains("ticket a of guest: ", "stands on site-d1 by elsewhere, which is not held here");

        Stage both = holding().answeredBy(new FirstComeCalendar()).arrive(GUEST, demand("b", 1, FOUR));
        both.arrive(SITE, reclaim(2, delegation(1, 10)));
        putBack(both, SETTINGS).arrive(OTHER, new Message.DelegationOffer(DelegationChain.of(namesake()), new Stamp(1, 1), true,
                ""));
        both.arrive(GUEST, onNamesake("a"));
        HoldingKey other = new HoldingKey(OTHER, RIGHT);
        assertThat(ticket(both, "a").holding()).contains(other);
        assertThat(broker(both).holding(other).orElseThrow().calendar()
                .peak(Term.of(NOON, Duration.ofMillis(1))).get(0)).isEqualTo(4);
    }

    /** It is asked after each turn of the broker, as long as there are some. */
    @Test
    void howManyAreContestedIsKnownWithoutALookAtThem() {
        Stage stage = putBack(holding(), SETTINGS).arrive(GUEST, demand("b", 1, units(8, HOUR)));
        stage.order(new Command.Settle(false, "nobody spoke"));
        for (int i = 0; i < Loss.MOST_STRAYS_EACH; i++) {
            stage.arrive(GUEST, showing("r" + i, FOUR, issued("r" + i, 3, FOUR)));
        }
        Broker broker = broker(stage);
        assertThat(broker.contested()).isEqualTo(Loss.MOST_STRAYS_EACH);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int contested = broker.contested();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes for counting %s", contested).isLessThan(1_000);
        assertThat(broker.broken()).isEmpty();
    }
}
