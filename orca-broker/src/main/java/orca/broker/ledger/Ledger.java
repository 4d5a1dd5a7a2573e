package orca.broker.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import orca.core.calendar.Calendar;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.journal.JournalRecord;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyState;
import orca.core.policy.PolicyView;
import orca.core.policy.ProvisioningView;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;
import orca.core.ticket.TicketChain;

/**
 * A broker's whole state. Changes by {@link #apply} alone; everything but the images (calendars, the line of bids, counts)
 * follows from them.
 */
public final class Ledger {
    private final Map<ContractKey, TicketImage> tickets = new LinkedHashMap<>();
    private final Map<HoldingKey, Account> accounts = new LinkedHashMap<>();
    private final Map<DelegationId, GrantImage> grants = new LinkedHashMap<>();
    private final BidLine line = new BidLine();
    private final Till till = new Till();
    private final Map<Principal, Integer> perHolder = new LinkedHashMap<>();
    private final Graves graves = new Graves();
    private long turns;
    private Optional<PolicyState> policy = Optional.empty();
    private Optional<Instant> forgotAt = Optional.empty();
    private Cause marketCause = new Cause(Instant.EPOCH, "", "");
    private Optional<ChoiceImage> choice = Optional.empty();
    private Map<String, Chosen> chosen = Map.of();
    private final Losses losses = new Losses();
    private int current;

    /** The only way in. */
    public void apply(JournalRecord record) {
        switch ((BrokerRecord) record) {
            case TicketImage image -> replace(tickets.put(image.key(), image), image);
            case TicketGone gone -> replace(tickets.remove(gone.key()), null);
            case HoldingImage image -> hold(image);
            case HoldingGone gone -> accounts.remove(gone.key());
            case GrantImage image -> give(grants.put(image.id(), image), image);
            case GrantGone gone -> give(grants.remove(gone.id()), null);
            case MarketImage image -> market(image);
            case ChoiceImage image -> choose(image);
            case ClaimImage image -> till.take(image);
            case ClaimGone gone -> till.forget(gone.subject());
            case LossImage image -> losses.take(image);
            case StrayImage image -> losses.take(image, ticket(image.key()));
            case StrayGone gone -> losses.forget(gone);
        }
    }

    private void replace(TicketImage before, TicketImage after) {
        line.replace(before, after);
        losses.known(before, after);
        after(after);
        count(before, -1);
        count(after, 1);
        Account account = account(before, after);
        if (account != null) {
            account.replace(before != null && before.holding().isPresent() ? before : null,
                    after != null && after.holding().isPresent() ? after : null);
            if (Account.frees(before, after)) {
                line.opened(account.image().delegation().type().name());
            }
        }
    }

    private void after(TicketImage after) {
        if (after != null && after.bidding().isPresent()) {
            turns = Math.max(turns, after.bidding().get().turn());
        }
    }

    private Account account(TicketImage before, TicketImage after) {
        Optional<HoldingKey> key = after != null && after.holding().isPresent() ? after.holding()
                : before == null ? Optional.empty() : before.holding();
        return key.map(accounts::get).orElse(null);
    }

    private void count(TicketImage image, int sign) {
        if (image == null) {
            return;
        }
        if (image.state().isEnd()) {
            if (sign > 0) {
                graves.add(image);
            } else {
                graves.remove(image);
            }
            return;
        }
        current += sign;
        perHolder.merge(image.key().holder(), sign, Integer::sum);
        perHolder.remove(image.key().holder(), 0);
    }

    private void hold(HoldingImage image) {
        Account account = accounts.get(image.key());
        boolean news = account == null || account.image().state() != image.state()
                || !account.image().delegation().equals(image.delegation());
        if (account == null) {
            accounts.put(image.key(), new Account(image));
        } else {
            account.take(image);
        }
        if (news) {
            line.opened(image.delegation().type().name());
        }
    }

    private void give(GrantImage before, GrantImage after) {
        GrantImage any = after != null ? after : before;
        if (any == null) {
            return;
        }
        turns = Math.max(turns, any.number());
        Account account = accounts.get(any.holding());
        if (account != null) {
            account.replace(before, after);
            if (before != null && !before.bookings().equals(after == null ? List.of() : after.bookings())) {
                line.opened(any.current().last().type().name());
            }
        }
    }

    private void market(MarketImage image) {
        turns = Math.max(turns, image.turns());
        policy = image.policy();
        forgotAt = image.forgotAt();
        marketCause = image.cause();
    }

