package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import orca.core.contract.Alternative;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPlan.Refuse;
import orca.core.policy.ProvisioningPlan.Wait;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class FirstComeCalendarTest extends ProvisioningPolicyContract {
    private static final DelegationId D1 = new DelegationId("d1");

    @Override
    protected ProvisioningPolicy policy() {
        return new FirstComeCalendar();
    }

    private List<Choice> choices(Instant now, List<Source> sources, Bid... bids) {
        ProvisioningView view = new ProvisioningView(now, List.of(bids), sources, Optional.empty());
        return policy().propose(view, Budget.UNLIMITED).choices();
    }

    private Choice choice(Source source, Bid bid) {
        return choices(TEN, List.of(source), bid).get(0);
    }

    private static Grant grant(String name, long units, Term term, String why) {
        return new Grant(key(name), D1, units, term, why);
    }

    private static Refuse insufficient(String name, String reason, Instant earliest, long units) {
        return new Refuse(key(name), Refusal.insufficient(reason, new Alternative(Optional.ofNullable(earliest), units)));
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        Source source = promising(source(10), 6, hours(9, 12));

        assertThat(choices(TEN, List.of(source),
                        bid("a", units(8, hours(10, 11))),
                        bid("b", flexible(8, 3, hours(10, 11), TEN, null)),
                        bid("c", flexible(8, 8, hours(10, 11), hour(13), null)),
                        bid("d", flexible(8, 8, hours(10, 11), TEN.plus(Duration.ofMinutes(90)), null))))
                .containsExactly(
                        insufficient("a", "8 units of 'tag' are not free throughout " + hours(10, 11), hour(12), 4),
                        grant("b", 4, hours(10, 11), "no more are free then"),
                        grant("c", 8, hours(12, 13), "the earliest that all are free"),
                        new Wait(key("d"), Optional.empty(),
                                "nothing is free that it could start with until 2030-01-01T11:30:00Z"));
    }

    @Test
    void whoComesFirstIsServedFirst() {
        assertThat(choices(TEN, List.of(source(5)), bid("b", units(4, hours(10, 12))), bid("a", units(2, hours(11, 12)))))
                .containsExactly(grant("b", 4, hours(10, 12), ""),
                        insufficient("a", "2 units of 'tag' are not free throughout " + hours(11, 12), hour(12), 1));
    }

    @Test
    void wholeAndLateGoesBeforeInPartAndOnTime() {
        Source source = promising(source(10), 6, hours(9, 12));

        assertThat(choice(source, bid("a", flexible(8, 2, hours(10, 11), hour(12), null))))
                .isEqualTo(grant("a", 8, hours(12, 13), "the earliest that all are free"));
    }

    @Test
    void aDeadlineLeavesOnlyInPart() {
        Source source = promising(source(10), 6, hours(9, 12));

        assertThat(choice(source, bid("a", flexible(8, 2, hours(10, 11), hour(12), TEN.plus(Duration.ofMinutes(150))))))
                .isEqualTo(grant("a", 4, hours(10, 11), "no more are free then"));
    }

    @Test
    void allThreeFlagsTogetherGiveTheEarliestThatTheLeastWouldFit() {
        Source source = promising(promising(source(10), 10, hours(9, 11)), 7, hours(11, 20));

        assertThat(choice(source, bid("a", flexible(8, 2, hours(10, 11), hour(14), hour(14)))))
                .isEqualTo(grant("a", 3, hours(11, 12), "the earliest that the least would fit"));
    }

    @Test
    void amongSourcesTheOneWithTheLeastLeftOverTakesIt() {
        List<Source> sources = List.of(source("d1", SITE, 9), source("d2", SITE, 4), source("d3", SITE, 4));

        assertThat(choices(TEN, sources, bid("a", units(3, hours(10, 11)))))
                .containsExactly(new Grant(key("a"), new DelegationId("d2"), 3, hours(10, 11), ""));
    }

    @Test
    void amongSourcesTheEarlierOneTakesIt() {
        List<Source> sources = List.of(
                promising(source("d1", SITE, 4), 4, hours(9, 12)), promising(source("d2", SITE, 8), 8, hours(9, 11)));

        assertThat(choices(TEN, sources, bid("a", flexible(3, 3, hours(10, 11), hour(14), null))))
                .containsExactly(new Grant(key("a"), new DelegationId("d2"), 3, hours(11, 12), "the earliest that all are free"));
    }

    @Test
    void aSiteThatIsNamedIsTheOnlyOneAsked() {
        Principal other = new Principal("other");
        Bid bid = bid("a", new Demand(TAG.name(), 3, 3, Amounts.EMPTY, hours(10, 11), TEN,
                Optional.empty(), Assurance.RESERVED, Optional.of(other), PropertyList.NONE));

        assertThat(choices(TEN, List.of(source("d1", SITE, 3), source("d2", other, 9)), bid))
                .containsExactly(new Grant(key("a"), new DelegationId("d2"), 3, hours(10, 11), ""));
        assertThat(choices(TEN, List.of(source("d1", SITE, 3)), bid).get(0)).isEqualTo(new Refuse(key("a"),
                Refusal.of(Refusal.Kind.UNKNOWN, "no delegation that the broker holds offers type 'tag' as asked")));
    }

    @Test
    void aDeferrableDemandWhoseStartHasPassedStartsNowAndAnyOtherWhenItSaid() {
        Instant late = TEN.plus(Duration.ofMinutes(20)).plusNanos(1);
        Instant grain = TEN.plus(Duration.ofMinutes(20)).plusMillis(1);

        assertThat(choices(late, List.of(source(5)), bid("a", flexible(1, 1, hours(10, 11), hour(11), null))))
                .containsExactly(grant("a", 1, Term.of(grain, Duration.ofHours(1)), "the earliest that all are free"));
        assertThat(choices(late, List.of(source(5)), bid("b", units(1, hours(10, 11)))))
                .containsExactly(grant("b", 1, hours(10, 11), ""));
        assertThat(choices(TEN.plusSeconds(5), List.of(source(5)), bid("c", flexible(1, 1, hours(10, 11), hour(11), null))))
                .as("a message that took its time").containsExactly(grant("c", 1, hours(10, 11), ""));
    }

    @Test
    void aDeferrableDemandThatCanNeverFitIsRefusedAtOnce() {
        assertThat(choice(source(5), bid("a", flexible(6, 6, hours(10, 11), hour(20), null)))).isEqualTo(insufficient("a",
                "6 units of 'tag' are not free throughout " + hours(10, 11) + ", nor starting until " + hour(20), null, 5));
        assertThat(choice(source(5), bid("a", flexible(5, 5, hours(10, 11), hour(96), null))))
                .as("it fits before the delegation ends").isEqualTo(grant("a", 5, hours(10, 11), ""));
        assertThat(choice(promising(source(5), 5, hours(0, 96)), bid("a", flexible(5, 5, hours(10, 11), hour(96), null))))
                .as("others may give back before").isInstanceOf(Wait.class);
    }

    @Test
    void anExtensionIsLookedAtWithoutTheTicketThatItReplaces() {
        Source empty = source(10);
        Ticket ticket = ticket("a", empty, 8, hours(9, 11));
        Source source = promising(empty, 8, hours(9, 11));

        assertThat(choice(source, changed("a", ticket, units(8, hours(9, 13))))).isEqualTo(grant("a", 8, hours(9, 13), ""));
        assertThat(choice(source, changed("a", ticket, units(10, hours(9, 11))))).isEqualTo(grant("a", 10, hours(9, 11), ""));
    }

    @Test
    void anExtensionThatDoesNotFitIsRefusedWithWhatThereWouldBe() {
        Source empty = source(10);
        Ticket ticket = ticket("a", empty, 8, hours(9, 11));
        Source source = promising(promising(empty, 8, hours(9, 11)), 6, hours(12, 15));

        assertThat(choice(source, changed("a", ticket, units(8, hours(9, 13))))).isEqualTo(insufficient("a",
                "8 units of 'tag' are not free throughout " + hours(9, 13), hour(15), 4));
    }

    @Test
    void anExtensionStaysOnItsDelegation() {
        Source own = source("d1", SITE, 3);
        Ticket ticket = ticket("a", own, 3, hours(9, 11));

        assertThat(choices(TEN, List.of(promising(own, 3, hours(9, 11)), source("d2", SITE, 9)),
                        changed("a", ticket, units(5, hours(9, 11)))).get(0)).isInstanceOf(Refuse.class);
    }

    @Test
    void aSpentBudgetEndsThePlan() {
        ProvisioningView view = new ProvisioningView(TEN,
                List.of(bid("a", units(1, hours(10, 11))), bid("b", units(1, hours(10, 11)))), List.of(source(5)),
                        Optional.empty());
        boolean[] looked = {false};
        ProvisioningPlan plan = policy().propose(view, () -> {
            boolean spent = looked[0];
            looked[0] = true;
            return spent;
        });

        assertThat(plan.choices()).containsExactly(grant("a", 1, hours(10, 11), ""));
    }

    @Test
    void itTakesNoSettings() {
        assertThatThrownBy(() -> policy().configure(PropertyList.of("greed", "none")))
                .hasMessage("policy first-come: takes no settings, got [greed]");
    }

    @Test
    void bothPoliciesAreFoundByName() {
        assertThat(ServiceLoader.load(ProvisioningPolicy.class).stream().map(p -> p.get().name())).contains("first-come",
                "ask-first");
    }
}
