package orca.policies.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;

/**
 * What holders paid a market by claims on credits of its bank. A claim is credited once, by its payer and name. What is spent of
 * it does not come back here: when the claim is over its payer's purse has all of it again. It buys as long as a recharge time of
 * it is left, so that a credit that was spent is gone for as long as one of an account is.
 */
final class Deposits {
    /** The most that are remembered at a time. */
    static final int MOST = 400;
    /** By how much a payer's clock may be ahead. */
    static final Duration SKEW = Duration.ofSeconds(5);
    private static final int RADIX = 36;

    private final Map<Principal, Map<ReservationId, Deposit>> all = new TreeMap<>();
    private final Map<Principal, String> objections = new LinkedHashMap<>();
    private int size;

    private static final class Deposit {
        private final Instant end;
        private final long value;
        private long left;

        Deposit(Instant end, long value, long left) {
            this.end = end;
            this.value = value;
            this.left = left;
        }
    }

    /** Credits that were taken from one claim. */
    record Part(ReservationId claim, long credits) {}

    /** What {@link #line} wrote. */
    void read(String[] words) {
        put(new Principal(words[1]), new ReservationId(words[2]), new Deposit(Instant.ofEpochMilli(number(words[3])),
                number(words[4]), number(words[5])));
    }

    private void put(Principal payer, ReservationId claim, Deposit deposit) {
        all.computeIfAbsent(payer, p -> new TreeMap<>()).put(claim, deposit);
        size++;
    }

    private static long number(String word) {
        return Long.parseLong(word, RADIX);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        all.forEach((payer, claims) -> claims.forEach((id, deposit) -> lines.add("c " + payer + " " + id + " "
                + Long.toString(deposit.end.toEpochMilli(), RADIX) + " " + Long.toString(deposit.value, RADIX) + " "
                + Long.toString(deposit.left, RADIX))));
        return lines;
    }

    List<Auction.Deposit> show() {
        List<Auction.Deposit> shown = new ArrayList<>();
        all.forEach((payer, claims) -> claims.forEach((id, deposit) ->
                shown.add(new Auction.Deposit(payer, id, deposit.value, deposit.left, deposit.end))));
        return shown;
    }

    /** Forgets what is over, for nobody can show it again, and credits what of {@code claims} is new and good. */
    void settle(List<TicketChain> claims, Optional<Principal> bank, Duration recharge, Instant now) {
        all.values().forEach(own -> own.values().removeIf(deposit -> !deposit.end.isAfter(now)));
        all.values().removeIf(Map::isEmpty);
        size = all.values().stream().mapToInt(Map::size).sum();
        for (TicketChain claim : claims) {
            Ticket ticket = claim.ticket();
            if (all.getOrDefault(ticket.issuer(), Map.of()).containsKey(ticket.reservation())) {
                continue;
            }
            Optional<String> flaw = flaw(claim, bank, recharge, now);
            if (flaw.isEmpty()) {
                long value = ticket.load().get(1);
                put(ticket.issuer(), ticket.reservation(), new Deposit(ticket.term().end(), value, value));
            } else {
                objections.put(ticket.issuer(), "; its claim '" + ticket.reservation() + "' does not count: " + flaw.get());
            }
        }
    }

    private Optional<String> flaw(TicketChain claim, Optional<Principal> bank, Duration recharge, Instant now) {
        if (bank.isEmpty()) {
            return Optional.of("this market takes none");
        }
        if (!claim.root().issuer().equals(bank.get())) {
            return Optional.of("its bank is " + claim.root().issuer() + ", and " + bank.get() + " is trusted here");
        }
        if (claim.root().type().dimensions().size() != 1) {
            return Optional.of("credits have one dimension");
        }
        if (claim.ticket().term().start().isAfter(now.plus(SKEW))) {
            return Optional.of("it begins at " + claim.ticket().term().start());
        }
        if (claim.ticket().term().end().isBefore(now.plus(recharge))) {
            return Optional.of("less than " + recharge + " are left of it");
        }
        return size < MOST ? Optional.empty() : Optional.of("the market remembers " + MOST + " claims, and none is over");
    }

    /** Why the newest claim of {@code payer} was not credited, as the rest of a sentence; empty when it was. */
    String objection(Principal payer) {
        return objections.getOrDefault(payer, "");
    }

    /** What {@code payer} paid in that is not over. */
    long value(Principal payer) {
        return all.getOrDefault(payer, Map.of()).values().stream().mapToLong(deposit -> deposit.value).sum();
    }

    /** What {@code payer} can spend by claims that last until {@code until} at least. */
    long left(Principal payer, Instant until) {
        return all.getOrDefault(payer, Map.of()).values().stream().filter(deposit -> !deposit.end.isBefore(until))
                .mapToLong(deposit -> deposit.left).sum();
    }

    /** Spends at most {@code credits} of what {@link #left} says, of the claims that end first; says what of which. */
    List<Part> draw(Principal payer, long credits, Instant until) {
        List<Part> parts = new ArrayList<>();
        long open = credits;
        List<Map.Entry<ReservationId, Deposit>> usable = all.getOrDefault(payer, Map.of()).entrySet().stream()
                .filter(e -> !e.getValue().end.isBefore(until) && e.getValue().left > 0)
                .sorted(Comparator.comparing(e -> e.getValue().end)).toList();
        for (Map.Entry<ReservationId, Deposit> each : usable) {
            long part = Math.min(open, each.getValue().left);
            if (part > 0) {
                each.getValue().left -= part;
                open -= part;
                parts.add(new Part(each.getKey(), part));
            }
        }
        return parts;
    }

    /** What was drawn was for nothing. A claim that is over meanwhile is its payer's again anyway. */
    void undo(Principal payer, List<Part> parts) {
        parts.forEach(part -> Optional.ofNullable(all.getOrDefault(payer, Map.of()).get(part.claim()))
                .ifPresent(deposit -> deposit.left += part.credits()));
    }
}
