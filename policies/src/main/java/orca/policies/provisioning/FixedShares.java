package orca.policies.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.contract.Principal;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.policies.settings.Given;

/**
 * Fixed shares: each holder, or several together, may have a fixed part of each type, whoever else wants what.
 *
 * <p><b>Goals.</b> Who has a share finds it free whenever it comes, as far as it has not used it itself; nobody can take it.
 *
 * <p><b>Constraints.</b> As of all lines: see {@link Line}. At no instant has anybody more than its share: of the units, and of
 * each dimension. What is idle in a share stays idle.
 *
 * <p><b>Settings.</b>
 * <ul>
 *   <li>{@code shares}: words {@code holder=part}, parts in percent; holders with a {@code +} between have one share together
 *   <li>{@code shares-TYPE}: the same for one type, instead
 *   <li>{@code others}: who is not named gets the {@code rest} together (this is so if it is not said), or {@code nothing}
 * </ul>
 *
 * <p><b>Algorithm.</b> A share is a calendar beside those of the delegations: its capacity is that part of each delegation of the
 * type, rounded down, while the delegation lasts; in it is what those who share hold. A demand must fit both. Each share has a
 * line of its own, which moves as that of {@link EasyBackfill}, so that nobody waits for somebody with another share.
 *
 * <p><b>Example.</b> Ten units; {@code shares: alice=50}. Nine are idle, but alice has four already: of three more that she asks
 * for she gets one, if she says that one would do; otherwise she is told when she gives some back.
 *
 * <p>A round costs what EASY's costs where a share is one holder's of one delegation; otherwise one step more for each change in
 * time of what those who share have.
 */
public final class FixedShares implements ProvisioningPolicy {
    private static final String PER_TYPE = "shares-";
    private static final List<String> KNOWN = List.of("shares", PER_TYPE + "TYPE", "others");

    private List<Share> usual = List.of();
    private Map<String, List<Share>> perType = Map.of();
    private boolean othersGetRest = true;

    /** Who has it, by the words of the settings; nobody is named for the share of all others. */
    private record Share(String name, List<String> members, long percent) {
        boolean has(Principal holder) {
            return members.stream().anyMatch(word -> PerHolder.means(word, holder));
        }
    }

    @Override
    public String name() {
        return "shares";
    }

    @Override
    public void configure(PropertyList settings) {
        Given given = new Given(name(), settings);
        Map<String, List<Share>> ofTypes = new LinkedHashMap<>();
        for (Map.Entry<String, PropertyValue> setting : settings) {
            String field = setting.getKey();
            if (field.equals("shares")) {
                usual = List.copyOf(shares(given, field, setting.getValue()));
            } else if (field.startsWith(PER_TYPE) && field.length() > PER_TYPE.length()) {
                ofTypes.put(field.substring(PER_TYPE.length()), shares(given, field, setting.getValue()));
            } else if (!field.equals("others")) {
                throw given.no(field, "not a setting; there are " + KNOWN);
            }
        }
        perType = Collections.unmodifiableMap(ofTypes);
        othersGetRest = given.word("others", List.of("rest", "nothing")).equals("rest");
    }

    private static List<Share> shares(Given given, String field, PropertyValue value) {
        List<Share> shares = new ArrayList<>();
        List<String> named = new ArrayList<>();
        PerHolder.words(given, field, value, 1, 100).forEach((word, percent) -> {
            List<String> members = Arrays.stream(word.split("\\+", -1)).map(String::strip).toList();
            for (String member : members) {
                if (member.isEmpty() || named.contains(member)) {
                    throw given.no(field + "." + word, "must be different holders with + between");
                }
                named.add(member);
            }
            shares.add(new Share(word, members, percent));
        });
        long sum = shares.stream().mapToLong(Share::percent).sum();
        if (sum > 100) {
            throw given.no(field, "must be 100 percent together at most, got " + sum);
        }
        return shares;
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        Map<String, Bounds.Bound> made = new LinkedHashMap<>();
        Bounds bounds = new Bounds(bid -> Optional.of(made.computeIfAbsent(key(bid), key -> bound(key, bid, view))));
        return Line.plan(view, budget, new Line.Moves() {
            private final Backfill each = new Backfill((a, b) -> 0);

            @Override
            public void first(Line line, List<Bid> waiting) {
                lines(waiting).values().forEach(those -> each.first(line, those));
            }

            @Override
            public void then(Line line, List<Bid> waiting) {
                lines(waiting).values().forEach(those -> each.then(line, those));
            }
        }, bounds);
    }