    /** Whoever was answered by the policy before is to be asked about again. */
    private void choose(ChoiceImage image) {
        choice = Optional.of(image);
        chosen = image.chosen().map(c -> Map.of(PolicyView.OWN, c)).orElse(Map.of());
        line.openedAll();
    }

    // ---- read

    public Optional<TicketImage> ticket(ContractKey key) {
        return Optional.ofNullable(tickets.get(key));
    }

    public Collection<TicketImage> tickets() {
        return Collections.unmodifiableCollection(tickets.values());
    }

    public Optional<Holding> holding(HoldingKey key) {
        return Optional.ofNullable(accounts.get(key)).map(Account::show);
    }

    public List<Holding> holdings() {
        return accounts.values().stream().map(Account::show).toList();
    }

    public int holdingCount() {
        return accounts.size();
    }

    /** The holding that tickets are issued on under this id; ids of others that were refused are passed over. */
    public Optional<Holding> selling(DelegationId id) {
        return accounts.values().stream().filter(a -> a.image().key().id().equals(id) && a.image().sells())
                .findFirst().map(Account::show);
    }

    /** How many tickets and grants, over or not, refer to a holding. */
    public int refersTo(HoldingKey key) {
        return Optional.ofNullable(accounts.get(key)).map(Account::refers).orElse(0);
    }

    public Optional<GrantImage> grant(DelegationId id) {
        return Optional.ofNullable(grants.get(id));
    }

    /** The parts of holdings that other brokers have or had. */
    public Collection<GrantImage> grants() {
        return Collections.unmodifiableCollection(grants.values());
    }

    /** What the policy may draw from. */
    public List<ProvisioningView.Source> sources() {
        return accounts.values().stream().filter(a -> a.image().sells())
                .map(a -> new ProvisioningView.Source(
                        a.image().delegation(), a.image().site(), a.calendar(), a.holders(), Optional.empty()))
                .toList();
    }

    /** The demands that the policy is to be asked about, first come first. */
    public List<ProvisioningView.Bid> openBids(int most) {
        return line.open(most);
    }

    public boolean nothingOpen() {
        return line.nothingOpen();
    }

    /** All demands that wait for the policy, asked about or not, first come first. */
    public List<ProvisioningView.Bid> bids(int most) {
        return line.all(most);
    }

    /** The policy was asked about {@code image} as it is. Soft: forgotten with this life of the broker. */
    public void rest(TicketImage image) {
        line.rest(image.demand().orElseThrow().type(), image.bidding().orElseThrow().turn());
    }

    /** The policy has seen all that came free of {@code type}, and all bids up to this turn. Soft likewise. */
    public void calm(TypeName type, long turns) {
        line.calm(type, turns);
    }

    /** The same of every type that is or was asked for. */
    public Map<TypeName, Long> openings() {
        return line.openings();
    }

    /** How often something of {@code type} came free in this life of the broker. */
    public long openings(TypeName type) {
        return line.openings(type);
    }

    public long nextTurn() {
        return turns + 1;
    }

    public Optional<PolicyState> policy() {
        return policy;
    }

    /** The market as it is, with another state of the policy, or none. */
    public MarketImage remembering(Optional<PolicyState> state, Cause cause) {
        boolean forgets = policy.filter(p -> state.filter(s -> s.policy().equals(p.policy())).isEmpty()).isPresent();
        return new MarketImage(turns, state, forgets ? Optional.of(cause.at()) : forgotAt, cause);
    }

    /** What was paid under that name. */
    public Optional<ClaimImage> claim(ClaimKey key) {
        return Optional.ofNullable(till.all().get(key));
    }

    /** All that was paid and is remembered, over or not. */
    public Collection<ClaimImage> claims() {
        return Collections.unmodifiableCollection(till.all().values());
    }

    /** How much that {@code payer} paid is not over. */
    public long liveClaims(Principal payer, Instant now) {
        return till.live(payer, now);
    }

    /** What was paid first of all that is over, to be forgotten for another. */
    public Optional<ClaimImage> oldestClaimOver(Instant now) {
        return till.oldestOver(now);
    }

    /** What the policy is shown of what was paid: all that is not over, but for what another policy was told before this one. */
    public List<TicketChain> paid(Instant now) {
        return till.live(now).stream().filter(image -> forgotAt.filter(at -> !image.cause().at().isAfter(at)).isEmpty())
                .map(ClaimImage::chain).toList();
    }

    public Losses losses() {
        return losses;
    }

    /** What an operator chose, as {@link orca.core.actor.Actor#chosen} says. */
    public Map<String, Chosen> chosen() {
        return chosen;
    }

