package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningView;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.policies.provisioning.Auction;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** A broker whose policy is a market: ten units for a day, a hundred credits for each holder, a credit an hour at least. */
class AuctionStoryTest {
    private static final Term HOUR = term("12:00", "13:00");

    private final Stage stage = holding().answeredBy(auction());

    private static Auction auction() {
        Auction policy = new Auction();
        policy.configure(PropertyList.NONE.with("budget", 100).with("reserve", 10));
        return policy;
    }

    private static Demand bids(long price, Demand demand) {
        return demand.with(PropertyList.NONE.with("bid", price));
    }

    private long spendable() {
        return broker(stage).policyState().stream().flatMap(s -> Auction.purses(s).stream())
                .filter(p -> p.holder().equals(GUEST)).mapToLong(Auction.Purse::spendable).findFirst().orElse(100);
    }

    @Test
    void theHolderSeesThePriceAndTheTicketCarriesItsBid() {
        stage.arrive(GUEST, demand("a", 1, bids(12, units(5, HOUR))));

        assertThat(((Answer.Granted) answer(stage, "a")).why())
                .isEqualTo("for 50 credits, 10 for each unit and hour; 50 of 100 are left");
        assertThat(ticket(stage, "a").ticket().orElseThrow().properties()).isEqualTo(PropertyList.NONE.with("bid", 12));
    }

    @Test
    void whatWasPaidIsPaidAlsoAfterARestart() {
        stage.arrive(GUEST, demand("a", 1, bids(10, units(9, HOUR))));
        assertThat(spendable()).isEqualTo(10);
        stage.restart();
        assertThat(spendable()).isEqualTo(10);
        stage.arrive(GUEST, demand("b", 1, bids(11, units(1, HOUR))));
        assertThat(((Answer.Refused) answer(stage, "b")).refusal().reason()).isEqualTo("its bid of 11 for each unit and hour is "
                + "11 credits; 10 of 100 are spendable, enough at 2030-01-01T13:00:00Z");
        stage.restartFromImage();
        stage.arrive(GUEST, demand("c", 1, bids(10, units(1, HOUR))));
        assertThat(state(stage, "c")).isEqualTo(TicketState.TICKETED);
        assertThat(spendable()).isZero();
    }

    @Test
    void whoCanWaitWinsAtTheEndOfItsRoundAndWhoIsPoorWhenItsCreditsAreBack() {
        stage.until(at("12:00:30"));
        stage.arrive(GUEST, demand("a", 1, bids(10, flexible(9, 9, HOUR, at("14:00"), Optional.empty()))));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REQUESTED);
        stage.until(at("12:01"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);

        stage.arrive(GUEST, demand("b", 1, bids(20, flexible(1, 1, HOUR, at("15:00"), Optional.empty()))));
        stage.until(at("13:00:59"));
        assertThat(state(stage, "b")).isEqualTo(TicketState.REQUESTED);
        stage.until(at("13:01"));
        assertThat(state(stage, "b")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void aGrantThatCannotBeCarriedOutCostsNothing() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, bids(10, units(5, HOUR))));
        ProvisioningView asked = (ProvisioningView) stage.question().orElseThrow();
        stage.arrive(SITE, offer(2, delegation(2, 4)));
        ProvisioningPlan plan = auction().propose(asked, Budget.UNLIMITED);
        assertThat(plan.choices()).hasOnlyElementsOfType(ProvisioningPlan.Grant.class);
        stage.propose(plan);
        assertThat(state(stage, "a")).as("there are only four by now").isEqualTo(TicketState.REQUESTED);
        assertThat(spendable()).isEqualTo(50);

        stage.answeredBy(auction()).advance(Duration.ofSeconds(10));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
        stage.arrive(GUEST, demand("b", 1, bids(25, units(4, HOUR))));
        assertThat(state(stage, "b")).as("all is there to be spent").isEqualTo(TicketState.TICKETED);
        assertThat(spendable()).isEqualTo(60);
    }
}
