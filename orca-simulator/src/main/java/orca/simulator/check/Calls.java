package orca.simulator.check;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.actor.Duties;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.handler.Action;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.MemberImage;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Watched;

/**
 * What an actor may ask of a handler: one call of a unit at a time, in an order that has a meaning, and nothing is begun that is
 * not undone. A unit is set up, changed, torn down; it joins, is changed, leaves, and may join again.
 */
final class Calls {
    private final Map<Principal, Map<UnitId, Duties.CallName>> last = new LinkedHashMap<>();
    private final Map<Principal, Map<UnitId, Duties.CallName>> running = new LinkedHashMap<>();
    /** What each node heard the end of since it was last restarted; what it heard before may not be durable. */
    private final Map<Principal, Set<Duties.CallName>> heard = new LinkedHashMap<>();

    /** Units whose end was forgotten: they may be made again, for the holder who never heard of it. */
    private boolean putBack;
    private final Set<UnitId> unended = new LinkedHashSet<>();

    private final Set<UnitId> pulled = new LinkedHashSet<>();

    private static Map<UnitId, Duties.CallName> of(Map<Principal, Map<UnitId, Duties.CallName>> calls, Watched node) {
        return calls.computeIfAbsent(node.self(), self -> new LinkedHashMap<>());
    }

    void starting(Watched node, Duties.Run run) {
        Duties.CallName name = run.name();
        if (heard(node).contains(name)) {
            throw new Broken(node + " starts " + name + " again, and knows that it has ended");
        }
        Duties.CallName other = of(running, node).put(name.unit(), name);
        if (other != null && !other.equals(name)) {
            throw new Broken(node + " starts " + name + " while " + other + " runs");
        }
        // A site that was put back shows a unit that is being set up again: its guest takes it out of service, and in again.
        boolean begun = putBack && name.attempt() > 1;
        if (name.action() == Action.LEAVE && !begun && !name.equals(of(last, node).get(name.unit()))) {
            wanted(node, name);
        }
        Optional<Action> before = Optional.ofNullable(of(last, node).put(name.unit(), name)).map(Duties.CallName::action);
        boolean sensible = switch (name.action()) {
            case SETUP -> before.filter(a -> a != Action.SETUP && a != Action.PROBE && !unended.contains(name.unit()))
                    .isEmpty();
            case MODIFY -> before.filter(a -> a != Action.TEARDOWN && a != Action.LEAVE || unended.contains(name.unit()))
                    .isPresent();
            case JOIN -> before.filter(a -> a == Action.MODIFY).isEmpty();
            case TEARDOWN, LEAVE, PROBE -> true; // what may have been begun is undone
        };
        if (!sensible) {
            throw new Broken(node + " starts " + name + " after " + before);
        }
    }

    /** Nothing is taken out of service that its lease still gives, unless it is to be given up or could not be changed. */
    private static void wanted(Watched node, Duties.CallName name) {
        ServiceManager guest = Actors.guest(node);
        MemberImage member = guest.members().stream().filter(m -> m.subject().equals(name.unit())).findFirst().orElseThrow();
        boolean gives = guest.reservations().stream().filter(r -> r.id().equals(member.reservation()))
                .anyMatch(r -> r.inUse() && !r.victims().contains(name.unit()) && r.lease().orElseThrow().units().stream()
                        .anyMatch(unit -> unit.id().equals(name.unit()) && unit.state() == UnitState.READY));
        if (gives && !member.fallen()) {
            throw new Broken(node + " starts " + name + ", and its lease goes on: " + member.cause());
        }
    }

    /** What has ended needs no stopping. */
    void stopping(Watched node, Duties.CallName name) {
        if (heard(node).contains(name)) {
            throw new Broken(node + " stops " + name + ", and knows that it has ended");
        }
    }

    /** A call has ended, or the node has heard so. */
    void ended(Watched node, Duties.CallName name) {
        of(running, node).remove(name.unit(), name);
        heard(node).add(name);
    }

    private Set<Duties.CallName> heard(Watched node) {
        return heard.computeIfAbsent(node.self(), self -> new LinkedHashSet<>());
    }

    /** Whatever ran when the node died runs no more. */
    void restarted(Watched node) {
        running.remove(node.self());
        heard.remove(node.self());
    }

    /**
     * It has forgotten some of what it asked for. What it does not know it need not undo: its operator does. Of what it knows it
     * may ask again, but nothing comes back that was torn down.
     */
    void restored(Watched node) {
        putBack = true;
        Set<Subject> known = new LinkedHashSet<>(node.replica().subjects());
        Map<UnitId, Duties.CallName> calls = of(last, node);
        for (Duties.CallName call : List.copyOf(calls.values())) {
            if (!known.contains(call.unit())) {
                calls.remove(call.unit());
            } else if (call.action() == Action.TEARDOWN || call.action() == Action.LEAVE) {
                unended.add(call.unit());
            } else if (call.action() == Action.MODIFY || call.action() == Action.JOIN) {
                calls.put(call.unit(), new Duties.CallName(call.unit(), Action.PROBE, call.attempt()));
            }
        }
    }

    /** An operator says that the plug of a unit was pulled, that was put aside: that undoes what was begun. */
    void pulled(UnitId unit) {
        pulled.add(unit);
    }

    void atTheEnd() {
        last.forEach((who, calls) -> calls.values().forEach(name -> {
            boolean begun = name.action() == Action.MODIFY || name.action() == Action.SETUP;
            if (name.action() == Action.JOIN || begun && !pulled.contains(name.unit())) {
                throw new Broken(who + " began " + name + " and never undid it");
            }
        }));
    }
}