    private Map<String, List<Bid>> lines(List<Bid> waiting) {
        Map<String, List<Bid>> lines = new LinkedHashMap<>();
        waiting.forEach(bid -> lines.computeIfAbsent(key(bid), k -> new ArrayList<>()).add(bid));
        return lines;
    }

    private String key(Bid bid) {
        return bid.demand().type() + "/" + share(bid).name();
    }

    private List<Share> of(TypeName type) {
        return perType.getOrDefault(type.value(), usual);
    }

    private Share share(Bid bid) {
        List<Share> all = of(bid.demand().type());
        long rest = othersGetRest ? 100 - all.stream().mapToLong(Share::percent).sum() : 0;
        return all.stream().filter(share -> share.has(bid.key().holder())).findFirst()
                .orElseGet(() -> new Share("others", List.of(), rest));
    }

    private Bounds.Bound bound(String key, Bid bid, ProvisioningView view) {
        TypeName type = bid.demand().type();
        Share share = share(bid);
        List<Source> sources = view.sources().stream().filter(s -> s.delegation().type().name().equals(type)).toList();
        Instant horizon = sources.stream().map(s -> s.calendar().horizon()).max(Instant::compareTo).orElse(Term.EARLIEST);
        int dimensions = 1 + (sources.isEmpty() ? bid.demand().sliver() : sources.get(0).delegation().largest()).size();
        Amounts capacity = Amounts.zero(dimensions);
        List<Calendar> held = new ArrayList<>();
        for (Source source : sources) {
            capacity = capacity.plus(part(source, share));
            source.holders().all().filter(holder -> isIn(share, holder, type))
                    .forEach(holder -> source.holders().of(holder, horizon).ifPresent(held::add));
        }
        long[] most = new long[dimensions];
        Arrays.fill(most, Amounts.MOST);
        Calendar sum = Bounds.sum(held, Amounts.of(most)).forgetBefore(horizon);
        if (sources.size() > 1) {
            for (Source source : sources) {
                sum = onlyWhileItLasts(sum, part(source, share), source.calendar().window(), horizon);
            }
        }
        String reason = " in the share of '" + share.name() + "', which is " + capacity.get(0);
        return new Bounds.Bound(key, reason, sum.withCapacity(capacity, new Term(Term.EARLIEST, Term.LATEST)));
    }

    private boolean isIn(Share share, Principal holder, TypeName type) {
        return share.members().isEmpty() ? of(type).stream().noneMatch(other -> other.has(holder)) : share.has(holder);
    }

    private static Amounts part(Source source, Share share) {
        // What single hosts have of it does not matter: a share is one of the sum.
        long[] part = Bins.whole(source.calendar().capacity(), source.delegation().largest().size()).toArray();
        for (int d = 0; d < part.length; d++) {
            part[d] = part[d] / 100 * share.percent() + part[d] % 100 * share.percent() / 100;
        }
        return Amounts.of(part);
    }

    /** A part of a delegation is there no longer than the delegation: outside, it counts as in use. */
    private static Calendar onlyWhileItLasts(Calendar sum, Amounts part, Term window, Instant horizon) {
        Calendar without = sum;
        boolean begins = window.start().isAfter(horizon) && window.start().isAfter(Term.EARLIEST);
        if (begins && !part.isZero()) {
            without = without.commit(part, new Term(Term.EARLIEST, window.start()));
        }
        if (window.end().isBefore(Term.LATEST) && !part.isZero()) {
            without = without.commit(part, new Term(window.end(), Term.LATEST));
        }
        return without;
    }
}
