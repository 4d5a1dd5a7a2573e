package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import orca.broker.ledger.Booking;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** Changed demands: longer, larger, smaller, shorter. */
class RenewalStoryTest {
    private final Stage stage = holding().answeredBy(new FirstComeCalendar());

    RenewalStoryTest() {
        stage.arrive(GUEST, demand("a", 1, units(4, term("12:00", "13:00"))));
    }

    private Ticket ticketed() {
        return ticket(stage, "a").ticket().orElseThrow();
    }

    private Refusal refused() {
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
        assertThat(answer(stage, "a")).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer(stage, "a")).refusal();
    }

    @Test
    void anExtensionIsTheNextRevisionAndNothingIsOwedToTheSite() {
        stage.arrive(GUEST, demand("a", 2, units(4, term("12:00", "14:00"))));

        assertThat(ticketed().revision()).isEqualTo(2);
        assertThat(ticketed().term()).isEqualTo(term("12:00", "14:00"));
        assertThat(booked(stage, at("13:30"))).isEqualTo(4);
        assertThat(stage.sent(Message.TicketStanding.class)).isEmpty();
        stage.until(at("13:30"));
        assertThat(state(stage, "a")).as("the first end is not its end any more").isEqualTo(TicketState.TICKETED);
    }

    @Test
    void anExtensionThatDoesNotFitLeavesTheTicketAsItIs() {
        stage.arrive(GUEST, demand("b", 1, units(8, term("13:02", "14:00"))));
        assertThat(state(stage, "b")).isEqualTo(TicketState.TICKETED);

        stage.arrive(GUEST, demand("a", 2, units(4, term("12:00", "13:30"))));

        assertThat(refused().kind()).isEqualTo(Refusal.Kind.INSUFFICIENT);
        assertThat(refused().alternative().orElseThrow().units()).isEqualTo(2);
        assertThat(ticketed().term()).isEqualTo(term("12:00", "13:00"));
        assertThat(ticketed().revision()).isEqualTo(1);
        assertThat(stage.last(Message.TicketView.class).chain()).as("what is held is shown with the refusal").isPresent();
    }

    @Test
    void aRefusedExtensionMayBeAskedForAgain() {
        stage.arrive(GUEST, demand("b", 1, units(8, term("13:02", "14:00"))));
        stage.arrive(GUEST, demand("a", 2, units(4, term("12:00", "13:30"))));
        stage.arrive(GUEST, close("b", 2, units(8, term("13:02", "14:00")))).arrive(SITE, freed(stage, "b"));

        stage.arrive(GUEST, demand("a", 3, units(4, term("12:00", "13:30"))));

        assertThat(ticketed().term()).isEqualTo(term("12:00", "13:30"));
    }

    @Test
    void lessThanWhatIsHeldNeedsNoPolicyButTheSiteHasToFreeTheRest() {
        stage.answeredByHand();
        stage.arrive(GUEST, demand("a", 2, units(1, term("12:00", "12:30"))));

        assertThat(stage.question()).isEmpty();
        assertThat(answer(stage, "a")).isEqualTo(new Answer.Granted(1, 1, "given back by its holder"));
        assertThat(ticketed().revision()).isEqualTo(2);
        assertThat(booked(stage, at("12:10"))).as("three units linger").isEqualTo(4);
        assertThat(booked(stage, at("12:50"))).isEqualTo(4);
        Message.TicketStanding standing = stage.last(Message.TicketStanding.class);
        assertThat(standing.valid()).isEqualTo(2);
        assertThat(standing.revoked()).isFalse();

        stage.arrive(SITE, freed(stage, "a"));
        assertThat(booked(stage, at("12:10"))).isEqualTo(1);
        assertThat(booked(stage, at("12:40"))).isZero();
        assertThat(ticket(stage, "a").standing()).isEmpty();
        assertThat(stage.clear().advance(Duration.ofMinutes(5)).sent()).isEmpty();
    }

    @Test
    void whatLingersIsOverWithTheOlderTermAndItsTurnaround() {
        stage.arrive(GUEST, demand("a", 2, units(4, term("12:00", "18:00"))));
        stage.arrive(GUEST, demand("a", 3, units(2, term("12:00", "17:00"))));
        stage.arrive(GUEST, demand("a", 4, units(2, term("12:00", "20:00"))));
        assertThat(booked(stage, at("16:00"))).isEqualTo(4);
        assertThat(booked(stage, at("17:30"))).as("what revision 2 had goes on").isEqualTo(4);
        assertThat(booked(stage, at("18:03"))).isEqualTo(2);
        assertThat(stage.last(Message.TicketStanding.class).valid()).as("the newest revision holds").isEqualTo(4);

        stage.until(at("18:01:59"));
        assertThat(ticket(stage, "a").standing()).isPresent();
        stage.until(at("18:02"));
        assertThat(ticket(stage, "a").standing()).isEmpty();
        assertThat(ticket(stage, "a").bookings()).hasSize(1);
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void anAnswerToAnOlderStandingFreesNothing() {
        stage.arrive(GUEST, demand("a", 2, units(3, term("12:00", "13:00"))));
        Message.StandingView early = freed(stage, "a");
        stage.arrive(GUEST, demand("a", 3, units(2, term("12:00", "13:00"))));

        stage.arrive(SITE, early);
        assertThat(booked(stage, at("12:30"))).isEqualTo(4);
        stage.arrive(SITE, freed(stage, "a"));
        assertThat(booked(stage, at("12:30"))).isEqualTo(2);
    }

    @Test
    void aGrowthAndAShrinkAtOnceBookTheMoreOfBoth() {
        Demand wider = new Demand(VM, 2, 2, Amounts.of(4), term("12:00", "13:00"), at("12:00"), Optional.empty(),
                Assurance.RESERVED,
                Optional.empty(), PropertyList.NONE);
        stage.arrive(GUEST, demand("a", 2, wider));

        assertThat(ticketed().sliver()).isEqualTo(Amounts.of(4));
        assertThat(held(stage).calendar().peak(term("12:10", "12:20"))).as("4 units and 8 cores").isEqualTo(Amounts.of(4, 8));
        stage.arrive(SITE, freed(stage, "a"));
        assertThat(held(stage).calendar().peak(term("12:10", "12:20"))).isEqualTo(Amounts.of(2, 8));
    }

    @Test
    void whatIsHeldAlreadyIsAnsweredWithoutANewRevision() {
        stage.arrive(GUEST, demand("a", 2, units(4, term("12:00", "13:00"))));

        assertThat(stage.last(Message.TicketView.class).answers()).isEqualTo(new Stamp(1, 2));
        assertThat(answer(stage, "a")).isEqualTo(new Answer.Granted(4, 4, ""));
        assertThat(ticketed().revision()).isEqualTo(1);
    }

    @Test
    void anElasticExtensionMayBeGrantedInPart() {
        stage.arrive(GUEST, demand("b", 1, units(8, term("13:02", "14:00"))));

        stage.arrive(GUEST, demand("a", 2, flexible(4, 1, term("12:00", "13:30"), at("12:00"), Optional.empty())));

        assertThat(answer(stage, "a")).isEqualTo(
                new Answer.Granted(4, 2, "2 of 4 units from 2030-01-01T12:00:00Z: no more are free then"));
        assertThat(booked(stage, at("12:30"))).as("the four are held until the site frees two").isEqualTo(4);
        assertThat(booked(stage, at("13:10"))).isEqualTo(10);
    }

    @Test
    void aTicketKeepsItsStartItsTypeAndItsSite() {
        stage.arrive(GUEST, demand("a", 2, units(4, term("12:10", "13:10"))));
        assertThat(refused().reason()).startsWith("demand.term.start: a ticket keeps its start 2030-01-01T12:00:00Z");

        Demand other = new Demand(new TypeName("disk"), 1, 1, SLIVER, term("12:00", "13:00"), at("12:00"), Optional.empty(),
                Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        stage.arrive(GUEST, demand("a", 3, other));
        assertThat(refused().kind()).isEqualTo(Refusal.Kind.NEVER);
        assertThat(refused().reason()).startsWith("demand.type: a ticket keeps its type 'vm'");

        Demand elsewhere = new Demand(VM, 5, 5, SLIVER, term("12:00", "13:00"), at("12:00"), Optional.empty(),
                Assurance.RESERVED, Optional.of(STRANGER), PropertyList.NONE);
        stage.arrive(GUEST, demand("a", 4, elsewhere));
        assertThat(refused().reason()).isEqualTo("demand.site: a ticket keeps its site site");

        Demand huge = new Demand(VM, 1, 1, Amounts.of(5), term("12:00", "13:00"), at("12:00"), Optional.empty(),
                Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        stage.arrive(GUEST, demand("a", 5, huge));
        assertThat(refused().reason()).startsWith("demand.sliver: larger than a unit may be, at most [4]");
    }

    @Test
    void anExtensionAfterTheEndIsTooLate() {
        stage.until(at("13:00"));
        stage.clear().arrive(GUEST, demand("a", 2, units(4, term("12:00", "14:00"))));

        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        Message.TicketView view = stage.last(Message.TicketView.class);
        assertThat(view.answers()).isEqualTo(new Stamp(1, 2));
        assertThat(view.answer()).isEqualTo(new Answer.Ended("its term is over"));
    }

    @Test
    void aTicketThatEndsWhileItIsRenewedIsOver() {
        stage.answeredByHand().arrive(GUEST, demand("a", 2, units(4, term("12:00", "14:00"))));
        stage.until(at("12:00:30")).arrive(GUEST, demand("a", 3, units(5, term("12:00", "14:00"))));
        assertThat(state(stage, "a")).isEqualTo(TicketState.RENEWING);
        stage.until(at("12:01:31"));
        assertThat(refused().reason()).startsWith("no answer in time");

        stage.until(at("12:59:30")).arrive(GUEST, demand("a", 4, units(5, term("12:00", "14:00")))).until(at("13:00"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(stage.last(Message.TicketView.class).answer()).isEqualTo(new Answer.Ended("its term is over"));
    }

    @Test
    void tooManyUnconfirmedChangesAreRefusedUntilTheSiteSpeaks() {
        Stage wide = stage().answeredBy(new FirstComeCalendar()).arrive(SITE, offer(1, delegation(1, 40)));
        int revision = 0;
        do {
            // Fewer for longer, again and again: what the older revisions had is a staircase.
            Term term = Term.of(NOON, Duration.ofMinutes(60 + 10L * revision));
            revision++;
            wide.arrive(GUEST, demand("a", revision, units(40 - revision, term)));
        } while (answer(wide, "a") instanceof Answer.Granted && revision < 40);

        assertThat(revision).isEqualTo(Booking.MOST + 1);
        assertThat(((Answer.Refused) answer(wide, "a")).refusal().reason())
                .isEqualTo("too many changes that the site has not confirmed yet");
        wide.arrive(SITE, freed(wide, "a"));
        wide.arrive(GUEST, demand("a", revision + 1, units(10, Term.of(NOON, Duration.ofHours(8)))));
        assertThat(answer(wide, "a")).isInstanceOf(Answer.Granted.class);
    }

    @Test
    void anEndThatIsOverIsNotGivenBackHoweverLateItMightHaveStartedOnce() {
        stage.arrive(GUEST, demand("b", 1, flexible(2, 2, term("12:00", "13:00"), at("12:45"), Optional.empty())));
        stage.until(at("12:30"));

        stage.arrive(GUEST, demand("b", 2, flexible(2, 2, term("12:00", "12:20"), at("12:45"), Optional.empty())));

        assertThat(answer(stage, "b")).isInstanceOf(Answer.Refused.class);
        assertThat(((Answer.Refused) answer(stage, "b")).refusal().kind()).isEqualTo(Refusal.Kind.LATE);
        assertThat(ticket(stage, "b").ticket().orElseThrow().term()).isEqualTo(term("12:00", "13:00"));
    }

    @Test
    void otherPropertiesNeedNoPolicyAndMoveNoBooking() {
        stage.answeredByHand();
        var wish = units(4, term("12:00", "13:00")).with(PropertyList.of("power", "paused"));
        stage.clear().arrive(GUEST, demand("a", 2, wish));

        assertThat(stage.question()).isEmpty();
        assertThat(ticketed().revision()).isEqualTo(2);
        assertThat(ticketed().properties()).isEqualTo(PropertyList.of("power", "paused"));
        assertThat(ticketed().term()).isEqualTo(term("12:00", "13:00"));
        assertThat(booked(stage, at("12:10"))).isEqualTo(4);
        assertThat(ticket(stage, "a").bookings()).hasSize(1);
        assertThat(stage.sent(Message.TicketStanding.class)).as("the site has nothing to free").isEmpty();

        stage.arrive(GUEST, demand("a", 3, wish));
        assertThat(ticketed().revision()).as("what it has already is no new ticket").isEqualTo(2);
    }

    @Test
    void otherPropertiesDoNotHideAWishForMore() {
        stage.answeredByHand();
        stage.arrive(GUEST, demand("a", 2, units(5, term("12:00", "13:00")).with(PropertyList.of("power", "paused"))));

        assertThat(stage.question()).isPresent();
        assertThat(ticketed().revision()).isEqualTo(1);
    }
}
