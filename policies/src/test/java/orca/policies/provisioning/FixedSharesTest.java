package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static orca.policies.provisioning.Queue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class FixedSharesTest extends ProvisioningPolicyContract {
    private static final Map<String, Long> PARTS = Map.of("a", 4L, "b", 3L, "others", 3L);

    @Override
    protected ProvisioningPolicy policy() {
        return shares("guest0=50, guest1=20");
    }

    private static FixedShares shares(String shares) {
        return shares(PropertyList.of("shares", shares));
    }

    private static FixedShares shares(PropertyList settings) {
        FixedShares policy = new FixedShares();
        policy.configure(settings);
        return policy;
    }

    /** The same source, when {@code holder} has a ticket for so many units of it. */
    private static Source held(Source source, String holder, long units, Term term) {
        Source more = promising(source, units, term);
        return new Source(more.delegation(), more.site(), more.calendar(),
                source.holders().commit(new Principal(holder), Amounts.of(units), term, Term.EARLIEST), Optional.empty());
    }

    private static Bid now(String holder, String name, long units, long least) {
        return of(holder, bid(name, flexible(units, least, hours(10, 11), hour(10), null)));
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        Source source = held(source(10), "alice", 4, hours(9, 12));

        assertThat(says(shares("alice=50"), TEN, source, now("alice", "some", 3, 1), now("alice", "all", 3, 3)))
                .isEqualTo(Map.of("some", "1 from 10:00", "all", "refused: 3 units of 'tag' are not free throughout "
                        + hours(10, 11) + " in the share of 'alice', which is 5"));
    }

    @Test
    void aRefusalSaysWhenItsOwnShareIsFree() {
        ProvisioningPlan plan = shares("alice=50").propose(new ProvisioningView(TEN, List.of(now("alice", "all", 3, 3)),
                List.of(held(source(10), "alice", 4, hours(9, 12))), Optional.empty()), Budget.UNLIMITED);

        var refusal = ((ProvisioningPlan.Refuse) plan.choices().get(0)).refusal();
        assertThat(refusal.alternative().orElseThrow().earliestStart()).contains(hour(12));
        assertThat(refusal.alternative().get().units()).isEqualTo(1);
    }

    @Test
    void whatIsIdleInAShareIsNobodyElses() {
        assertThat(says(shares("alice=50"), TEN, source(10), now("bob", "b", 6, 5), now("carol", "c", 1, 1),
                now("alice", "a", 5, 5)))
                .containsEntry("b", "5 from 10:00").containsEntry("a", "5 from 10:00").hasEntrySatisfying("c",
                        said -> assertThat(said).endsWith("in the share of 'others', which is 5"));
    }

    @Test
    void severalMayHaveOneShareAndOthersNothing() {
        FixedShares policy = shares(PropertyList.of("shares", "alice + bob=40").with("others", "nothing"));

        assertThat(says(policy, TEN, held(source(10), "bob", 1, hours(9, 12)), now("alice", "a", 10, 1), now("bob", "b", 1, 1),
                now("carol", "c", 1, 1)))
                .containsEntry("a", "3 from 10:00").hasEntrySatisfying("b", said -> assertThat(said).startsWith("refused"))
                .hasEntrySatisfying("c", said -> assertThat(said).endsWith("in the share of 'others', which is 0"));
    }

    @Test
    void eachShareHasItsOwnLineSoThatNobodyWaitsForAnother() {
        Source source = held(source(10), "alice", 5, hours(9, 12));
        Bid[] line = {of("alice", job("a1", 5, 1)), of("alice", job("a2", 1, 1)), of("bob", job("b1", 5, 1))};

        assertThat(says(shares("alice=50"), TEN, source, line))
                .isEqualTo(Map.of("a1", "waits for 12:00", "a2", "waits for 13:00", "b1", "5 from 10:00"));
    }

    @Test
    void withOneShareForAllItIsEasy() {
        Bid[] line = {job("a", 8, 1), job("b", 2, 5), job("c", 2, 2), job("d", 2, 1)};

        assertThat(says(new FixedShares(), TEN, busy(), line)).isEqualTo(says(new EasyBackfill(), TEN, busy(), line));
    }

    @Test
    void whoHasMoreThanItsShareKeepsItMayShrinkAndGetsNoMore() {
        Source source = held(source(10), "guest", 8, hours(9, 12));
        Ticket ticket = ticket("t", source, 8, hours(9, 12));
        Bid smaller = changed("t", ticket, units(7, hours(9, 12)));
        Bid longer = changed("t", ticket, units(8, hours(9, 13)));

        assertThat(says(shares("guest=50"), TEN, source, smaller)).isEqualTo(Map.of("t", "7 from 09:00"));
        assertThat(says(shares("guest=50"), TEN, source, longer)).hasEntrySatisfying("t",
                said -> assertThat(said).endsWith("in the share of 'guest', which is 5"));
        assertThat(says(shares("guest=80"), TEN, source, longer)).isEqualTo(Map.of("t", "8 from 09:00"));
    }

    @Test
    void aPartOfADelegationIsThereNoLongerThanTheDelegation() {
        Source today = source(10);
        Delegation brief = new Delegation(new DelegationId("d2"), 1, SITE, BROKER, TAG, Amounts.of(10), Amounts.EMPTY,
                hours(0, 12), 100, PropertyList.NONE);
        Source morning = new Source(brief, Calendar.of(brief.promisable(), brief.term()));
        Bid both = of("alice", bid("both", flexible(10, 10, hours(10, 12), hour(10), null)));
        Bid late = of("alice", bid("late", flexible(10, 1, hours(12, 14), hour(12), null)));
        ProvisioningView view = new ProvisioningView(TEN, List.of(both, late), List.of(today, morning), Optional.empty());

        assertThat(says(shares("alice=50"), view)).isEqualTo(Map.of("both", "10 from 10:00", "late", "5 from 12:00"));
    }

    @Test
    void aTypeMayBeSharedInItsOwnWay() {
        FixedShares policy = shares(PropertyList.of("shares", "alice=10").with("shares-tag", "alice=90"));

        assertThat(says(policy, TEN, source(10), now("alice", "a", 9, 9))).isEqualTo(Map.of("a", "9 from 10:00"));
    }

    /** Many days of demands of all kinds: at no instant has anybody more than its part, and its part is always to be had. */
    @Test
    void atNoInstantHasAnybodyMoreThanItsPartAndItsPartIsAlwaysThere() {
        for (int seed = 0; seed < 30; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            Source source = source(10);
            for (int hour = 10; hour < 40; hour++) {
                List<Bid> bids = new ArrayList<>();
                for (int i = dice.nextInt(4); i > 0; i--) {
                    int start = hour + dice.nextInt(5);
                    int units = 1 + dice.nextInt(5);
                    int latest = start + (dice.nextBoolean() ? 0 : dice.nextInt(6));
                    bids.add(of(List.of("a", "b", "c", "d").get(dice.nextInt(4)), bid("r" + hour + "-" + i, flexible(units,
                            1 + dice.nextInt(units), hours(start, start + 1 + dice.nextInt(6)), hour(latest), null))));
                }
                ProvisioningView view = new ProvisioningView(hour(hour), bids, List.of(source), Optional.empty());
                Map<ContractKey, Bid> asked = new LinkedHashMap<>();
                bids.forEach(bid -> asked.put(bid.key(), bid));
                for (var choice : shares("a=40, b=30").propose(view, Budget.UNLIMITED).choices()) {
                    if (choice instanceof Grant grant) {
                        source = held(source, grant.key().holder().value(), grant.units(), grant.term());
                    }
                }
            }
            assertParts(seed, source);
        }
    }

    private static void assertParts(int seed, Source source) {
        for (int hour = 10; hour < 60; hour++) {
            Map<String, Long> has = new LinkedHashMap<>();
            for (String holder : List.of("a", "b", "c", "d")) {
                Term term = hours(hour, hour + 1);
                long units = source.holders().of(new Principal(holder), Term.EARLIEST).map(c -> c.peak(term).get(0)).orElse(0L);
                has.merge(PARTS.containsKey(holder) ? holder : "others", units, Long::sum);
            }
            int at = hour;
            has.forEach((share, units) -> {
                assertThat(units).as("seed %s, hour %s: %s", seed, at, share).isLessThanOrEqualTo(PARTS.get(share));
                Source now = source;
                String holder = share.equals("others") ? "c" : share;
                long left = PARTS.get(share) - units;
                Bid bid = of(holder, bid("more", flexible(10, 1, hours(at, at + 1), hour(at), null)));
                assertThat(says(shares("a=40, b=30"), hour(at), now, bid).get("more"))
                        .as("seed %s, hour %s: %s", seed, at, share).startsWith(left > 0 ? left + " from" : "refused");
            });
        }
    }

    @Test
    void settingsThatAreNoneAreRefusedByName() {
        assertThatThrownBy(() -> shares("a=60, b=50")).hasMessage("shares.shares: must be 100 percent together at most, got 110");
        assertThatThrownBy(() -> shares("a+=60")).hasMessage("shares.shares.a+: must be different holders with + between");
        assertThatThrownBy(() -> shares("a=10, b+a=5")).hasMessage(
                "shares.shares.b+a: must be different holders with + between");
        assertThatThrownBy(() -> shares("a=101")).hasMessage("shares.shares.a: must be from 1 to 100, got 101");
        assertThatThrownBy(() -> shares(PropertyList.of("others", "some")))
                .hasMessage("shares.others: must be rest or nothing, got 'some'");
        assertThatThrownBy(() -> shares(whole("share", 1)))
                .hasMessage("shares.share: not a setting; there are [shares, shares-TYPE, others]");
    }
}
