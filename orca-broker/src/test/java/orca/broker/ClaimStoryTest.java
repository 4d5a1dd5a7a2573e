package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import orca.broker.ledger.ClaimGone;
import orca.broker.ledger.ClaimImage;
import orca.broker.ledger.TicketImage;
import orca.broker.ticketing.ClaimDesk;
import orca.core.actor.Event;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.PolicyChoice;
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
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.provisioning.Auction;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** A market where nobody has credits but by claims on a bank: ten units for a day, ten credits an hour at least. */
class ClaimStoryTest {
    private static final Principal BANK = new Principal("bank");
    private static final Term HOUR = term("12:00", "13:00");
    private static final ResourceType CREDIT = new ResourceType(
            new TypeName("credit"), List.of(new Dimension("credits", "credits")), Turnaround.NONE);

    private final Stage stage = holding().answeredBy(auction());

    private static Auction auction() {
        Auction policy = new Auction();
        policy.configure(PropertyList.NONE.with("budget", 0).with("reserve", 10).with("bank", BANK.value()));
        return policy;
    }

    private static TicketChain claim(Principal from, Principal to, String name, long revision, long credits, Instant at) {
        Delegation budget = new Delegation(new DelegationId("budget"), 1, BANK, from, CREDIT, Amounts.of(100, 1_000),
                Amounts.of(1_000), new Term(Term.EARLIEST, Term.LATEST), 100, PropertyList.NONE);
        return new TicketChain(DelegationChain.of(budget), new Ticket(new ReservationId(name), revision, from, to, budget.id(),
                CREDIT.name(), 1, 1, Amounts.of(credits), Assurance.RESERVED, Term.of(at, Duration.ofMinutes(90)),
                PropertyList.NONE));
    }

    static TicketChain claim(String name, long credits) {
        return claim(GUEST, BROKER, name, 1, credits, NOON);
    }

    private static Message.TicketDemand paying(String name, long revision, long units, TicketChain claim) {
        Demand demand = units(units, HOUR).with(PropertyList.NONE.with("bid", 10L));
        return new Message.TicketDemand(id(name), new Stamp(1, revision), true, demand, Stamp.NONE, Optional.empty(),
                Optional.of(claim));
    }

    private List<Long> left() {
        return broker(stage).policyState().stream().flatMap(s -> Auction.deposits(s).stream())
                .map(Auction.Deposit::left).toList();
    }

    private String refusal(String name) {
        return ((Answer.Refused) answer(stage, name)).refusal().reason();
    }

    @Test
    void aClaimIsCreditedOnceHoweverOftenItComesAndWhateverDiesMeanwhile() {
        List<Consumer<Stage>> deaths = List.of(s -> { }, Stage::restart, Stage::restartFromImage);
        for (Consumer<Stage> death : deaths) {
            Stage one = holding().answeredBy(auction());
            one.arrive(GUEST, paying("a", 1, 2, claim("pay.1.1", 45)));
            assertThat(((Answer.Granted) answer(one, "a")).why())
                    .isEqualTo("for 20 credits, 10 for each unit and hour; 25 of 45 are left; by pay.1.1");
            death.accept(one);
            one.arrive(GUEST, paying("a", 1, 2, claim("pay.1.1", 45)));
            death.accept(one);
            one.arrive(GUEST, paying("b", 1, 2, claim("pay.1.1", 45)));
            assertThat(state(one, "b")).isEqualTo(TicketState.TICKETED);
            death.accept(one);
            one.arrive(GUEST, paying("c", 1, 2, claim("pay.1.1", 45)));
            assertThat(((Answer.Refused) answer(one, "c")).refusal().reason())
                    .isEqualTo("its bid of 10 for each unit and hour is 20 credits; 5 of 45 are spendable");
            assertThat(broker(one).claims()).as("kept for audits").extracting(c -> c.chain())
                    .containsExactly(claim("pay.1.1", 45));
        }
    }

    @Test
    void aClaimAndTheDemandThatItComesWithAreWrittenDownTogether() {
        stage.answeredByHand().arrive(GUEST, paying("a", 1, 2, claim("pay.1.1", 45)));
        assertThat(stage.journal().get(stage.journal().size() - 1).records()).extracting(r -> r.getClass().getSimpleName())
                .containsExactly("ClaimImage", "TicketImage");
        stage.restart().answeredBy(auction()).advance(Duration.ofSeconds(30));
        assertThat(state(stage, "a")).as("it was not decided before the broker died").isEqualTo(TicketState.TICKETED);
        assertThat(left()).containsExactly(25L);
    }

    @Test
    void whoIsRefusedForATicketThatIsNoneHasPaidNothing() {
        Message.TicketDemand paying = paying("a", 1, 2, claim("pay.1.1", 45));
        Ticket bad = new Ticket(id("a"), 3, SITE, GUEST, RIGHT, VM, 2, 2, SLIVER, Assurance.RESERVED, HOUR, PropertyList.NONE);
        stage.arrive(GUEST, new Message.TicketDemand(paying.id(), paying.stamp(), true, paying.demand(), Stamp.NONE,
                Optional.empty(), paying.claim(), Optional.of(new TicketChain(DelegationChain.of(delegation(1, 10)), bad))));
        assertThat(refusal("a")).startsWith("demand.held: must be by this broker");
        assertThat(broker(stage).claims()).isEmpty();
    }

