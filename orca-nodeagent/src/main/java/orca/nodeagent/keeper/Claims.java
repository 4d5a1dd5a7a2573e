package orca.nodeagent.keeper;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.Mandate;

/** Whether an order may be carried out, by what is held here. The rules, in the order in which they are told: who, when, what. */
final class Claims {
    private final KeeperSettings settings;

    Claims(KeeperSettings settings) {
        this.settings = settings;
    }

    /**
     * Why not; empty when it may.
     *
     * @param highest the highest epoch that was heard of the authority
     * @param held what is held of the unit
     * @param now what time it is here
     */
    Optional<String> objection(
            Principal authority, String driver, Order order, Mandate mandate, long highest, Optional<Will> held, Instant now) {
        if (mandate.epoch() < highest) {
            return no("epoch: this life of the authority (" + mandate.epoch() + ") was superseded by " + highest);
        }
        if (order.id().value().startsWith("own/")) {
            return no("order.id: those that begin with own/ are the host's");
        }
        if (held.isPresent() && !held.get().authority().equals(authority)) {
            return no("unit " + order.unit() + ": is held by another authority, " + held.get().authority());
        }
        if (held.isPresent() && !held.get().driver().equals(driver)) {
            return no("unit " + order.unit() + ": is made by the driver " + held.get().driver() + ", not by " + driver);
        }
        return switch (mandate.purpose()) {
            case END -> Optional.empty();
            case HOLD -> held.isPresent() && held.get().ending()
                    ? no("unit " + order.unit() + ": its term ended at " + held.get().term().end()
                            + " and this host tears it down by itself")
                    : over(mandate, settings.skew(), now);
            case LOOK -> over(mandate, settings.grace().plus(settings.skew()), now);
        };
    }

    private static Optional<String> over(Mandate mandate, Duration late, Instant now) {
        return now.isBefore(mandate.term().end().plus(late)) ? Optional.empty()
                : no("term: it ended at " + mandate.term().end() + ", and it is " + now + " here");
    }

    private static Optional<String> no(String why) {
        return Optional.of("refused by the agent: " + why);
    }
}
