package orca.simulator.federation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.wire.trust.Identity;

/** Who gives everybody credits for a season: a key, the same in every storm, and nobody who takes part. */
public final class Bank {
    /** How many credits everybody has. */
    public static final long BUDGET = 60;
    /** For how long a claim is its market's. */
    static final Duration LASTS = Scenery.RECHARGE.plusSeconds(90);

    private static final Identity KEY = Identity.generate(new Post.Seeded(new Dice(55)));
    private static final ResourceType CREDIT = new ResourceType(
            new TypeName("credit"), List.of(new Dimension("credits", "credits")), Turnaround.NONE);

    private Bank() {}

    public static Principal principal() {
        return KEY.principal();
    }

    /** The budget of {@code holder}. */
    public static DelegationChain credits(Principal holder) {
        Delegation budget = new Delegation(new DelegationId("budget-" + Scenery.name(holder)), 1, principal(), holder, CREDIT,
                Amounts.of(10_000, BUDGET), Amounts.of(BUDGET), Scenery.SEASON, 100, PropertyList.NONE);
        return new DelegationChain(List.of(budget),
                List.of(KEY.seal(Paper.of(budget, Optional.empty()).getBytes(StandardCharsets.UTF_8))));
    }

    /** A claim of somebody who does not look into its purse, not sealed yet. */
    static TicketChain claim(Principal payer, Principal market, String name, long amount, Instant now) {
        DelegationChain credits = credits(payer);
        return new TicketChain(credits, new Ticket(new ReservationId(name), 1, payer, market, credits.last().id(), CREDIT.name(),
                1, 1, Amounts.of(amount), Assurance.RESERVED, Term.of(Term.grain(now), LASTS), PropertyList.NONE));
    }
}