    @Test
    void whatIsNoClaimOfWhoAsksOnThisBrokerIsRefusedWithTheDemand() {
        Principal thief = STRANGER;
        stage.arrive(thief, new Message.TicketDemand(id("a"), new Stamp(1, 1), true, units(1, HOUR), Stamp.NONE, Optional.empty(),
                Optional.of(claim("pay.1.1", 45))));
        Answer answer = broker(stage).ticket(new ContractKey(thief, id("a"))).orElseThrow().answer();
        assertThat(((Answer.Refused) answer).refusal().reason())
                .isEqualTo("demand.claim: must be by whoever asks, is by guest");
        stage.arrive(GUEST, paying("b", 1, 1, claim(GUEST, RESELLER, "pay.1.1", 1, 45, NOON)));
        assertThat(refusal("b")).isEqualTo("demand.claim: must be made out to this broker, broker, is to reseller");
        stage.arrive(GUEST, paying("c", 1, 1, claim(GUEST, BROKER, "pay.1.1", 2, 45, NOON)));
        assertThat(refusal("c")).isEqualTo("demand.claim: must be a first revision, is revision 2");
        stage.arrive(GUEST, paying("d", 1, 1, claim(GUEST, BROKER, "pay.1.1", 1, 1_001, NOON)));
        assertThat(refusal("d")).isEqualTo("demand.claim: the ticket is larger than its delegation");
        assertThat(broker(stage).claims()).isEmpty();

        stage.arrive(GUEST, paying("e", 1, 1, claim("pay.1.1", 45)));
        stage.arrive(GUEST, paying("f", 1, 1, claim("pay.1.1", 46)));
        assertThat(refusal("f")).startsWith("demand.claim: 'pay.1.1' was paid before, for ")
                .endsWith("another needs another name");
        assertThat(left()).containsExactly(35L);
    }

    @Test
    void oneHolderHasSoManyThatAreNotOver() {
        for (int i = 0; i <= ClaimDesk.MOST_LIVE; i++) {
            stage.arrive(GUEST, paying("a" + i, 1, 1, claim("pay.1." + i, 1)));
        }
        assertThat(refusal("a" + ClaimDesk.MOST_LIVE)).isEqualTo("demand.claim: at most 64 of one holder that are not over");
        stage.until(at("13:30"));
        stage.arrive(GUEST, paying("later", 1, 1, claim(GUEST, BROKER, "pay.1.99", 1, 5, at("13:30"))));
        assertThat(broker(stage).claims()).hasSize(ClaimDesk.MOST_LIVE + 1);
    }

    @Test
    void whoWasPaidBeforeAnotherPolicyRuledIsPaidNoMore() {
        stage.arrive(GUEST, paying("a", 1, 1, claim("pay.1.1", 45)));
        stage.advance(Duration.ofSeconds(1));
        stage.order(new Command.SetPolicy(Optional.empty(), new PolicyChoice("easy", PropertyList.NONE), true));
        stage.advance(Duration.ofSeconds(1));
        stage.order(new Command.SetPolicy(Optional.empty(), new PolicyChoice("auction", PropertyList.NONE), true));
        stage.restartFromImage();
        stage.arrive(GUEST, paying("b", 1, 1, claim("pay.1.1", 45)));
        assertThat(state(stage, "b")).as("nobody knows what was spent of it").isEqualTo(TicketState.REFUSED);
        stage.arrive(GUEST, paying("c", 1, 1, claim(GUEST, BROKER, "pay.1.2", 1, 30, stage.now())));
        assertThat(state(stage, "c")).isEqualTo(TicketState.TICKETED);
        assertThat(left()).containsExactly(20L);
    }

    @Test
    void theFirstToBeOverGoesWhenThereIsNoRoom() {
        Broker broker = new Broker(SETTINGS);
        List<ClaimImage> all = new ArrayList<>();
        for (int i = 0; i < ClaimDesk.MOST_KEPT; i++) {
            all.add(new ClaimImage(claim(new Principal("h" + i), BROKER, "pay.1.1", 1, 1, NOON.plusSeconds(i)),
                    new Cause(NOON, "PAID", "")));
        }
        all.forEach(broker::apply);
        Instant later = NOON.plus(Duration.ofMinutes(90));
        assertThat(broker.decide(new Event.Arrived(GUEST, paying("a", 1, 1,
                claim(GUEST, BROKER, "pay.1.1", 1, 5, later))), later).records().get(0))
                .isEqualTo(new ClaimGone(all.get(0).subject()));
        assertThat(broker.decide(new Event.Arrived(GUEST, paying("a", 1, 1, claim("pay.1.1", 5))), NOON).records()
                .get(0)).as("while none is over").isInstanceOf(TicketImage.class);
    }
}
