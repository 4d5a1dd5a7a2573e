package orca.nodeagent.talk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.lease.UnitId;
import orca.core.time.Term;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.LastWill;
import orca.nodeagent.term.Mandate;
import orca.nodeagent.text.PropertyLines;

/**
 * An order.
 *
 * @param token under which its caller asks how it goes on; another for each call that wants an answer of its own
 * @param driver which driver
 * @param id the action's
 * @param action one of the driver's
 * @param unit the unit's
 * @param input properties in lines
 * @param arguments a command line, or nothing
 * @param limit in milliseconds
 * @param purpose what it means for the unit
 * @param start of the term
 * @param end of the term
 * @param epoch of the authority's life
 * @param will what is done at the end, where the unit is held
 * @param patience how long the answer may take, in milliseconds
 * @param lease for whose lease, for the log
 */
public record Asked(String token, String driver, String id, String action, String unit, String input, List<String> arguments,
        long limit, Mandate.Purpose purpose, Instant start, Instant end, long epoch, Optional<Will> will, long patience,
        Optional<String> lease) {
    /** @param limit in milliseconds */
    public record Will(String action, String input, List<String> arguments, long limit) {}

    public static Asked of(String token, String driver, Order order, Mandate mandate, Duration wait) {
        return new Asked(token, driver, order.id().value(), order.action(), order.unit().value(),
                PropertyLines.write(order.input()), order.arguments(), order.limit().toMillis(), mandate.purpose(),
                mandate.term().start(), mandate.term().end(), mandate.epoch(), mandate.will().map(will -> new Will(will.action(),
                        PropertyLines.write(will.input()), will.arguments(), will.limit().toMillis())), wait.toMillis(),
                mandate.lease());
    }

    public Order order() {
        return new Order(new ActionId(id), action, new UnitId(unit), PropertyLines.read(input), arguments,
                Duration.ofMillis(limit));
    }

    public Mandate mandate() {
        return new Mandate(purpose, new Term(start, end), epoch, will.map(one -> new LastWill(one.action(),
                PropertyLines.read(one.input()), one.arguments(), Duration.ofMillis(one.limit()))), lease);
    }
}
