package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.contract.Seal;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.protocol.Message;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;
import org.junit.jupiter.api.Test;

/** What a holder signed to have given up, as a site hears of it from the broker. */
class RelinquishmentStoriesTest {
    private final World world = new World().furnished();

    private boolean freed() {
        return world.stage.last(Message.StandingView.class).freed();
    }

    private DelegationChain rights() {
        return DelegationChain.of(world.pool());
    }

    /** The broker says that {@code holds} holds, and shows by what paper the guest gave up revision {@code given}. */
    private void shown(Optional<TicketChain> holds, long given) {
        world.stage.arrive(BROKER, new Message.TicketStanding(key("web"), rights(), world.nextStamp(), holds, false, "because",
                Optional.of(new Relinquishment(key("web").id(), given, BROKER, GUEST, POOL, NOON, Optional.empty(),
                        Optional.of(new Seal("k", "s"))))));
    }

    @Test
    void whatTheHolderSignedGoesBeforeWhatItsBrokerSays() {
        world.leased("web", 2);
        shown(Optional.of(world.ticket("web", 2)), 1);
        assertThat(world.state("web")).as("revision 1 is given up, though the broker says that it holds")
                .isEqualTo(LeaseState.CLOSING);
        assertThat(world.cause("web").why()).isEqualTo("its ticket was given up, as its holder signed: because");
        assertThat(world.authority().site().standings(key("web"))).singleElement()
                .satisfies(standing -> assertThat(standing.relinquishment()).isPresent());
        world.stage.endAll();
        assertThat(freed()).isTrue();
        assertThat(world.authority().site().ledger().links()).as("nothing is counted").isEmpty();
        assertThat(world.redeem(world.ticket("web", 2)).view("web").answer()).isInstanceOfSatisfying(Answer.Refused.class,
                refused -> assertThat(refused.refusal().reason()).contains("its ticket was given up, as its holder signed"));
    }

    @Test
    void anOlderRevisionThatWasGivenUpDoesNotEndTheOneThatHolds() {
        world.leased("web", 1);
        shown(Optional.of(world.ticket("web", 2, 1, 1, SMALL, hours(1))), 1);
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.redeem(world.ticket("web", 1, 1, 1, SMALL, hours(2))).view("web").answer())
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.refusal().reason())
                        .isEqualTo("ticket.revision: 1 was replaced by 2"));
    }

    @Test
    void aTicketThatWasGivenUpIsRefusedWithThatReasonBeforeItIsEverBound() {
        shown(Optional.of(world.ticket("web", 3, 1, 1, SMALL, hours(1))), 2);
        assertThat(world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(1))).view("web").answer())
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.refusal().reason())
                        .isEqualTo("ticket.revision: 2 was given up, as its holder signed"));
        world.stage.restart();
        world.redeem(world.ticket("web", 3, 1, 1, SMALL, hours(1)));
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aPaperThatComesWithARepeatIsKeptAsWell() {
        world.leased("web", 8);
        Stamp stamp = world.nextStamp();
        Message.TicketStanding bare = new Message.TicketStanding(key("web"), rights(), stamp, Optional.empty(), false, "because");
        world.stage.arrive(BROKER, bare);
        assertThat(freed()).isFalse();
        assertThat(world.cause("web").why()).isEqualTo("its ticket was given up: because");
        Relinquishment paper = new Relinquishment(key("web").id(), 1, BROKER, GUEST, POOL, NOON, Optional.empty(),
                Optional.of(new Seal("k", "s")));
        Message.TicketStanding shown = new Message.TicketStanding(
                key("web"), rights(), stamp, Optional.empty(), false, "because", Optional.of(paper));
        int before = world.stage.journal().size();
        world.stage.arrive(BROKER, shown).arrive(BROKER, shown).arrive(BROKER, bare).restart();
        assertThat(world.stage.journal()).as("once").hasSize(before + 1);
        assertThat(world.authority().site().standings(key("web"))).singleElement()
                .satisfies(standing -> assertThat(standing.relinquishment()).contains(paper));
        assertThat(world.redeem(world.ticket("web", 1)).view("web").answer()).isNotInstanceOf(Answer.Granted.class);
        world.redeem(world.ticket("db", 8));
        assertThat(world.authority().proofs()).as("sold before it is free, and no proof").isEmpty();
        world.stage.endAll();
        assertThat(freed()).isTrue();
    }

    @Test
    void whatIsSoldBeforeItIsFreeIsRefusedAndIsNoProof() {
        world.leased("web", 8);
        shown(Optional.empty(), 1);
        assertThat(freed()).isFalse();
        assertThat(world.redeem(world.ticket("db", 8)).view("db").answer()).isInstanceOfSatisfying(Answer.Refused.class,
                refused -> assertThat(refused.refusal()).satisfies(refusal -> {
                    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_NOW);
                    assertThat(refusal.reason()).contains("what was given back on delegation pool is not free yet");
                }));
        assertThat(world.authority().proofs()).isEmpty();
        world.redeem(world.ticket("big", 9));
        assertThat(world.authority().proofs()).isEmpty();
    }
}
