package orca.runtime.management;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import orca.authority.Authority;
import orca.authority.state.Opening;
import orca.broker.Broker;
import orca.core.contract.ContractKey;
import orca.core.lease.UnitId;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.HostedActor;
import orca.servicemanager.ServiceManager;
import orca.wire.management.Problem;
import orca.wire.text.Nearest;

/** Finds the actor that a call means, when it says which and when it need not. */
final class Finder {
    private final Actors actors;

    Finder(Actors actors) {
        this.actors = actors;
    }

    /** The actor called {@code name}, or the only one of its role. */
    HostedActor of(HostedActor.Role role, Optional<String> name) {
        List<HostedActor> all = actors.in(role);
        if (name.isPresent()) {
            HostedActor named = known(name.get());
            if (named.role() != role) {
                throw ApiException.field("actor", "actor: '" + name.get() + "' is no " + word(role) + ", but a "
                        + word(named.role()));
            }
            return named;
        }
        if (all.size() == 1) {
            return all.get(0);
        }
        throw ApiException.field("actor", all.isEmpty() ? "actor: this container has no " + word(role)
                : "actor: say which of " + String.join(", ", all.stream().map(HostedActor::name).toList()));
    }

    /** Who gives delegations: the actor called {@code name}, or the only authority, or the only broker where there is none. */
    HostedActor giver(Optional<String> name) {
        HostedActor.Role role = name.map(this::known).map(HostedActor::role).filter(HostedActor.Role.BROKER::equals)
                .orElse(name.isEmpty() && actors.in(HostedActor.Role.AUTHORITY).isEmpty()
                        ? HostedActor.Role.BROKER : HostedActor.Role.AUTHORITY);
        return of(role, name);
    }

    HostedActor known(String name) {
        return known("actor", name);
    }

    /** @param field what the name stands in */
    HostedActor known(String field, String name) {
        return actors.named(name).orElseThrow(() -> new ApiException(Problem.Kind.UNKNOWN,
                field + ": there is no '" + name + "' here" + Nearest.hint(name, new TreeSet<>(actors.byName().keySet()))));
    }

    static String word(HostedActor.Role role) {
        return switch (role) {
            case AUTHORITY -> "authority";
            case BROKER -> "broker";
            case SERVICE_MANAGER -> "service manager";
        };
    }

    /** The service manager that has the reservation. */
    HostedActor withReservation(String id, Optional<String> name) {
        if (name.isPresent()) {
            return of(HostedActor.Role.SERVICE_MANAGER, name);
        }
        return one(HostedActor.Role.SERVICE_MANAGER, "reservation '" + id + "'",
                guest -> guest.read(ServiceManager.class, (actor, now) ->
                        actor.reservations().stream().anyMatch(r -> r.id().value().equals(id))));
    }

    /** The authority that has the unit. */
    HostedActor withUnit(UnitId unit, Optional<String> name) {
        if (name.isPresent()) {
            return of(HostedActor.Role.AUTHORITY, name);
        }
        return one(HostedActor.Role.AUTHORITY, "unit '" + unit + "'",
                site -> site.read(Authority.class, (actor, now) -> actor.site().unit(unit).isPresent()));
    }

    private HostedActor one(HostedActor.Role role, String what, Predicate<HostedActor> has) {
        List<HostedActor> found = actors.in(role).stream().filter(has).toList();
        if (found.isEmpty()) {
            throw new ApiException(Problem.Kind.UNKNOWN, "there is no " + what + " here");
        }
        if (found.size() > 1) {
            throw ApiException.field("actor", "actor: several have a " + what + "; say which of "
                    + String.join(", ", found.stream().map(HostedActor::name).toList()));
        }
        return found.get(0);
    }

    /** A contract at a broker or authority, and whether it waits for an operator. */
    record Contract(HostedActor actor, ContractKey key, boolean waits) {}

    /**
     * The contract of that id that an operator's word is about; it must be the only one.
     *
     * @param waiting whether it has to wait for an operator's word
     */
    Contract contract(String id, Optional<String> actor, Optional<String> holder, boolean waiting) {
        actor.ifPresent(this::known);
        List<Contract> found = actors.all().stream()
                .filter(a -> actor.isEmpty() || a.name().equals(actor.get()))
                .flatMap(a -> contracts(a, id).stream())
                .filter(c -> holder.isEmpty() || actors.directory().name(c.key.holder()).equals(holder.get()))
                .toList();
        List<Contract> meant = waiting ? found.stream().filter(Contract::waits).toList() : found;
        if (meant.size() == 1) {
            return meant.get(0);
        }
        if (meant.isEmpty()) {
            throw new ApiException(found.isEmpty() ? Problem.Kind.UNKNOWN : Problem.Kind.CONFLICT, found.isEmpty()
                    ? "there is no ticket and no lease '" + id + "' here" : "'" + id + "' does not wait for an operator's word");
        }
        throw ApiException.field("actor", "actor: say whose, of "
                + String.join(", ", meant.stream().map(c -> c.actor.name() + " for "
                        + actors.directory().name(c.key.holder())).toList()));
    }

    private static List<Contract> contracts(HostedActor hosted, String id) {
        return switch (hosted.role()) {
            case BROKER -> hosted.read(Broker.class, (actor, now) -> actor.tickets().stream()
                    .filter(t -> t.key().id().value().equals(id) && !t.state().isEnd())
                    .map(t -> new Contract(hosted, t.key(), switch (t.state()) {
                        case APPROVAL, RENEWAL_APPROVAL -> true;
                        case UNKNOWN, REQUESTED, TICKETED, RENEWING, RELEASING, REFUSED, CLOSED -> false;
                    })).toList());
            case AUTHORITY -> hosted.read(Authority.class, (actor, now) -> actor.leases().stream()
                    .filter(l -> l.image().key().id().value().equals(id) && !l.image().over())
                    .map(l -> new Contract(hosted, l.image().key(), l.image().opening().flatMap(o -> o.waiting())
                            .filter(w -> w.room() == Opening.Waiting.WHATEVER).isPresent())).toList());
            case SERVICE_MANAGER -> List.of();
        };
    }
}
