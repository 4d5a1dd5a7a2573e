package orca.policies.guest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.policy.PolicyState;

/**
 * What a controller that buys remembers.
 *
 * @param bid its present one, in credits per unit and hour
 * @param wins in a row since it changed
 * @param lostAt when a bid lost last; {@link Instant#EPOCH} when none did
 * @param purchases what it waits for, and what it won and has not got back yet
 * @param deposits what it paid the market by claims that are not over
 */
record Purse(long bid, int wins, Instant lostAt, List<Purchase> purchases, List<Deposit> deposits) {
    /** The most purchases that are remembered; further ones wait. */
    static final int MOST_PURCHASES = 1_000;
    /** The most claims that are not over; a service manager has no more. */
    static final int MOST_DEPOSITS = 64;

    private static final int VERSION = 1;
    private static final Pattern HEAD = Pattern.compile("([0-9]{1,10}) ([0-9]{1,6}) ([0-9]{1,15})");
    private static final Pattern PURCHASE =
            Pattern.compile("([a-z0-9][a-z0-9._-]{0,63}) ([0-9]{1,13}) ([0-9]{1,15}) ([0-9]{1,15})");

    private static final Pattern DEPOSIT = Pattern.compile("d ([0-9]{1,13}) ([0-9]{1,15})");

    Purse {
        purchases = List.copyOf(purchases);
        deposits = List.copyOf(deposits);
    }

    /**
     * One claim.
     *
     * @param credits that it is for
     * @param at when it was asked for
     */
    record Deposit(long credits, Instant at) {}

    /**
     * One unit for one term.
     *
     * @param id its reservation
     * @param cost in credits, at most
     * @param end of the term
     * @param back when what it cost can be spent again; {@link Instant#EPOCH} until it is won
     */
    record Purchase(String id, long cost, Instant end, Instant back) {
        boolean won() {
            return back.isAfter(Instant.EPOCH);
        }

        Purchase won(Instant at) {
            return new Purchase(id, cost, end, at);
        }

        /** One reservation is bought again and again. */
        String key() {
            return id + " " + end;
        }
    }

    static Purse fresh(long bid) {
        return new Purse(bid, 0, Instant.EPOCH, List.of(), List.of());
    }

    /** What it wrote once; anything else counts as nothing. */
    static Optional<Purse> of(String name, Optional<PolicyState> state) {
        String[] lines = state.filter(s -> s.policy().equals(name) && s.version() == VERSION).map(s -> s.text().split("\n"))
                .orElse(new String[] {""});
        Matcher head = HEAD.matcher(lines[0]);
        List<Purchase> purchases = new ArrayList<>();
        List<Deposit> deposits = new ArrayList<>();
        boolean good = head.matches() && lines.length <= MOST_PURCHASES + MOST_DEPOSITS + 1;
        for (int i = 1; good && i < lines.length; i++) {
            Matcher deposit = DEPOSIT.matcher(lines[i]);
            if (deposit.matches()) {
                deposits.add(new Deposit(Long.parseLong(deposit.group(1)), at(deposit.group(2))));
                continue;
            }
            Matcher each = PURCHASE.matcher(lines[i]);
            good = each.matches();
            if (good) {
                purchases.add(new Purchase(each.group(1), Long.parseLong(each.group(2)), at(each.group(3)), at(each.group(4))));
            }
        }
        return good ? Optional.of(new Purse(Long.parseLong(head.group(1)), Integer.parseInt(head.group(2)), at(head.group(3)),
                purchases, deposits)) : Optional.empty();
    }

    private static Instant at(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    PolicyState state(String name) {
        StringBuilder text = new StringBuilder();
        text.append(bid).append(' ').append(wins).append(' ').append(lostAt.toEpochMilli());
        purchases.forEach(each -> text.append('\n').append(each.id()).append(' ').append(each.cost()).append(' ')
                .append(each.end().toEpochMilli()).append(' ').append(each.back().toEpochMilli()));
        deposits.forEach(each -> text.append("\nd ").append(each.credits()).append(' ').append(each.at().toEpochMilli()));
        return new PolicyState(name, VERSION, text.toString());
    }
}
