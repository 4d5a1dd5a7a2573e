package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import orca.authority.state.ProofImage;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** A broker that the site never met, with a part of what the site gave another: its tickets, and what it says of them. */
class ResellerStoriesTest {
    private static final Principal RESELLER = new Principal("reseller");
    private static final DelegationId PART = new DelegationId("part");

    private final World world = new World().furnished();

    /** A part of the broker's delegation: so many units, two cores and four GiB each. */
    private DelegationChain part(long units) {
        return part(BROKER, RESELLER, units);
    }

    private DelegationChain part(Principal giver, Principal holder, long units) {
        Delegation pool = world.pool();
        return DelegationChain.of(pool).with(new Delegation(PART, 1, giver, holder, pool.type(),
                Amounts.of(units, 2 * units, 4 * units), pool.largest(), pool.term(), 100, PropertyList.NONE));
    }

    private static TicketChain ticket(DelegationChain rights, String id, long revision, long units, Term term) {
        return new TicketChain(rights, new Ticket(key(id).id(), revision, rights.last().holder(), GUEST, rights.last().id(), VM,
                units, units, SMALL, Assurance.RESERVED, term, PropertyList.NONE));
    }

    private void standing(Principal from, DelegationChain rights, String id, Stamp stamp, Optional<TicketChain> holds) {
        world.stage.arrive(from, new Message.TicketStanding(key(id), rights, stamp, holds, holds.isEmpty(), "because"));
    }

    private Message.StandingView answer() {
        return world.stage.last(Message.StandingView.class);
    }

    @Test
    void theTicketOfABrokerThatTheSiteNeverMetIsHonouredBecauseOfWhatItStandsOn() {
        world.redeem(ticket(part(4), "web", 1, 2, hours(1))).stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.authority().ledger().links()).extracting(l -> l.issuer()).containsExactly(SITE, BROKER);
    }

    @Test
    void whatItTakesBackIsHeardAndItIsTheOneWhoIsTold() {
        world.redeem(ticket(part(4), "web", 1, 2, hours(1))).stage.endAll();
        standing(RESELLER, part(4), "web", world.nextStamp(), Optional.empty());

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(answer().freed()).isFalse();
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(answer().freed()).isTrue();
        assertThat(world.stage.sent().stream().filter(o -> o.message() instanceof Message.StandingView).map(o -> o.to()))
                .containsOnly(RESELLER);
        assertThat(world.authority().ledger().links()).isEmpty();
    }

    @Test
    void whatItTakesBackBeforeItWasRedeemedIsHeardThoughNoLeaseIsKnown() {
        standing(RESELLER, part(4), "web", world.nextStamp(), Optional.empty());
        assertThat(answer().freed()).isTrue();
        world.redeem(ticket(part(4), "web", 1, 2, hours(1)));
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);

        standing(RESELLER, part(4), "db", world.nextStamp(), Optional.of(ticket(part(4), "db", 2, 1, hours(1))));
        world.redeem(ticket(part(4), "db", 1, 2, hours(1)));
        assertThat(((Answer.Refused) world.view("db").answer()).refusal().reason()).contains("does not hold any more");
        world.redeem(ticket(part(4), "db", 2, 1, hours(1))).stage.endAll();
        assertThat(world.state("db")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void nobodyButWhoHoldsTheLastLinkSaysHowATicketStands() {
        world.redeem(ticket(part(4), "web", 1, 2, hours(1))).stage.endAll();
        world.leased("own", 1);
        int commits = world.stage.journal().size();
        world.stage.clear();
        standing(BROKER, DelegationChain.of(world.pool()), "web", world.nextStamp(), Optional.empty());
        standing(BROKER, part(4), "web", world.nextStamp(), Optional.empty());
        standing(STRANGER, part(4), "web", world.nextStamp(), Optional.empty());
        standing(RESELLER, part(4), "own", world.nextStamp(), Optional.empty());
        standing(STRANGER, part(STRANGER, STRANGER, 4), "db", world.nextStamp(), Optional.empty());
        standing(RESELLER, part(9), "db", world.nextStamp(), Optional.empty());
        Delegation pool = world.pool();
        Delegation mine = new Delegation(POOL, 1, SITE, STRANGER, pool.type(), pool.capacity(), pool.largest(), pool.term(), 100,
                PropertyList.NONE);
        standing(STRANGER, DelegationChain.of(mine), "db", world.nextStamp(), Optional.empty());

        assertThat(world.stage.journal()).hasSize(commits);
        assertThat(world.stage.sent()).isEmpty();
    }

    @Test
    void twoBrokersOnOneDelegationOfTheSiteSpeakEachForItselfOfOneReservation() {
        Stamp high = new Stamp(1, 1_000);
        standing(BROKER, DelegationChain.of(world.pool()), "web", high,
                Optional.of(world.ticket("web", 7, 1, 1, SMALL, hours(1))));
        standing(RESELLER, part(4), "web", world.nextStamp(), Optional.of(ticket(part(4), "web", 2, 1, hours(1))));
        assertThat(answer().freed()).as("not taken for something stale of the other's").isTrue();
        world.redeem(ticket(part(4), "web", 2, 1, hours(1))).stage.endAll();
        assertThat(world.state("web")).as("the other's revisions are not counted with its").isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void whatIsOversoldAtTheSecondLinkIsRefusedWithTheProofThatNamesIt() {
        world.redeem(ticket(part(2), "a", 1, 1, hours(1))).redeem(ticket(part(2), "b", 1, 1, hours(1)));
        world.redeem(ticket(part(2), "c", 1, 1, hours(1)));

        Refusal refusal = ((Answer.Refused) world.view("c").answer()).refusal();
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INSUFFICIENT);
        assertThat(refusal.reason()).contains("more than delegation part allows; its broker oversold it");
        ProofImage proof = world.authority().proofs().iterator().next();
        assertThat(proof.delegation()).isEqualTo(PART);
        assertThat(proof.issuer()).isEqualTo(BROKER);
        assertThat(proof.tickets()).extracting(c -> c.ticket().reservation().value()).containsExactly("c", "a", "b");
        world.leased("own", 6);
        assertThat(world.state("own")).as("the rest is the broker's to sell").isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void whatTheFirstBrokerSellsBesideWhatItGaveIsItsOwnOverselling() {
        world.leased("own", 6);
        world.redeem(ticket(part(4), "web", 1, 3, hours(1)));
        assertThat(((Answer.Refused) world.view("web").answer()).refusal().reason()).contains("more than delegation pool allows");
        assertThat(world.authority().proofs()).extracting(ProofImage::delegation).isEqualTo(List.of(POOL));
    }

    @Test
    void aSiteGivesNothingOfWhatSomebodyElseHolds() {
        Reply reply = world.stage.order(new Command.Delegate(Optional.empty(), Optional.of(POOL), RESELLER, VM,
                Amounts.of(1, 1, 1), SMALL, YEAR, 100, PropertyList.NONE));
        assertThat(((Reply.Declined) reply).refusal().reason())
                .isEqualTo("delegation.from: a site delegates what it has, not a part of pool");
    }
}
