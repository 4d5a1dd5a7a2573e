package orca.simulator.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.broker.Broker;
import orca.broker.ledger.TicketImage;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Answer;
import orca.core.policy.Chosen;
import orca.policies.provisioning.Auction;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Scenery;
import orca.simulator.federation.Watched;

/**
 * Where a broker's policy is a market, credits are conserved: what each holder can spend and what it has committed is what it was
 * issued, nobody has more than that, and whatever its tickets were said to cost within a recharge time is committed, or was spent
 * of what it paid.
 */
final class Thrift {
    private static final Pattern PAID = Pattern.compile("for ([0-9]+) credits, ");
    /** A plan is carried out some time after it was made, and counts from when it was made. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Map<Principal, List<Paid>> paid = new LinkedHashMap<>();
    private final Map<Principal, Map<ContractKey, Long>> seen = new LinkedHashMap<>();
    private final Map<Principal, Map<String, Chosen>> chosen = new LinkedHashMap<>();

    private record Paid(Instant at, Principal holder, long credits) {}

    void broker(Watched node) {
        Actors.broker(node).tickets().stream().filter(TicketImage::live).forEach(image -> note(node, image));
        Map<String, Chosen> now = Actors.broker(node).chosen();
        if (!now.equals(chosen.put(node.self(), now))) {
            paid.remove(node.self()); // an operator swapped the policy: another forgets what this one was told, credits too
        }
        List<Auction.Purse> purses = Actors.broker(node).policyState().map(Auction::purses).orElse(List.of());
        if (Actors.broker(node).policyState().filter(state -> !state.policy().equals("auction")).isPresent()) {
            return;
        }
        Map<Principal, Long> committed = new LinkedHashMap<>();
        for (Auction.Purse purse : purses) {
            committed.put(purse.holder(), purse.committed());
            if (purse.spendable() < 0 || purse.committed() < 0 || purse.spendable() + purse.committed() != purse.issued()) {
                throw new Broken(node + " does not conserve credits: " + purse);
            }
        }
        Actors.broker(node).policyState().map(Auction::deposits).orElse(List.of()).forEach(deposit ->
                committed.merge(deposit.holder(), deposit.value() - deposit.left(), Long::sum));
        List<Paid> all = paid.computeIfAbsent(node.self(), self -> new ArrayList<>());
        all.removeIf(one -> !one.at().plus(Scenery.RECHARGE).minus(LATE).isAfter(node.clock()));
        Map<Principal, Long> sums = new LinkedHashMap<>();
        all.forEach(one -> sums.merge(one.holder(), one.credits(), Long::sum));
        sums.forEach((holder, sum) -> {
            if (sum > committed.getOrDefault(holder, 0L)) {
                throw new Broken(node + " has " + committed.getOrDefault(holder, 0L) + " credits of " + holder
                        + " committed, whose tickets cost " + sum);
            }
        });
    }

    /** Who paid what, it has forgotten; what it still knows was paid when it was seen first. */
    void restored(Watched node) {
        paid.remove(node.self());
        seen.remove(node.self());
        if (node.replica() instanceof Broker broker) {
            Map<ContractKey, Long> known = seen.computeIfAbsent(node.self(), self -> new LinkedHashMap<>());
            broker.tickets().forEach(image -> image.ticket().ifPresent(ticket -> known.put(image.key(), ticket.revision())));
        }
    }

    private void note(Watched node, TicketImage image) {
        long revision = image.ticket().orElseThrow().revision();
        Long before = seen.computeIfAbsent(node.self(), self -> new LinkedHashMap<>()).put(image.key(), revision);
        if ((before == null || before < revision) && image.answer() instanceof Answer.Granted granted) {
            Matcher cost = PAID.matcher(granted.why());
            if (cost.find()) {
                paid.computeIfAbsent(node.self(), self -> new ArrayList<>())
                        .add(new Paid(image.cause().at(), image.key().holder(), Long.parseLong(cost.group(1))));
            }
        }
    }
}
