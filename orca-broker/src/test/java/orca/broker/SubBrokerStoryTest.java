package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import orca.broker.ledger.HoldingKey;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** A broker that holds a part of what another broker holds: what it takes, what it promises on it, and whom it tells. */
class SubBrokerStoryTest {
    private static final Principal DEALER = new Principal("dealer");
    private static final Term HOUR = term("12:00", "13:00");
    private static final DelegationId PART = new DelegationId("part");
    private static final HoldingKey HELD = new HoldingKey(DEALER, PART);
    private static final Delegation ROOT = new Delegation(RIGHT, 1, SITE, DEALER, TYPE, Amounts.of(10, 20), Amounts.of(4),
            delegation(1, 10).term(), 100, PropertyList.NONE);

    private final Stage stage = stage().answeredBy(new FirstComeCalendar()).arrive(DEALER, offer(1, chain(ROOT, part(1, 4))));

    private static Delegation part(long revision, long units) {
        return new Delegation(PART, revision, DEALER, BROKER, TYPE, Amounts.of(units, 2 * units), Amounts.of(4), ROOT.term(), 100,
                PropertyList.NONE);
    }

    private static DelegationChain chain(Delegation root, Delegation... more) {
        DelegationChain chain = DelegationChain.of(root);
        for (Delegation link : more) {
            chain = chain.with(link);
        }
        return chain;
    }

    private static Message.DelegationOffer offer(long stamp, DelegationChain chain) {
        return new Message.DelegationOffer(chain, new Stamp(1, stamp), true, "");
    }

    private Message.DelegationView view() {
        return stage.last(Message.DelegationView.class);
    }

    private Message.DelegationView answerTo(DelegationChain chain) {
        Stage fresh = stage().arrive(chain.last().issuer(), offer(1, chain));
        return fresh.last(Message.DelegationView.class);
    }

