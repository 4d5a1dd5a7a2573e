package orca.policies.provisioning;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.ticket.TicketChain;

/**
 * The accounts of a market. Each holder has so many credits; what it commits for something that it won is spendable again a
 * recharge time later, by itself. Credits are whole, and none comes into being or vanishes: at every instant what an account can
 * spend and what it has committed are together what it was issued. Who has committed nothing has no account, and all its
 * credits. Who paid by claims spends those {@link Deposits} first.
 *
 * <p>A commitment is made when something is granted, and the grant may come to nothing: what it was for was gone meanwhile. So
 * the newest ones are remembered with what they were for, and are undone when that is still asked for as it was.
 */
final class Credits {
    /** The most holders that have something committed at a time. */
    static final int MOST_ACCOUNTS = 400;
    /** The most commitments of one holder that are told apart; of more, those that return at about the same time are one. */
    static final int MOST_COMMITMENTS = 12;
    /** Into how many parts a recharge time is divided then. */
    static final int PARTS = 8;
    private static final int RADIX = 36;

    private final Map<Principal, Account> accounts = new TreeMap<>();
    private final Deposits deposits = new Deposits();
    private final List<Pending> pending = new ArrayList<>();
    private final PerHolder budgets;
    private final Duration recharge;
    private Instant now = Instant.EPOCH;

    /** What one holder has; {@code returns} by the instant, in milliseconds, at which it is spendable again. */
    private static final class Account {
        private long issued;
        private long spendable;
        private final TreeMap<Long, Long> returns = new TreeMap<>();

