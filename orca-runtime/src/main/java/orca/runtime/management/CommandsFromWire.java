package orca.runtime.management;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.UnitId;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.ResourceType;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.wire.management.ChangeCommand;
import orca.wire.management.DelegateCommand;
import orca.wire.management.HostCommand;
import orca.wire.management.RequestCommand;
import orca.wire.text.When;

/** Calls in people's words as commands of the core; what a call may not say is refused with its field and rule. */
final class CommandsFromWire {
    private final Vocabulary vocabulary;
    private final Directory directory;

    CommandsFromWire(Vocabulary vocabulary, Directory directory) {
        this.vocabulary = vocabulary;
        this.directory = directory;
    }

    /** Who is called {@code name}. */
    Principal principal(String field, String name) {
        return directory.find(name).orElseThrow(() -> new IllegalArgumentException(
                field + ": nobody here is called '" + name + "'; 'orca trust list' shows who is known"));
    }

    /** @param onlyBroker whom to ask where a wish does not say */
    Command.Request request(RequestCommand call, Optional<String> onlyBroker, Instant now) {
        List<Command.Wish> wishes = IntStream.range(0, call.wishes().size())
                .mapToObj(i -> inField("wishes[" + i + "]", () -> wish(call.wishes().get(i), onlyBroker, now))).toList();
        return new Command.Request(call.requestId(), call.slice(), wishes, call.together(),
                call.holdUntil().map(w -> at("holdUntil", w, now)));
    }

    private Command.Wish wish(RequestCommand.Wish wish, Optional<String> onlyBroker, Instant now) {
        String broker = wish.broker().or(() -> onlyBroker)
                .orElseThrow(() -> new IllegalArgumentException("broker: must be given, for there is not exactly one here"));
        return new Command.Wish(wish.id().map(ReservationId::new), principal("broker", broker), demand(wish, now),
                wish.renewUntil().map(w -> at("renewUntil", w, now)),
                wish.redeemAfter().stream().map(ReservationId::new).toList(),
                wish.joinAfter().stream().map(ReservationId::new).toList());
    }

    Demand demand(RequestCommand.Wish wish, Instant now) {
        ResourceType type = vocabulary.type(wish.type());
        Instant start = at("start", wish.start(), now);
        Term term = wish.end().isPresent()
                ? new Term(start, at("end", wish.end().get(), now)) : Term.of(start, wish.length().get());
        if (term.endedAt(now)) {
            throw new IllegalArgumentException("term.end: must not be in the past, got " + term);
        }
        if (wish.units() < 1 || wish.units() > Demand.MOST_UNITS) {
            throw new IllegalArgumentException("units: must be from 1 to " + Demand.MOST_UNITS + ", got " + wish.units());
        }
        Instant latest = wish.latestStart().map(w -> at("latestStart", w, now)).orElse(start);
        return new Demand(type.name(), wish.units(), wish.minUnits().orElse(wish.units()),
                vocabulary.sized(type, wish.sliver()), term, latest.isBefore(start) ? start : latest,
                wish.deadline().map(w -> at("deadline", w, now)), wish.assurance(),
                wish.site().map(site -> principal("site", site)), wish.properties());
    }

    /** @param type of the reservation, which must be known if the size is to change */
    Command.Change change(ChangeCommand call, Optional<String> type, Instant now) {
        Optional<Amounts> sliver = call.sliver().isEmpty() ? Optional.empty() : Optional.of(Vocabulary.amounts(
                vocabulary.type(type.orElseThrow(() -> new IllegalArgumentException("sliver: the type is not known here"))),
                call.sliver(), "sliver", true));
        return new Command.Change(call.requestId(), new ReservationId(call.id()), call.end().map(w -> at("end", w, now)),
                call.extendBy(), call.units(), sliver, call.victims().stream().map(UnitId::new).toList(), call.set(),
                call.dropped());
    }

    /** @param giver the authority or broker that gives */
    Command.Delegate delegate(HostedActor giver, DelegateCommand call, Instant now) {
        ResourceType type = vocabulary.type(call.type());
        Amounts capacity = Vocabulary.load(type, call.units(), call.capacity(), "capacity");
        Map<String, Long> largest = call.largest().isEmpty() ? call.capacity() : call.largest();
        // A repeated call must not make a second delegation.
        Optional<DelegationId> id = call.id().or(call::requestId).map(DelegationId::new);
        return new Command.Delegate(id, call.from().map(DelegationId::new), principal("broker", call.broker()), type.name(),
                capacity,
                Vocabulary.amounts(type, largest, "largest", false),
                new Term(at("start", call.start(), now), at("end", call.end(), now)), call.oversubscription(),
                giver.role() == HostedActor.Role.AUTHORITY
                        ? directory.signed(giver.name(), call.properties()) : call.properties());
    }

    Command.SetHost host(HostCommand call) {
        ResourceType type = vocabulary.type(call.type());
        return new Command.SetHost(call.host(), type.name(),
                Vocabulary.load(type, call.units(), call.capacity(), "capacity"), call.properties(), call.open());
    }

    private static Instant at(String field, When when, Instant now) {
        return inField(field, () -> Term.grain(when.from(now)));
    }

    private static <T> T inField(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
        }
    }
}