    @Test
    void whatAnotherBrokerGivesIsTakenAndSold() {
        assertThat(view().state()).isEqualTo(DelegationState.HELD);
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR))).arrive(GUEST, demand("b", 1, units(1, HOUR)));

        TicketChain chain = stage.sent(Message.TicketView.class).get(0).chain().orElseThrow();
        assertThat(chain.widening()).isEmpty();
        assertThat(chain.links()).containsExactly(ROOT, part(1, 4));
        assertThat(chain.ticket().issuer()).isEqualTo(BROKER);
        assertThat(chain.ticket().delegation()).isEqualTo(PART);
        assertThat(state(stage, "b")).as("the dealer has ten, this broker four").isEqualTo(TicketState.REFUSED);
    }

    @Test
    void theSiteAtTheRootIsToldWhatHoldsAndOnlyItsWordFreesAnything() {
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR))).arrive(GUEST, close("a", 2, units(4, HOUR)));
        Message.TicketStanding standing = stage.last(Message.TicketStanding.class);
        assertThat(stage.sent().stream().filter(o -> o.message().equals(standing)).map(o -> o.to())).containsOnly(SITE);
        assertThat(standing.delegation()).isEqualTo(RIGHT);
        assertThat(standing.rights()).isEqualTo(chain(ROOT, part(1, 4)));

        stage.arrive(DEALER, new Message.StandingView(key("a"), standing.stamp(), true));
        assertThat(state(stage, "a")).isEqualTo(TicketState.RELEASING);
        stage.arrive(SITE, new Message.StandingView(key("a"), standing.stamp(), true));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
    }

    @Test
    void aDemandNamesTheSiteThatHasTheMachinesNotTheBrokerInBetween() {
        stage.arrive(GUEST, demand("a", 1, at(SITE))).arrive(GUEST, demand("b", 1, at(DEALER)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
        assertThat(((Answer.Refused) answer(stage, "b")).refusal().reason())
                .isEqualTo("no delegation of type 'vm' from site dealer is held here");
        stage.arrive(GUEST, demand("a", 2, at(DEALER, 2)));
        assertThat(((Answer.Refused) answer(stage, "a")).refusal().reason())
                .isEqualTo("demand.site: a ticket keeps its site site");
    }

    private static Demand at(Principal site) {
        return at(site, 1);
    }

    private static Demand at(Principal site, long units) {
        return new Demand(VM, units, units, SLIVER, HOUR, HOUR.start(), Optional.empty(), Assurance.RESERVED, Optional.of(site),
                PropertyList.NONE);
    }

    @Test
    void aChainThatWidensOrLoopsIsRefused() {
        Message.DelegationView wide = answerTo(chain(ROOT, part(1, 11)));
        assertThat(wide.state()).isEqualTo(DelegationState.REFUSED);
        assertThat(wide.refusal().orElseThrow().reason()).isEqualTo("delegation.chain: link 1 is larger than the one before");
        Delegation stolen = new Delegation(PART, 1, STRANGER, BROKER, TYPE, Amounts.of(1, 2), Amounts.of(2), HOUR, 100,
                PropertyList.NONE);
        assertThat(answerTo(chain(ROOT, stolen)).refusal().orElseThrow().reason())
                .isEqualTo("delegation.chain: link 1 was issued by stranger, not by dealer");

        Delegation mine = new Delegation(RIGHT, 1, SITE, BROKER, TYPE, Amounts.of(9, 18), Amounts.of(4), ROOT.term(), 100,
                PropertyList.NONE);
        Delegation away = new Delegation(PART, 1, BROKER, DEALER, TYPE, Amounts.of(5, 10), Amounts.of(4), ROOT.term(), 100,
                PropertyList.NONE);
        Delegation back = new Delegation(new DelegationId("back"), 1, DEALER, BROKER, TYPE, Amounts.of(1, 2), Amounts.of(4),
                ROOT.term(), 100, PropertyList.NONE);
        assertThat(answerTo(chain(mine, away, back)).refusal().orElseThrow().reason())
                .isEqualTo("delegation.chain: has passed through the hands of broker twice");
    }

    @Test
    void aRenewedPartKeepsWhatItStandsOnAndMayStandOnANewerRevisionOfIt() {
        Delegation wider = new Delegation(RIGHT, 2, SITE, DEALER, TYPE, Amounts.of(12, 24), Amounts.of(4), ROOT.term(), 100,
                PropertyList.NONE);
        stage.arrive(DEALER, offer(2, chain(wider, part(2, 12))));
        assertThat(view().refusal()).isEmpty();
        assertThat(broker(stage).holding(HELD).orElseThrow().image().chain()).isEqualTo(chain(wider, part(2, 12)));

        Delegation other = new Delegation(new DelegationId("site-d2"), 1, SITE, DEALER, TYPE, Amounts.of(12, 24), Amounts.of(4),
                ROOT.term(), 100, PropertyList.NONE);
        stage.arrive(DEALER, offer(3, chain(other, part(3, 12))));
        assertThat(view().refusal().orElseThrow().kind()).isEqualTo(Refusal.Kind.NEVER);
        assertThat(view().refusal().orElseThrow().reason()).isEqualTo("delegation.chain: a delegation keeps what it stands on");
    }

    @Test
    void aPartOfAPartIsGivenOnAndTakenBackWithTheWhole() {
        DelegationId third = new DelegationId("third");
        stage.order(new Command.Delegate(Optional.of(third), RESELLER, VM, Amounts.of(2, 4), Amounts.of(2), HOUR, 100,
                PropertyList.NONE));
        Message.DelegationOffer given = stage.last(Message.DelegationOffer.class);
        assertThat(given.chain().links()).hasSize(3);
        assertThat(given.chain().widening()).isEmpty();
        stage.arrive(RESELLER, new Message.DelegationView(third, given.stamp(), DelegationState.HELD, 0, Optional.empty()));

        stage.arrive(DEALER, new Message.DelegationOffer(chain(ROOT, part(1, 4)), new Stamp(1, 2), false, "the dealer needs it"));
        assertThat(view().state()).isEqualTo(DelegationState.RECLAIMING);
        assertThat(stage.last(Message.DelegationOffer.class).open()).isFalse();
        assertThat(stage.last(Message.DelegationOffer.class).reason()).isEqualTo("the dealer needs it");
        stage.arrive(RESELLER, new Message.DelegationView(third, stage.last(Message.DelegationOffer.class).stamp(),
                DelegationState.CLOSED, 0, Optional.empty()));
        assertThat(view().state()).isEqualTo(DelegationState.CLOSED);
    }
}