        long committed() {
            return returns.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * What was committed for something granted a moment ago, in the place of a ticket with this revision, or of none.
     *
     * @param credits of the account
     * @param parts what was spent of claims beside that
     */
    private record Pending(ContractKey key, long revision, long credits, List<Deposits.Part> parts) {}

    private Credits(PerHolder budgets, Duration recharge) {
        this.budgets = budgets;
        this.recharge = recharge;
    }

    /** The accounts as {@code text} has them; as they were when they are new, or the text is another's. */
    static Credits of(String text, PerHolder budgets, Duration recharge) {
        Credits credits = new Credits(budgets, recharge);
        for (String line : text.isEmpty() ? new String[0] : text.split("\n")) {
            String[] words = line.split(" ");
            if (words[0].equals("p")) {
                credits.pending.add(pending(words));
                continue;
            }
            if (words[0].equals("c")) {
                credits.deposits.read(words);
                continue;
            }
            Account account = new Account();
            account.issued = number(words[2]);
            account.spendable = number(words[3]);
            for (int i = 4; i < words.length; i++) {
                String[] pair = words[i].split(":");
                account.returns.put(number(pair[0]), number(pair[1]));
            }
            credits.accounts.put(new Principal(words[1]), account);
        }
        return credits;
    }

    private static Pending pending(String[] words) {
        List<Deposits.Part> parts = new ArrayList<>();
        for (int i = 5; i < words.length; i++) {
            String[] pair = words[i].split(":");
            parts.add(new Deposits.Part(new ReservationId(pair[0]), number(pair[1])));
        }
        return new Pending(new ContractKey(new Principal(words[1]), new ReservationId(words[2])), number(words[3]),
                number(words[4]), parts);
    }

    private static long number(String word) {
        return Long.parseLong(word, RADIX);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        accounts.forEach((holder, account) -> {
            text.append(text.isEmpty() ? "a " : "\na ").append(holder).append(' ').append(Long.toString(account.issued, RADIX))
                    .append(' ').append(Long.toString(account.spendable, RADIX));
            account.returns.forEach((at, sum) -> text.append(' ').append(Long.toString(at, RADIX)).append(':')
                    .append(Long.toString(sum, RADIX)));
        });
        deposits.lines().forEach(line -> text.append(text.isEmpty() ? "" : "\n").append(line));
        pending.forEach(p -> {
            text.append(text.isEmpty() ? "p " : "\np ").append(p.key().holder()).append(' ').append(p.key().id()).append(' ')
                    .append(Long.toString(p.revision(), RADIX)).append(' ').append(Long.toString(p.credits(), RADIX));
            p.parts().forEach(part -> text.append(' ').append(part.claim()).append(':')
                    .append(Long.toString(part.credits(), RADIX)));
        });
        return text.toString();
    }

    /**
     * Moves on to {@code at}: what was committed a recharge time ago is spendable, a changed budget is issued or taken in, what
     * was committed for nothing is given back, and new claims are credited.
     *
     * @param asked all that is asked for now
     * @param claims what holders paid
     * @param bank whose credits are taken
     */
    void settle(Map<ContractKey, Bid> asked, List<TicketChain> claims, Optional<Principal> bank, Instant at) {
        now = at;
        for (Pending p : pending) {
            boolean inVain = Optional.ofNullable(asked.get(p.key())).filter(bid -> revision(bid) == p.revision()).isPresent();
            Account account = accounts.get(p.key().holder());
            if (inVain && account != null) {
                undo(account, p.credits());
            }
            if (inVain) {
                deposits.undo(p.key().holder(), p.parts());
            }
        }
        pending.clear();
        deposits.settle(claims, bank, recharge, now);
        accounts.forEach((holder, account) -> {
            Map<Long, Long> back = account.returns.headMap(now.toEpochMilli(), true);
            account.spendable += back.values().stream().mapToLong(Long::longValue).sum();
            back.clear();
            long budget = budgets.of(holder);
            account.spendable += budget - account.issued;
            account.issued = budget;
        });
        accounts.values().removeIf(account -> account.returns.isEmpty());
    }

    /** From those that return last, for it was committed last. */
    private static void undo(Account account, long credits) {
        long left = credits;
        while (left > 0 && !account.returns.isEmpty()) {
            Map.Entry<Long, Long> last = account.returns.lastEntry();
            long part = Math.min(left, last.getValue());
            account.returns.merge(last.getKey(), -part, Long::sum);
            account.returns.remove(last.getKey(), 0L);
            account.spendable += part;
            left -= part;
        }
    }

    private static long revision(Bid bid) {
        return bid.current().map(ticket -> ticket.revision()).orElse(0L);
    }

    /** What {@code holder} has here in all, spendable or not. */
    long budget(Principal holder) {
        return budgets.of(holder) + deposits.value(holder);
    }

    /** Why what {@code holder} paid last was not credited, as the rest of a sentence. */
    String objection(Principal holder) {
        return deposits.objection(holder);
    }

    List<Auction.Deposit> deposits() {
        return deposits.show();
    }

    /** What {@code holder} may commit now; below nothing while it has more committed than a smaller budget allows. */
    long spendable(Principal holder) {
        return Math.addExact(ofAccount(holder), deposits.left(holder, now.plus(recharge)));
    }

    private long ofAccount(Principal holder) {
        Account account = accounts.get(holder);
        return account == null ? budgets.of(holder) : account.spendable;
    }

    /** When {@code holder} can spend {@code credits}; empty if that is more than its budget. */
    Optional<Instant> affords(Principal holder, long credits, Instant now) {
        long have = spendable(holder);
        if (have >= credits) {
            return Optional.of(now);
        }
        for (Map.Entry<Long, Long> each : Optional.ofNullable(accounts.get(holder)).map(a -> a.returns).orElse(new TreeMap<>())
                .entrySet()) {
            have += each.getValue();
            if (have >= credits) {
                return Optional.of(Instant.ofEpochMilli(each.getKey()));
            }
        }
        return Optional.empty();
    }

    /** Whether {@code holder} has something committed. */
    boolean has(Principal holder) {
        return accounts.containsKey(holder);
    }

    /** How many holders have something committed; there may be {@link #MOST_ACCOUNTS}. */
    int size() {
        return accounts.size();
    }

    /** {@code bid} was granted for {@code credits}, which must be spendable; says which claims went into that. */
    List<String> commit(Bid bid, long credits) {
        Principal holder = bid.key().holder();
        if (credits == 0) {
            return List.of();
        }
        if (credits < 0 || credits > spendable(holder)) {
            throw new IllegalStateException("credits: " + credits + " of " + holder + ", who can spend " + spendable(holder));
        }
        List<Deposits.Part> parts = deposits.draw(holder, credits, now.plus(recharge));
        long own = credits - parts.stream().mapToLong(Deposits.Part::credits).sum();
        if (own > 0) {
            book(holder, own);
        }
        pending.add(new Pending(bid.key(), revision(bid), own, parts));
        return parts.stream().map(part -> part.claim().value()).toList();
    }

    private void book(Principal holder, long credits) {
        if (credits > ofAccount(holder) || !has(holder) && size() >= MOST_ACCOUNTS) {
            throw new IllegalStateException("credits: " + credits + " of the account of " + holder + ", which is not there");
        }
        Account account = accounts.computeIfAbsent(holder, h -> {
            Account fresh = new Account();
            fresh.issued = budgets.of(h);
            fresh.spendable = fresh.issued;
            return fresh;
        });
        account.spendable -= credits;
        account.returns.merge(now.plus(recharge).toEpochMilli(), credits, Long::sum);
        if (account.returns.size() > MOST_COMMITMENTS) {
            coarsen(account);
        }
    }

    /** What returns within the same part of a recharge time returns at that part's end. */
    private void coarsen(Account account) {
        long part = Math.max(1, recharge.toMillis() / PARTS);
        TreeMap<Long, Long> coarse = new TreeMap<>();
        account.returns.forEach((at, sum) -> coarse.merge(Math.ceilDiv(at, part) * part, sum, Long::sum));
        account.returns.clear();
        account.returns.putAll(coarse);
    }

    List<Auction.Purse> purses() {
        List<Auction.Purse> all = new ArrayList<>();
        accounts.forEach((holder, account) ->
                all.add(new Auction.Purse(holder, account.issued, account.spendable, account.committed())));
        return all;
    }

    /** {@code price} for each hour, for so long: whole, rounded up, and at most {@link Long#MAX_VALUE}. */
    static long cost(long price, Duration length) {
        BigInteger hour = BigInteger.valueOf(Duration.ofHours(1).toMillis());
        BigInteger product = BigInteger.valueOf(price).multiply(BigInteger.valueOf(length.toMillis()));
        BigInteger cost = product.add(hour.subtract(BigInteger.ONE)).divide(hour);
        return cost.bitLength() > 63 ? Long.MAX_VALUE : cost.longValueExact();
    }
}
