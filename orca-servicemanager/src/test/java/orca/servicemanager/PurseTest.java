package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Notice;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.servicemanager.record.PurseImage;
import org.junit.jupiter.api.Test;

/** A guest with a hundred credits of a bank, whose claims last ninety minutes. */
class PurseTest {
    private static final Duration LASTS = Duration.ofMinutes(90);
    private static final Duration HOUR = Duration.ofHours(1);

    static DelegationChain credits(Principal holder, List<Dimension> dimensions) {
        ResourceType type = new ResourceType(new TypeName("credit"), dimensions, Turnaround.NONE);
        Amounts hundred = dimensions.isEmpty() ? Amounts.EMPTY : Amounts.of(100);
        return DelegationChain.of(new Delegation(new DelegationId("budget"), 1, new Principal("bank"), holder, type,
                dimensions.isEmpty() ? Amounts.of(10) : Amounts.of(10, 100), hundred,
                new Term(NOON, NOON.plus(Duration.ofDays(1))), 100, PropertyList.NONE));
    }

    static Purse purse(Optional<Long> most) {
        return new Purse(Optional.of(credits(GUEST, List.of(new Dimension("credits", "credits")))), LASTS, most);
    }

    private final World world = new World(GuestSettings.usual(GUEST).with(purse(Optional.empty())));

    static Demand pays(long credits, Demand demand) {
        return demand.with(demand.properties().with("pay", credits));
    }

    private Optional<Ticket> claim(ReservationId id) {
        return world.asked(id).claim().map(TicketChain::ticket);
    }

    @Test
    void aDemandThatSaysWhatItPaysCarriesAClaimOnItsBroker() {
        world.ordered(request(wish(pays(40, demand(1, HOUR))), wish(demand(1, HOUR))));
        assertThat(world.asked(R1).claim().orElseThrow().rights()).isEqualTo(purse(Optional.empty()).credits().orElseThrow());
        assertThat(world.asked(R1).claim().orElseThrow().widening()).isEmpty();
        assertThat(claim(R1)).hasValueSatisfying(ticket -> {
            assertThat(ticket.issuer()).isEqualTo(GUEST);
            assertThat(ticket.holder()).isEqualTo(BROKER);
            assertThat(ticket.sliver()).isEqualTo(Amounts.of(40));
            assertThat(ticket.term()).isEqualTo(Term.of(NOON, LASTS));
        });
        assertThat(world.asked(R2).claim()).as("who pays nothing").isEmpty();
    }

    @Test
    void oneDemandIsPaidOnceHoweverOftenItIsSaidAndWhateverDies() {
        world.ordered(request(wish(pays(40, demand(1, HOUR)))));
        Optional<Ticket> first = claim(R1);
        world.stage.advance(Duration.ofSeconds(20));
        world.stage.restart();
        world.stage.advance(Duration.ofSeconds(20));
        world.stage.restartFromImage();
        world.stage.advance(Duration.ofSeconds(20));
        assertThat(claim(R1)).isEqualTo(first);
        assertThat(world.guest().purse().payments()).hasSize(1);
        world.ordered(request(wish(pays(10, demand(1, HOUR)))));
        assertThat(claim(R2).orElseThrow().reservation()).as("no name twice").isNotEqualTo(first.orElseThrow().reservation());
    }

    @Test
    void whatIsPromisedIsNotPromisedAgainBeforeItIsBack() {
        world.ordered(request(wish(pays(60, demand(1, HOUR)))));
        world.ordered(request(wish(pays(41, demand(1, HOUR)))));
        assertThat(claim(R2)).isEmpty();
        assertThat(world.reservation(R2).notices()).extracting(Notice::text)
                .containsExactly("nothing is paid, for 40 credits of 100 are there, and it pays 41");
        world.stage.until(NOON.plus(LASTS));
        world.ordered(request(wish(pays(100, demand(1, 1, world.stage.now(), HOUR)))));
        assertThat(claim(R3)).isPresent();
        assertThat(world.guest().purse().spent(world.stage.now())).isEqualTo(100);
        assertThat(world.guest().purse().payments()).as("what is over is forgotten").hasSize(1);
    }

    @Test
    void anExtensionPaysAgainAndWhatTakesNoMoreDoesNot() {
        world.ordered(request(wish(pays(10, demand(2, HOUR))))).grant(R1).bind(R1);
        world.ordered(resize(R1, 1));
        assertThat(world.guest().purse().payments()).hasSize(1);
        world.grant(R1).bind(R1).ordered(extend(R1, HOUR));
        assertThat(world.guest().purse().payments()).extracting(PurseImage.Payment::reservation).containsExactly(R1, R1);
        assertThat(claim(R1)).as("the newest goes with it").isEqualTo(
                Optional.of(world.guest().purse().payments().get(1).claim()));
    }

    @Test
    void whoPassedSomeOnHasTheRest() {
        World rest = new World(GuestSettings.usual(GUEST).with(purse(Optional.of(30L))));
        rest.ordered(request(wish(pays(31, demand(1, HOUR))), wish(pays(30, demand(1, HOUR)))));
        assertThat(rest.asked(R1).claim()).isEmpty();
        assertThat(rest.asked(R2).claim()).isPresent();
    }

    @Test
    void whatIsGivenUpPaysNothingAndWithoutAPurseNothingIsPaid() {
        world.ordered(request(wish(pays(40, demand(1, HOUR))))).grant(R1).bind(R1);
        world.ordered(new Command.Close(R1)).settled(R1);
        assertThat(world.stage.sent(Message.TicketDemand.class).stream().filter(d -> !d.open())).isNotEmpty()
                .allMatch(d -> d.claim().isEmpty());
        World poor = World.plain();
        poor.ordered(request(wish(pays(40, demand(1, HOUR)))));
        assertThat(poor.asked(R1).claim()).isEmpty();
        assertThat(poor.reservation(R1).notices()).extracting(Notice::text)
                .containsExactly("nothing is paid, for there is no purse");
    }

    @Test
    void creditsOfOthersOrOfAnotherShapeAreNoPurse() {
        assertThatThrownBy(() -> GuestSettings.usual(STRANGER).with(purse(Optional.empty())))
                .hasMessage("purse.credits: must be given to this guest, stranger, are given to guest");
        assertThatThrownBy(() -> new Purse(Optional.of(credits(GUEST, List.of())), LASTS, Optional.empty()))
                .hasMessage("purse.credits: must be of a type with one dimension, the credits, got []");
        assertThatThrownBy(() -> new Purse(Optional.empty(), Duration.ZERO, Optional.empty()))
                .hasMessage("purse.lasts: must be from a second to 365 days, got PT0S");
        assertThatThrownBy(() -> new Purse(Optional.empty(), LASTS, Optional.of(-1L)))
                .hasMessage("purse.most: must be 0 or more, got -1");
    }
}
