package orca.policies.assignment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.core.policy.AssignmentView.Host;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.Hosts;
import orca.core.resource.Amounts;

/** What hosts could take were they empty: whether it makes sense to wait. */
final class Reach {
    private final Hosts hosts;
    private final Need need;
    private final Rules rules;

    Reach(Hosts hosts, Need need, Rules rules) {
        this.hosts = hosts;
        this.need = need;
        this.rules = rules;
    }

    /** Why the need can never be met; empty if it may be. What is said to be never, is; not everything that is, is said. */
    Optional<String> never() {
        long ever = 0;
        for (Hosts.Shape shape : hosts.shapes(need.type().name())) {
            long one = most(shape.capacity());
            int count = hosts.count(shape);
            ever = one == 0 ? ever : Math.min(need.units(), ever + Math.min(need.units(), one) * count);
        }
        if (ever < need.units()) {
            return Optional.of(need.units() + " units of " + need.sliver()
                    + " are more than the site's open hosts could ever take, which is " + ever);
        }
        for (Rules.Rule rule : rules.must()) {
            long most = most(rule);
            if (most < need.units()) {
                return Optional.of(rule.text() + " cannot be kept: the site's open hosts could ever take " + most + " of "
                        + need.units() + " units of " + need.sliver() + " so"
                        + (rules.must().size() > 1 ? ", given " + rules.text() : ""));
            }
        }
        return Optional.empty();
    }

    /** How many units one host could take. */
    private long most(Amounts capacity) {
        long most = Math.min(need.units(), capacity.get(0));
        for (int d = 0; d < need.sliver().size(); d++) {
            most = need.sliver().get(d) == 0 ? most : Math.min(most, capacity.get(d + 1) / need.sliver().get(d));
        }
        return most;
    }

    /** How many units could be placed at most by {@code rule} and by what can be told of each host alone. */
    private long most(Rules.Rule rule) {
        Rules.Tally tally = tally();
        Map<String, Long> byValue = new LinkedHashMap<>();
        hosts.visit(need.type().name(), Amounts.zero(need.sliver().size() + 1), host -> {
            if (rules.must().stream().allMatch(r -> !r.fixed() || r.allows(host, tally))) {
                long most = most(host.calendar().capacity());
                key(rule, host).ifPresent(v -> byValue.merge(v, most, (a, b) -> Math.min(need.units(), a + b)));
            }
            return true;
        });
        return switch (rule) {
            case Rules.Spread spread -> sum(byValue, tally, spread);
            case Rules.Together together -> byValue.entrySet().stream()
                    .filter(e -> tally.values(together.by()).isEmpty() || tally.count(together.by(), e.getKey()) > 0)
                    .mapToLong(Map.Entry::getValue).max().orElse(0);
            case Rules.At at -> byValue.getOrDefault("", 0L);
        };
    }

    private static Optional<String> key(Rules.Rule rule, Host host) {
        return switch (rule) {
            case Rules.Spread spread -> Rules.value(host, spread.by());
            case Rules.Together together -> Rules.value(host, together.by());
            case Rules.At at -> Optional.of("");
        };
    }

    private static long sum(Map<String, Long> byValue, Rules.Tally tally, Rules.Spread spread) {
        long sum = 0;
        for (Map.Entry<String, Long> entry : byValue.entrySet()) {
            sum += Math.max(0, Math.min(entry.getValue(), spread.most() - tally.count(spread.by(), entry.getKey())));
        }
        return sum;
    }

    private Rules.Tally tally() {
        Rules.Tally tally = new Rules.Tally();
        for (String name : need.housed()) {
            hosts.find(name).ifPresentOrElse(h -> tally.add(h, rules), () -> tally.add(name, rules));
        }
        return tally;
    }
}
