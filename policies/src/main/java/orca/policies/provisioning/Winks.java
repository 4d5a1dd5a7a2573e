package orca.policies.provisioning;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.policy.Budget;
import orca.core.policy.PolicyState;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.resource.PropertyList;
import orca.core.ticket.Ticket;
import orca.policies.settings.Given;

/**
 * WINKS: weighted fair sharing on the calendar.
 *
 * <p><b>Goals.</b> Over any time in which several holders want more than there is, each gets work in the proportion of its
 * weight, in requests as wide and as long as they like; and nothing is idle that somebody could use within that.
 *
 * <p><b>Constraints.</b> As of all lines: see {@link Line}. A holder is a flow. Its work is units times seconds, of what it is
 * granted: who gives back early is charged for all it took from the others' planning.
 *
 * <p><b>Algorithm</b> (Grit and Chase, "Weighted fair sharing for dynamic virtual clusters", 2008; start-time fair queueing:
 * Goyal, Vin and Cheng 1996). Each flow has a tag: the work it was granted over its weight, and no less than the virtual time,
 * which is the least tag of those who wait. So nobody saves up while it wants nothing. The line stands by tags: a flow's first
 * demand by the flow's tag, each further one later by the work before it over the weight. It moves as {@link EasyBackfill}
 * moves: who is first starts, or holds its place; who fits beside goes before, and its flow is charged for it, as long as that
 * leaves the flow within the bound ({@link Lead}).
 *
 * <p><b>Bound.</b> Of flows i and j that both wait throughout an interval, the work W that they are granted from the line
 * differs by |Wi/ri - Wj/rj| &lt;= li/ri + lj/rj, where r is the weight and l the largest request: for no tag of one that waits
 * is ever more than li/ri before that of another. What is granted for a fixed time, or to a ticket that grows, comes on top,
 * as the calendar decides about it; it is charged, and made up for. With one flow it is EASY.
 *
 * <p>The bound costs use: while the head waits for a wide place, others may leave units idle that they could use. With
 * {@code beside: all} they may not, and nothing is promised of how far they get ahead: a head that waits for all units behind one
 * long ticket would see all others go before it, again and again. No policy has both.
 *
 * <p><b>Example.</b> One unit. A has weight 2, B weight 1; both always want an hour. Granted are A, B, A, A, B, A, A, B: two
 * for one.
 *
 * <p>A round costs what EASY's costs. It remembers the tags of those that are ahead of the virtual time.
 */
public final class Winks implements ProvisioningPolicy {
    /** The largest weight. */
    public static final int HEAVIEST = 1000;

    /** The most flows that are remembered to be ahead; of more, those that are furthest. */
    public static final int MOST_AHEAD = 2_000;

    private static final List<String> KNOWN = List.of("weights", "usual", "beside");
    /** Tags are counted in units times milliseconds over the weight. */
    private static final int VERSION = 1;

    private PerHolder weights = new PerHolder(1);
    private boolean everybodyBeside;

    @Override
    public String name() {
        return "winks";
    }

    @Override
    public void configure(PropertyList settings) {
        Given given = new Given(name(), settings);
        given.only(KNOWN);
        weights = PerHolder.of(given, "weights", given.whole("usual", 1, HEAVIEST, Optional.of(1L)), 1, HEAVIEST);
        everybodyBeside = given.word("beside", List.of("bound", "all")).equals("all");
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        Map<Principal, Long> ahead = ahead(view);
        Map<ContractKey, Long> tags = tags(view, ahead);
        Backfill moves = everybodyBeside ? new Backfill((a, b) -> 0) : new Backfill((a, b) -> 0, new Lead(ahead, this::over));
        ProvisioningPlan plan = Line.plan(view, budget, moves, bid -> 0,
                Comparator.comparingLong(bid -> tags.get(bid.key())));
        String text = text(charged(view, plan, ahead));
        boolean same = text.equals(view.state().filter(s -> s.policy().equals(name())).map(PolicyState::text).orElse(""));
        return new ProvisioningPlan(plan.choices(),
                same ? Optional.empty() : Optional.of(new PolicyState(name(), VERSION, text)), plan.asTold());
    }

    /** How far each flow is ahead of the virtual time. */
    private Map<Principal, Long> ahead(ProvisioningView view) {
        Map<Principal, Long> ahead = new LinkedHashMap<>();
        String text = view.state().filter(s -> s.policy().equals(name()) && s.version() == VERSION).map(PolicyState::text)
                .orElse("");
        for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
            int at = word.lastIndexOf('=');
            ahead.put(new Principal(word.substring(0, at)), Long.parseLong(word.substring(at + 1)));
        }
        return ahead;
    }

    private Map<ContractKey, Long> tags(ProvisioningView view, Map<Principal, Long> ahead) {
        Map<Principal, Long> next = new LinkedHashMap<>(ahead);
        Map<ContractKey, Long> tags = new LinkedHashMap<>();
        for (Bid bid : view.line()) {
            Principal flow = bid.key().holder();
            long tag = next.getOrDefault(flow, 0L);
            tags.put(bid.key(), tag);
            next.put(flow, tag + over(bid.demand().units() * bid.demand().term().length().toMillis(), flow));
        }
        return tags;
    }

    private long over(long work, Principal flow) {
        return work / weights.of(flow);
    }

    /** The tags after {@code plan}, and the virtual time moved on to the least of those who still wait. */
    private Map<Principal, Long> charged(ProvisioningView view, ProvisioningPlan plan, Map<Principal, Long> ahead) {
        Map<ContractKey, Grant> grants = new LinkedHashMap<>();
        plan.choices().forEach(choice -> {
            if (choice instanceof Grant grant) {
                grants.put(grant.key(), grant);
            }
        });
        Map<ContractKey, Bid> bids = new LinkedHashMap<>();
        view.bids().forEach(bid -> bids.put(bid.key(), bid));
        view.line().forEach(bid -> bids.put(bid.key(), bid));
        Map<Principal, Long> tags = new TreeMap<>(ahead);
        grants.forEach((key, grant) -> {
            long before = bids.get(key).current().map(Winks::work).orElse(0L);
            long more = Math.max(0, grant.units() * grant.term().length().toMillis() - before);
            tags.merge(key.holder(), over(more, key.holder()), Long::sum);
        });
        long virtual = view.line().stream().filter(bid -> !grants.containsKey(bid.key()))
                .mapToLong(bid -> tags.getOrDefault(bid.key().holder(), 0L)).min()
                .orElseGet(() -> tags.values().stream().mapToLong(tag -> tag).max().orElse(0));
        Map<Principal, Long> left = new TreeMap<>();
        tags.entrySet().stream().filter(e -> e.getValue() > virtual)
                .sorted(Map.Entry.<Principal, Long>comparingByValue().reversed()).limit(MOST_AHEAD)
                .forEach(e -> left.put(e.getKey(), e.getValue() - virtual));
        return left;
    }

    private static long work(Ticket ticket) {
        return ticket.units() * ticket.term().length().toMillis();
    }

    private static String text(Map<Principal, Long> tags) {
        StringBuilder text = new StringBuilder();
        tags.forEach((flow, tag) -> text.append(text.isEmpty() ? "" : " ").append(flow).append('=').append(tag));
        return text.toString();
    }
}
