package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import orca.core.contract.Answer;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.ticket.TicketState;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

class TicketStoryTest {
    @Test
    void aDemandThatFitsIsTicketedAndItsTicketStandsOnTheDelegation() {
        Stage stage = holding().answeredBy(new FirstComeCalendar());

        stage.arrive(GUEST, demand("a", 1, units(4, term("12:00", "13:00"))));

        Message.TicketView view = stage.last(Message.TicketView.class);
        assertThat(view.state()).isEqualTo(TicketState.TICKETED);
        assertThat(view.answers()).isEqualTo(new Stamp(1, 1));
        assertThat(view.answer()).isEqualTo(new Answer.Granted(4, 4, ""));
        assertThat(view.chain().orElseThrow().widening()).isEmpty();
        assertThat(view.chain().orElseThrow().ticket().revision()).isEqualTo(1);
        assertThat(booked(stage, at("12:30"))).isEqualTo(4);
        assertThat(booked(stage, at("13:01"))).as("turnaround is booked").isEqualTo(4);
        assertThat(booked(stage, at("13:02"))).isZero();
    }

    @Test
    void aTicketEndsWithItsTermAndIsForgottenLater() {
        Stage stage = holding().answeredBy(new FirstComeCalendar());
        stage.arrive(GUEST, demand("a", 1, units(4, term("12:00", "13:00")))).clear();

        stage.until(at("12:59:59"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
        stage.until(at("13:00"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(stage.last(Message.TicketView.class).answer()).isEqualTo(new Answer.Ended("its term is over"));

        stage.until(at("13:02").plus(SETTINGS.tombstone()).minusMillis(1));
        assertThat(broker(stage).tickets()).hasSize(1);
        stage.advance(Duration.ofMillis(1));
        assertThat(broker(stage).tickets()).isEmpty();
    }

    @Test
    void whatIsGivenUpIsSoldAgainOnlyWhenTheSiteSaysThatItIsFree() {
        Stage stage = holding().answeredBy(new FirstComeCalendar());
        stage.arrive(GUEST, demand("a", 1, units(10, term("12:00", "13:00"))));

        stage.arrive(GUEST, close("a", 2, units(10, term("12:00", "13:00"))));
        assertThat(stage.last(Message.TicketView.class).answer()).isEqualTo(new Answer.Ended("given up by its holder"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.RELEASING);
        assertThat(stage.last(Message.TicketStanding.class).valid()).isZero();
        stage.arrive(GUEST, demand("b", 1, units(1, term("12:00", "13:00"))));
        assertThat(state(stage, "b")).isEqualTo(TicketState.REFUSED);

        stage.arrive(SITE, freed(stage, "a"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        stage.arrive(GUEST, demand("c", 1, units(10, term("12:00", "13:00"))));
        assertThat(state(stage, "c")).isEqualTo(TicketState.TICKETED);
    }
}