    /** How many tickets and demands are not over. */
    public int current() {
        return current;
    }

    public int current(Principal holder) {
        return perHolder.getOrDefault(holder, 0);
    }

    public List<Principal> holders() {
        return List.copyOf(perHolder.keySet());
    }

    /** How many tickets and demands there are, over or not. */
    public int remembered() {
        return tickets.size();
    }

    /** What is over, what would be forgotten next first. */
    public Stream<TicketImage> over() {
        return graves.all().map(tickets::get);
    }

    /** The first of one holder; empty when it has none. */
    public Optional<TicketImage> firstOver(Principal holder) {
        return graves.first(holder).map(tickets::get);
    }

    /** How many of a holder's are over and remembered. */
    public int over(Principal holder) {
        return graves.size(holder);
    }

    /** Holdings, what was given of them, tickets, and what belongs to no contract: as a new ledger must take them. */
    public List<JournalRecord> image() {
        List<JournalRecord> all = new ArrayList<>(accounts.size() + grants.size() + tickets.size() + 2);
        accounts.values().forEach(a -> all.add(a.show().image()));
        all.addAll(grants.values());
        all.addAll(tickets.values());
        all.add(new MarketImage(turns, policy, forgotAt, marketCause));
        choice.ifPresent(all::add);
        all.addAll(till.all().values());
        all.addAll(losses.image());
        return all;
    }

    /** Every broken invariant, in words. */
    public List<String> broken() {
        List<String> broken = new ArrayList<>();
        Map<HoldingKey, Account> anew = new LinkedHashMap<>();
        accounts.forEach((key, a) -> anew.put(key, new Account(a.show().image())));
        for (TicketImage image : tickets.values()) {
            check(image, anew, broken);
        }
        grants.values().forEach(grant -> check(grant, anew, broken));
        anew.forEach((key, expected) -> {
            Account account = accounts.get(key);
            Calendar calendar = account.calendar();
            if (!calendar.equals(expected.calendar())) {
                broken.add("holding " + key + ": its calendar is not the sum of what its tickets and grants book");
            }
            if (!account.holders().agrees(expected.holders(), calendar.horizon())) {
                broken.add("holding " + key + ": what its holders have is not what their tickets book");
            }
            if (!calendar.peak(calendar.window()).fitsIn(calendar.capacity())) {
                broken.add("holding " + key + ": more is promised than " + calendar.capacity());
            }
            if (account.live() != expected.live() || account.given() != expected.given()
                    || account.refers() != expected.refers()) {
                broken.add("holding " + key + ": its tickets or grants are miscounted");
            }
        });
        int over = (int) tickets.values().stream().filter(t -> t.state().isEnd()).count();
        if (current + over != tickets.size() || graves.size() != over) {
            broken.add("ledger: tickets are miscounted");
        }
        losses.check(tickets, broken);
        return broken;
    }

    private void check(TicketImage image, Map<HoldingKey, Account> anew, List<String> broken) {
        if (image.bids() && image.bidding().isEmpty() || image.live() && image.ticket().isEmpty()) {
            broken.add("ticket " + image.key() + ": " + image.state() + " without what belongs to it");
        }
        if (image.state().isEnd() && (image.ticket().isPresent() || image.bidding().isPresent())) {
            broken.add("ticket " + image.key() + ": is over and still holds something");
        }
        Optional<Account> account = image.holding().map(anew::get);
        if (image.live() && account.isEmpty()) {
            broken.add("ticket " + image.key() + ": drawn from a delegation that is not known");
        }
        try {
            account.ifPresent(a -> a.replace(null, image));
        } catch (IllegalStateException e) {
            broken.add("ticket " + image.key() + ": does not fit: " + e.getMessage());
        }
    }

    private static void check(GrantImage grant, Map<HoldingKey, Account> anew, List<String> broken) {
        Optional<Account> account = Optional.ofNullable(anew.get(grant.holding()));
        if (account.isEmpty()) {
            broken.add("grant " + grant.id() + ": a part of a delegation that is not known");
        }
        if (grant.open() && grant.bookings().isEmpty() || grant.open() != grant.forgetAt().isEmpty()) {
            broken.add("grant " + grant.id() + ": " + grant.state() + " without what belongs to it");
        }
        grant.current().widening().or(() -> grant.newest().widening())
                .ifPresent(how -> broken.add("grant " + grant.id() + ": " + how));
        try {
            account.ifPresent(a -> a.replace(null, grant));
        } catch (IllegalStateException e) {
            broken.add("grant " + grant.id() + ": does not fit: " + e.getMessage());
        }
    }
}
