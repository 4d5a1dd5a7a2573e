package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import orca.authority.state.ProofImage;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** Tickets that a site does not honour, and messages from those who may not send them. */
class TicketCheckTest {
    private final World world = new World().furnished();

    private Refusal refused(String id) {
        assertThat(world.state(id)).isEqualTo(LeaseState.REFUSED);
        return ((Answer.Refused) world.view(id).answer()).refusal();
    }

    private Ticket like(Ticket t, Principal issuer, Principal holder, Term term) {
        return new Ticket(t.reservation(), t.revision(), issuer, holder, t.delegation(), t.type(), t.units(), t.minUnits(),
                t.sliver(),
                t.assurance(), term, t.properties());
    }

    @Test
    void aTicketForSomebodyElseIsRefused() {
        world.redeem(STRANGER, world.ticket("web", 1), PropertyList.NONE);

        assertThat(world.state("web")).isEqualTo(LeaseState.UNKNOWN);
        Refusal refusal = ((Answer.Refused) world.stage.last(Message.LeaseView.class).answer()).refusal();
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NEVER);
        assertThat(refusal.reason()).contains("ticket.holder");
        world.leased("web", 1);
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aTicketOnAnotherSitesInventoryIsRefused() {
        Delegation p = world.pool();
        Delegation elsewhere = new Delegation(p.id(), p.revision(), STRANGER, p.holder(), p.type(), p.capacity(),
                p.largest(), p.term(),
                p.oversubscription(), p.properties());
        world.redeem(new TicketChain(DelegationChain.of(elsewhere), world.ticket("web", 1).ticket()));
        assertThat(refused("web").reason()).contains("not of this site");
    }

    @Test
    void aTicketOnADelegationThatWasNeverGivenIsRefused() {
        Delegation p = world.pool();
        DelegationId other = new DelegationId("other");
        Delegation unknown = new Delegation(other, 1, SITE, BROKER, p.type(), p.capacity(), p.largest(), p.term(), 100,
                p.properties());
        Ticket t = world.ticket("web", 1).ticket();
        world.redeem(new TicketChain(DelegationChain.of(unknown), new Ticket(t.reservation(), 1, BROKER, GUEST, other, VM,
                1, 1, SMALL, Assurance.RESERVED, hours(1), PropertyList.NONE)));
        assertThat(refused("web").kind()).isEqualTo(Refusal.Kind.UNKNOWN);
    }

    @Test
    void aDelegationThatSaysMoreThanTheSiteGaveIsRefused() {
        Delegation p = world.pool();
        Delegation inflated = new Delegation(p.id(), p.revision(), SITE, BROKER, p.type(), Amounts.of(80, 160, 320), p.largest(),
                p.term(), 100, p.properties());
        world.redeem(new TicketChain(DelegationChain.of(inflated), world.ticket("web", 1).ticket()));
        assertThat(refused("web").reason()).contains("is not what this site gave");

        Delegation newer = new Delegation(p.id(), 7, SITE, BROKER, p.type(), p.capacity(), p.largest(), p.term(), 100,
                p.properties());
        world.redeem(new TicketChain(DelegationChain.of(newer), world.ticket("db", 1).ticket()));
        assertThat(refused("db").kind()).isEqualTo(Refusal.Kind.NEVER);
    }

    @Test
    void aChainThatWidensIsRefused() {
        TicketChain good = world.ticket("web", 1);
        Term outside = new Term(NOON, YEAR.end().plus(HOUR));
        world.redeem(new TicketChain(good.rights(), like(good.ticket(), BROKER, GUEST, outside)));
        assertThat(refused("web").reason()).contains("outlasts its delegation");

        world.redeem(new TicketChain(good.rights(), like(world.ticket("db", 1).ticket(), STRANGER, GUEST, hours(1))));
        assertThat(refused("db").reason()).contains("was issued by stranger");
    }

    @Test
    void aTicketThatIsOverIsRefusedAsLate() {
        TicketChain chain = world.ticket("web", 1);
        world.stage.until(NOON.plus(HOUR));
        world.redeem(chain);
        assertThat(refused("web").kind()).isEqualTo(Refusal.Kind.LATE);
    }

