package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.resource.Names;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import org.junit.jupiter.api.Test;

/**
 * What every provisioning policy must keep, whatever it prefers. A policy's own test extends this and says how the policy is
 * made; the views are made up from seeds by {@link MarketViews}.
 */
public abstract class ProvisioningPolicyContract {
    /** How many made-up views each promise is tried on. */
    public static final int VIEWS = 300;

    /** A new policy, configured as the test wants it. */
    protected abstract ProvisioningPolicy policy();

    @Test
    void itsNameCanBeWrittenInAConfiguration() {
        Names.check("policy", policy().name());
    }

    @Test
    void itAnswersNothingWhenNothingIsAsked() {
        ProvisioningView view = MarketViews.view(1);
        ProvisioningPlan plan = policy().propose(
                new ProvisioningView(view.now(), List.of(), view.sources(), Optional.empty()), Budget.UNLIMITED);

        assertThat(plan.choices()).isEmpty();
    }

    @Test
    void itAnswersEachBidOnceAtMostAndNoneThatItWasNotShown() {
        for (int seed = 0; seed < VIEWS; seed++) {
            ProvisioningView view = MarketViews.view(seed);
            Set<ContractKey> asked = new LinkedHashSet<>(view.bids().stream().map(Bid::key).toList());
            List<ContractKey> answered = plan(view).choices().stream().map(Choice::key).toList();

            assertThat(answered).as("seed %s", seed).doesNotHaveDuplicates().isSubsetOf(asked);
        }
    }

    @Test
    void itGrantsNothingOutsideTheDemand() {
        for (int seed = 0; seed < VIEWS; seed++) {
            ProvisioningView view = MarketViews.view(seed);
            for (Grant grant : grants(plan(view))) {
                Bid bid = bid(view, grant);
                Demand demand = bid.demand();
                assertThat(grant.units()).as("seed %s: %s", seed, grant).isBetween(demand.minUnits(), demand.units());
                assertThat(grant.term().length()).isEqualTo(demand.term().length());
                assertThat(grant.term().start()).isBetween(demand.term().start(), demand.lastStart());
                demand.deadline().ifPresent(deadline -> assertThat(grant.term().end()).isBeforeOrEqualTo(deadline));
                bid.current().ifPresent(ticket -> {
                    assertThat(grant.delegation()).isEqualTo(ticket.delegation());
                    assertThat(grant.term().start()).isEqualTo(ticket.term().start());
                });
            }
        }
    }

    @Test
    void itsGrantsFitTheCalendarsOneAfterAnother() {
        for (int seed = 0; seed < VIEWS; seed++) {
            ProvisioningView view = MarketViews.view(seed);
            Map<DelegationId, Calendar> calendars = new LinkedHashMap<>();
            view.sources().forEach(source -> calendars.put(source.delegation().id(), source.calendar()));
            for (Grant grant : grants(plan(view))) {
                Bid bid = bid(view, grant);
                assertThat(view.sourcesFor(bid.demand()).stream().map(s -> s.delegation().id())).contains(grant.delegation());
                Source source = view.sources().stream()
                        .filter(s -> s.delegation().id().equals(grant.delegation())).findFirst().orElseThrow();
                Source now = source.with(calendars.get(grant.delegation()));
                Source free = now.without(bid);
                assertThat(free.fits(bid.demand().sliver(), grant.units(), grant.term()))
                        .as("seed %s: %s for %s", seed, grant, bid).isTrue();
                calendars.put(grant.delegation(), free.promising(bid.demand().sliver(), grant.units(), grant.term()).calendar());
            }
        }
    }

    @Test
    void itAnswersTheSameToTheSameView() {
        for (int seed = 0; seed < VIEWS; seed++) {
            assertThat(plan(MarketViews.view(seed))).as("seed %s", seed).isEqualTo(plan(MarketViews.view(seed)));
        }
    }

    @Test
    void itRemembersNothingButWhatItSays() {
        for (int seed = 0; seed < VIEWS; seed++) {
            ProvisioningPolicy used = policy();
            for (int before = 0; before < 3; before++) {
                used.propose(MarketViews.view(seed + 1000 + before), Budget.UNLIMITED);
            }

            assertThat(used.propose(MarketViews.view(seed), Budget.UNLIMITED)).isEqualTo(plan(MarketViews.view(seed)));
        }
    }

    @Test
    void itStopsWhenItsBudgetIsSpentAndWhatItSaidHolds() {
        for (int seed = 0; seed < VIEWS; seed++) {
            ProvisioningView view = MarketViews.view(seed);
            int[] left = {2};
            ProvisioningPlan partial = policy().propose(view, () -> left[0]-- <= 0);

            assertThat(plan(view).choices().stream().limit(partial.choices().size())).as("seed %s", seed)
                    .isEqualTo(partial.choices());
        }
    }

    @Test
    void whoeverItAsksHasTimeToAnswer() {
        for (int seed = 0; seed < VIEWS; seed++) {
            ProvisioningView view = MarketViews.view(seed);
            for (Choice choice : plan(view).choices()) {
                if (choice instanceof ProvisioningPlan.AskOperator ask) {
                    assertThat(ask.deadline()).isAfter(view.now());
                    assertThat(bid(view, ask).approved()).isFalse();
                }
            }
        }
    }

    private ProvisioningPlan plan(ProvisioningView view) {
        return policy().propose(view, Budget.UNLIMITED);
    }

    private static List<Grant> grants(ProvisioningPlan plan) {
        return plan.choices().stream().filter(Grant.class::isInstance).map(Grant.class::cast).toList();
    }

    private static Bid bid(ProvisioningView view, Choice choice) {
        return view.bids().stream().filter(b -> b.key().equals(choice.key())).findFirst().orElseThrow();
    }
}
