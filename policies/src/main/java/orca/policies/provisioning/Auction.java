package orca.policies.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.policy.Budget;
import orca.core.policy.PolicyState;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.resource.PropertyList;
import orca.policies.settings.Given;

/**
 * A market: holders bid credits, which come back to whoever spent them after a while.
 *
 * <p><b>Goals.</b> Who wants something more than others gets it before them. Nobody can have it all for ever: nobody can spend
 * more than its budget in any recharge time, nor save up more than that; so nobody starves and nobody hoards.
 *
 * <p><b>Constraints.</b> Those of the calendars. Credits are conserved to the last one. No holder ever has more committed than
 * its budget. What was won and paid is not taken away for a higher bid.
 *
 * <p><b>Settings.</b>
 * <ul>
 *   <li>{@code budget}: credits of each holder (1,000); {@code budgets}: words {@code holder=credits}, of single ones
 *   <li>{@code recharge}: how long after it was committed a credit is spendable again (1 hour)
 *   <li>{@code round}: a round ends whenever so much time has passed (1 minute)
 *   <li>{@code bank}: the principal of the bank on whose credits claims are taken; none if it is not said
 *   <li>{@code reserve}: the least bid, in credits per unit and hour (0); {@code usual}: what a demand without a bid bids (0)
 * </ul>
 *
 * <p><b>Algorithm</b> (the currency: Irwin, Chase, Grit and Yumerefendi, "Self-recharging virtual currency", 2005). All that is
 * asked for is looked at by its {@code bid}, the highest first, and of equal ones who came first: see {@link AuctionRound}.
 * Each winner of a type commits the same price, the highest bid that lost, but never more than it bid (Vickrey,
 * "Counterspeculation, auctions, and competitive sealed tenders", 1961): so there is little to gain from guessing what others
 * bid.
 *
 * <p><b>State.</b> Of each holder that has something committed: what it was issued, what it can spend, and when how much comes
 * back. Of each claim that is not over: its value, and what is left of it.
 *
 * <p><b>Example.</b> One unit. A bids 5, B bids 3, C bids 2, all for an hour and ready to wait. A wins and pays 3.
 *
 * <p>A round costs a search for each demand, and at most {@link AuctionRound#MOST_LOOKED_AT} of them are looked at.
 */
public final class Auction implements ProvisioningPolicy {
    /** What a demand says it pays for each unit and hour. */
    public static final String PROPERTY = "bid";
    /** The highest bid, in credits per unit and hour. */
    public static final long HIGHEST = 1_000_000_000L;
    /** The largest budget, in credits. */
    public static final long RICHEST = 1_000_000_000_000L;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final List<String> KNOWN = List.of("budget", "budgets", "recharge", "round", "reserve", "usual", "bank");
    private static final int VERSION = 1;

    private static final Pattern TERMS = Pattern.compile("(?:^|: )for (\\d{1,18}) credits, \\d+ for each unit and hour");

    private Rules rules = new Rules(new PerHolder(1_000), Duration.ofHours(1), Duration.ofMinutes(1), 0, 0,
            Optional.empty());

    /** What a holder that has something committed can spend and has committed, of what it was issued, in credits. */
    public record Purse(Principal holder, long issued, long spendable, long committed) {}

    /**
     * What a holder paid by a claim on the bank.
     *
     * @param claim its name of it
     * @param value credits that it is for
     * @param left what was not spent of it
     * @param end when the holder's purse has all of it again
     */
    public record Deposit(Principal holder, ReservationId claim, long value, long left, Instant end) {}

    /** What the settings say. */
    record Rules(PerHolder budgets, Duration recharge, Duration round, long reserve, long usual, Optional<Principal> bank) {}

    @Override
    public String name() {
        return "auction";
    }

    @Override
    public void configure(PropertyList settings) {
        Given given = new Given(name(), settings);
        given.only(KNOWN);
        long budget = given.whole("budget", 0, RICHEST, Optional.of(1_000L));
        rules = new Rules(PerHolder.of(given, "budgets", budget, 0, RICHEST),
                given.span("recharge", Duration.ofHours(1), SHORTEST, LONGEST),
                given.span("round", Duration.ofMinutes(1), SHORTEST, LONGEST),
                given.whole("reserve", 0, HIGHEST, Optional.of(0L)), given.whole("usual", 0, HIGHEST, Optional.of(0L)),
                bank(given));
        if (rules.round().compareTo(rules.recharge()) > 0) {
            throw given.no("round", "must be at most auction.recharge, " + rules.recharge() + ", got " + rules.round());
        }
    }

    private static Optional<Principal> bank(Given given) {
        try {
            return given.settings().text("bank").map(Principal::new);
        } catch (IllegalArgumentException e) {
            throw given.no("bank", "must be the bank's principal; " + e.getMessage());
        }
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        String before = remembered(view.state());
        AuctionRound round = new AuctionRound(view, rules, Credits.of(before, rules.budgets(), rules.recharge()));
        if (!round.run(budget)) {
            // Who wins at what price is known only when all were looked at.
            return new ProvisioningPlan(List.of(), Optional.empty());
        }
        String after = round.credits().text();
        return new ProvisioningPlan(round.choices(),
                after.equals(before) ? Optional.empty() : Optional.of(new PolicyState(name(), VERSION, after)), true);
    }

    private static String remembered(Optional<PolicyState> state) {
        return state.filter(s -> s.policy().equals("auction") && s.version() == VERSION).map(PolicyState::text).orElse("");
    }

    /** What a grant says that it costs. */
    static String terms(long cost, long price) {
        return "for " + cost + " credits, " + price + " for each unit and hour";
    }

    /**
     * How many credits were paid for something, by what its grant says ({@code why}, behind what the broker says of a later
     * start); empty if a market did not grant it.
     */
    public static OptionalLong paid(String why) {
        Matcher says = TERMS.matcher(why);
        return says.find() ? OptionalLong.of(Long.parseLong(says.group(1))) : OptionalLong.empty();
    }

    /** What {@code state}, which this policy returned, says of claims that are not over; nothing of another's. */
    public static List<Deposit> deposits(PolicyState state) {
        return Credits.of(remembered(Optional.of(state)), new PerHolder(0), Duration.ofHours(1)).deposits();
    }

    /** What {@code state}, which this policy returned, says of those who have something committed; nothing of another's. */
    public static List<Purse> purses(PolicyState state) {
        return Credits.of(remembered(Optional.of(state)), new PerHolder(0), Duration.ofHours(1)).purses();
    }
}