    @Test
    void anOlderTicketOrAnotherOfTheSameRevisionIsAConflict() {
        TicketChain first = world.ticket("web", 1);
        world.leased("web", 1).redeem(world.ticket("web", 2, 1, 1, SMALL, hours(2))).stage.endAll();

        world.redeem(first);
        assertThat(((Answer.Refused) world.view("web").answer()).refusal().reason()).contains("was replaced by 2");
        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(3)));
        assertThat(((Answer.Refused) world.view("web").answer()).refusal().reason()).contains("two tickets of revision 2");
        assertThat(world.lease("web").binding().term()).isEqualTo(hours(2));
    }

    @Test
    void moreTicketsThanTheDelegationAllowsAreProofOfOverselling() {
        world.leased("a", 4).leased("b", 3);
        world.redeem(world.ticket("c", 2));

        Refusal refusal = refused("c");
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INSUFFICIENT);
        assertThat(refusal.reason()).contains("oversold");
        assertThat(refusal.alternative().orElseThrow().units()).isEqualTo(1);
        assertThat(refusal.alternative().orElseThrow().earliestStart()).contains(NOON.plus(HOUR));
        ProofImage proof = world.authority().proofs().iterator().next();
        assertThat(proof.delegation()).isEqualTo(POOL);
        assertThat(proof.tickets()).extracting(c -> c.ticket().reservation().value()).containsExactly("c", "a", "b");
        world.leased("d", 1);
        assertThat(world.state("d")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void theNewestRevisionCountsAndTheOneBeforeDoesNot() {
        world.leased("a", 8).redeem(world.ticket("a", 2, 5, 5, SMALL, hours(1))).stage.endAll();
        world.leased("b", 3);
        assertThat(world.state("b")).isEqualTo(LeaseState.ACTIVE);
        world.redeem(world.ticket("c", 1));
        assertThat(refused("c").reason()).contains("oversold");
    }

    @Test
    void ticketsAtOtherTimesDoNotCount() {
        world.leased("a", 8);
        world.redeem(world.ticket("b", 1, 8, 8, SMALL, Term.of(NOON.plus(HOUR.multipliedBy(2)), HOUR)));
        assertThat(world.state("b")).isEqualTo(LeaseState.PRIMING);
    }

    @Test
    void aDeclaredOversubscriptionAllowsMoreTicketsThanThereAreMachines() {
        World generous = new World();
        generous.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        generous.host("h1", 4).host("h2", 4).delegated(200);
        generous.leased("a", 8).redeem(generous.ticket("b", 8));
        assertThat(generous.state("b")).isEqualTo(LeaseState.REQUESTED); // it holds, and waits for machines
        generous.redeem(generous.ticket("c", 1));
        assertThat(((Answer.Refused) generous.view("c").answer()).refusal().reason()).contains("oversold");
    }

    @Test
    void eachLinkOfAChainIsCountedByItself() {
        Principal reseller = new Principal("reseller");
        DelegationId part = new DelegationId("part");
        Delegation p = world.pool();
        Delegation child = new Delegation(part, 1, BROKER, reseller, p.type(), Amounts.of(2, 4, 8), p.largest(), p.term(), 100,
                PropertyList.NONE);
        for (String id : List.of("a", "b", "c")) {
            world.redeem(new TicketChain(DelegationChain.of(p).with(child), new Ticket(key(id).id(), 1, reseller, GUEST,
                    part, VM, 1, 1, SMALL, Assurance.RESERVED, hours(1), PropertyList.NONE)));
        }
        assertThat(world.state("a")).isEqualTo(LeaseState.PRIMING);
        assertThat(world.state("b")).isEqualTo(LeaseState.PRIMING);
        assertThat(refused("c").reason()).contains("delegation part");
        assertThat(world.authority().ledger().links()).extracting(l -> l.id()).containsExactly(POOL, part);
    }

    @Test
    void nobodyElseSetsWhatIsTheSitesOwn() {
        world.redeem(GUEST, world.ticket("web", 1), PropertyList.of("site.bridge", "mine"));
        assertThat(refused("web").reason()).contains("site.", "got site.bridge");
        world.redeem(GUEST, world.ticket("db", 1), PropertyList.of("sites", "mine"));
        assertThat(world.state("db")).isEqualTo(LeaseState.PRIMING);
    }

    @Test
    void propertiesThatDoNotFitTogetherAreRefusedBeforeTheyCanHarm() {
        TreeMap<String, PropertyValue> many = new TreeMap<>();
        for (int i = 0; i < PropertyList.MAX_ENTRIES; i++) {
            many.put("p" + i, new PropertyValue.Whole(i));
        }
        world.redeem(GUEST, world.ticket("web", 1), PropertyList.of(many));
        assertThat(refused("web").reason()).contains("properties");
        many.remove("p0");
        world.redeem(GUEST, world.ticket("db", 1), PropertyList.of(many));
        assertThat(world.state("db")).isEqualTo(LeaseState.REFUSED); // with those of the host it is too much as well
    }

    @Test
    void aTicketIsRefusedWhenItsDelegationIsClosed() {
        TicketChain chain = world.ticket("web", 1);
        world.stage.order(new Command.Reclaim(POOL, "sold"));
        Message.DelegationOffer offer = world.stage.last(Message.DelegationOffer.class);
        world.redeem(chain);
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING); // it was promised before
        world.stage.arrive(BROKER, new Message.DelegationView(POOL, offer.stamp(), DelegationState.CLOSED, 0, Optional.empty()));
        world.redeem(world.ticket("db", 1));
        assertThat(refused("db").kind()).isEqualTo(Refusal.Kind.LATE);
    }

    @Test
    void aRefusedTicketMayBeFollowedByAnotherUnderTheSameName() {
        world.redeem(world.ticket("web", 1, 9, 9, SMALL, hours(1)));
        refused("web");
        world.redeem(world.ticket("web", 2, 2, 2, SMALL, hours(1))).stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void messagesThatAreNotForASiteChangeNothing() {
        int commits = world.stage.journal().size();
        world.stage.clear();
        Demand demand = new Demand(VM, 1, 1, SMALL, hours(1), NOON, Optional.empty(), Assurance.RESERVED, Optional.empty(),
                PropertyList.NONE);
        Answer answer = new Answer.Ended("x");
        for (Message message : List.of(
                new Message.TicketDemand(key("web").id(), Stamp.NONE, true, demand, Stamp.NONE),
                new Message.TicketView(key("web").id(), Stamp.NONE, Stamp.NONE, TicketState.CLOSED, answer,
                        Optional.empty(), List.of(),
                        true),
                new Message.LeaseView(key("web").id(), Stamp.NONE, Stamp.NONE, LeaseState.CLOSED, answer, Optional.empty(),
                        List.of(),
                        true),
                new Message.DelegationOffer(DelegationChain.of(world.pool()), Stamp.NONE, true, ""),
                new Message.StandingView(key("web"), Stamp.NONE, true))) {
            world.stage.arrive(STRANGER, message);
        }
        assertThat(world.stage.journal()).hasSize(commits);
        assertThat(world.stage.sent()).isEmpty();
    }
}
