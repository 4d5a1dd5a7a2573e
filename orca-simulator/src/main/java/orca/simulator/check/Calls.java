package orca.simulator.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Duties;
import orca.core.contract.Principal;
import orca.core.handler.Action;
import orca.core.lease.UnitId;
import orca.simulator.federation.Node;

/**
 * What an actor may ask of a handler: one call of a unit at a time, in an order that has a meaning, and nothing is begun that is
 * not undone. A unit is set up, changed, torn down; it joins, is changed, leaves, and may join again.
 */
final class Calls {
    private final Map<Principal, Map<UnitId, Duties.CallName>> last = new LinkedHashMap<>();
    private final Map<Principal, Map<UnitId, Duties.CallName>> running = new LinkedHashMap<>();

    private static Map<UnitId, Duties.CallName> of(Map<Principal, Map<UnitId, Duties.CallName>> calls, Node node) {
        return calls.computeIfAbsent(node.self(), self -> new LinkedHashMap<>());
    }

    void starting(Node node, Duties.Run run) {
        Duties.CallName name = run.name();
        Duties.CallName other = of(running, node).put(name.unit(), name);
        if (other != null && !other.equals(name)) {
            throw new Broken(node + " starts " + name + " while " + other + " runs");
        }
        Optional<Action> before = Optional.ofNullable(of(last, node).put(name.unit(), name)).map(Duties.CallName::action);
        boolean sensible = switch (name.action()) {
            case SETUP -> before.filter(a -> a != Action.SETUP).isEmpty();
            case MODIFY -> before.filter(a -> a == Action.SETUP || a == Action.JOIN || a == Action.MODIFY).isPresent();
            case JOIN -> before.filter(a -> a == Action.MODIFY).isEmpty();
            case TEARDOWN, LEAVE, PROBE -> true; // what may have been begun is undone
        };
        if (!sensible) {
            throw new Broken(node + " starts " + name + " after " + before);
        }
    }

    /** A call has ended, or the node has heard so. */
    void ended(Node node, Duties.CallName name) {
        of(running, node).remove(name.unit(), name);
    }

    /** Whatever ran when the node died runs no more. */
    void restarted(Node node) {
        running.remove(node.self());
    }

    void atTheEnd() {
        last.forEach((who, calls) -> calls.values().forEach(name -> {
            if (name.action() == Action.JOIN || name.action() == Action.MODIFY || name.action() == Action.SETUP) {
                throw new Broken(who + " began " + name + " and never undid it");
            }
        }));
    }
}
