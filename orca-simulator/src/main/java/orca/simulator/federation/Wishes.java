package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/** Thinks up demands: most of them possible, some that nobody can grant. */
final class Wishes {
    private static final List<String> REPAIRS =
            List.of("replace", "replace-or-end", "shrink", "replace", "end", "none", "replace");

    private final Federation federation;
    private final Dice dice;

    Wishes(Federation federation, Dice dice) {
        this.federation = federation;
        this.dice = dice;
    }

    Instant now() {
        return Term.grain(federation.timeline().now());
    }

    Demand demand() {
        ResourceType type = dice.chance(750) ? Scenery.VM : Scenery.LICENCE;
        Instant start = now().plus(dice.chance(600) ? Duration.ZERO : dice.span(Duration.ofSeconds(1), Duration.ofMinutes(2)));
        Duration length = Duration.ofSeconds(dice.chance(850) ? dice.between(5, 240) : dice.between(900, 5400));
        Term term = Term.of(start, length);
        Instant latest = dice.chance(300) ? start.plus(dice.span(Duration.ofSeconds(1), Duration.ofMinutes(5))) : start;
        Optional<Instant> deadline =
                dice.chance(200) ? Optional.of(term.end().plus(Duration.ofSeconds(dice.between(0, 200)))) : Optional.empty();
        long units = dice.between(1, 5);
        Optional<Principal> site = dice.chance(200) ? Optional.of(dice.pick(federation.sites()).self()) : Optional.empty();
        TypeName name = dice.chance(20) ? new TypeName("gold") : type.name();
        Amounts sliver = dice.chance(20) ? Amounts.of(9_000, 9_000) : sliver(type);
        return new Demand(name, units, dice.chance(300) ? dice.between(1, units) : units, sliver, term, latest, deadline,
                dice.pick(List.of(Assurance.values())), site, bid(term));
    }

    /**
     * What it bids where there is a market, and pays by a claim, and what it wants where units die; a few say what is no bid. It
     * is not thrown: most storms have no market, and in most nobody dies.
     */
    private static PropertyList bid(Term term) {
        long number = Math.floorMod(term.start().getEpochSecond() * 31 + term.length().toSeconds() * 17, 1000L);
        PropertyList bid = number % 40 == 7 ? PropertyList.of("bid", "much") : PropertyList.NONE.with("bid", number);
        PropertyList repaired = number % 5 == 0 ? bid : bid.with("repair", REPAIRS.get((int) (number % REPAIRS.size())));
        return number % 3 == 0 ? repaired : repaired.with("pay", 1 + number % 37);
    }

    Amounts sliver(ResourceType type) {
        return type == Scenery.VM ? Amounts.of(250 * dice.between(1, 8), 512 * dice.between(1, 8)) : Amounts.EMPTY;
    }

    /** Words for handlers; some say where units are to be, which the site may grant, and a few say what no guest may. */
    PropertyList properties() {
        if (dice.chance(50)) {
            return PropertyList.of("site.rack", "the best");
        }
        Node site = dice.pick(federation.sites());
        return dice.chance(600) ? PropertyList.of("place", site.name() + "-h" + dice.between(1, 4))
                : PropertyList.NONE.with("mood", dice.between(1, 3));
    }

    /** The same, but for its end, its number or its size. */
    Demand changed(Demand demand) {
        boolean machines = demand.sliver().size() > 0;
        long units = dice.chance(500) ? dice.between(1, 5) : demand.units();
        Amounts sliver = machines && dice.chance(300) ? sliver(Scenery.VM) : demand.sliver();
        Duration length = dice.chance(600) ? Duration.ofSeconds(dice.between(5, 300)) : demand.term().length();
        Term term = Term.of(demand.term().start(), length);
        return demand.with(units, Math.min(units, demand.minUnits()), sliver, term);
    }
}
