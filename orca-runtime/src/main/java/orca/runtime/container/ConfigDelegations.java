package orca.runtime.container;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.authority.Authority;
import orca.authority.state.DelegationImage;
import orca.broker.Broker;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.Holding;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.ResourceType;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.time.Term;
import orca.runtime.config.DelegationConfig;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;
import orca.wire.text.When;

/**
 * What a file says of one actor's delegations, compared with those in force. A time that the file gives relative to now counted
 * from when the delegation was first given: it does not move it at each start. A site has what it gives; a broker may come to
 * hold it later, and what it cannot give yet is tried again.
 */
final class ConfigDelegations {
    private static final When A_YEAR = When.in(Duration.ofDays(365));

    private final Vocabulary vocabulary;
    private final HostedActor giver;
    private final String name;
    private final Directory directory;

    ConfigDelegations(Vocabulary vocabulary, Directory directory, HostedActor giver, String name) {
        this.vocabulary = vocabulary;
        this.directory = directory;
        this.giver = giver;
        this.name = name;
    }

    /**
     * What came of one entry.
     *
     * @param said what an operator should know
     * @param again whether it may come about later
     */
    record Outcome(Optional<String> said, boolean again) {
        static final Outcome DONE = new Outcome(Optional.empty(), false);

        static Outcome of(String said, boolean again) {
            return new Outcome(Optional.of(said), again);
        }
    }

    /** Gives what is missing and renews what differs; what came of it that an operator should know, a sentence each. */
    List<String> give(List<DelegationConfig> wanted, LateDelegations late) {
        List<String> differences = new ArrayList<>();
        Set<DelegationId> named = new LinkedHashSet<>();
        for (DelegationConfig entry : wanted) {
            named.add(id(entry));
            Outcome outcome = give(entry);
            outcome.said().ifPresent(differences::add);
            if (outcome.again()) {
                late.add(what(id(entry)), () -> give(entry));
            }
        }
        alive().stream().filter(id -> !named.contains(id)).forEach(id -> differences.add("'" + name + "' has a delegation '" + id
                + "' that the file does not name; it stays in force until 'orca reclaim " + id
                + (giver.role() == HostedActor.Role.BROKER ? " --actor " + name : "") + "'"));
        return differences;
    }

    private DelegationId id(DelegationConfig entry) {
        return new DelegationId(entry.id().orElse(name + "-" + entry.to() + "-" + entry.type()));
    }

    private String what(DelegationId id) {
        return "the delegation '" + id + "' of '" + name + "'";
    }

    private Outcome give(DelegationConfig entry) {
        Standing standing = standing(entry);
        Command.Delegate command = command(entry, standing);
        List<String> changes = standing.live().map(live -> changes(live, standing, command)).orElse(List.of());
        if (standing.live().isPresent() && changes.isEmpty()) {
            return Outcome.DONE;
        }
        String what = what(id(entry)) + (changes.isEmpty() ? "" : " (" + String.join("; ", changes) + ")");
        return switch (giver.order(ConfigCommands.FILE, command)) {
            case Reply.Accepted accepted -> changes.isEmpty() ? Outcome.DONE : Outcome.of(what
                    + " is offered anew as the file says; see 'orca get delegations' for the broker's answer", false);
            case Reply.Declined(var refusal) -> declined(what, id(entry), standing.live().isPresent(), refusal);
        };
    }

    private Outcome declined(String what, DelegationId id, boolean renewal, Refusal refusal) {
        boolean again = giver.role() == HostedActor.Role.BROKER && switch (refusal.kind()) {
            case UNKNOWN, INSUFFICIENT, NOT_NOW -> true;
            case NEVER, DENIED, CONFLICT, LATE -> false;
        };
        if (renewal) {
            return Outcome.of(what + " stays as it was, though the file says otherwise"
                    + (again ? ", until that can be: " : ": ") + refusal.reason(), again);
        }
        if (giver.role() == HostedActor.Role.AUTHORITY) {
            throw new HostingException("'" + name + "' does not take the delegation '" + id + "' of its file: "
                    + refusal.reason());
        }
        return Outcome.of(what + (again ? " cannot be given yet, and is as soon as it can: " : " is not given: ")
                + refusal.reason(), again);
    }

    /**
     * How things are.
     *
     * @param live the delegation, when it is alive
     * @param from what it is a part of, or would be; a broker's only
     */
    private record Standing(Optional<Delegation> live, Optional<Delegation> from, Instant now) {}

    private Standing standing(DelegationConfig entry) {
        DelegationId id = id(entry);
        return switch (giver.role()) {
            case AUTHORITY -> giver.read(Authority.class, (authority, now) -> new Standing(authority.site().delegation(id)
                    .filter(d -> !d.state().isEnd()).map(DelegationImage::newest), Optional.empty(), now));
            case BROKER -> giver.read(Broker.class, (broker, now) -> {
                Optional<GrantImage> grant = broker.grant(id).filter(GrantImage::open);
                Optional<Holding> from = grant.isPresent() ? broker.holding(grant.get().holding())
                        : broker.holdings().stream().filter(h -> h.image().sells() && fits(entry, h)).findFirst();
                return new Standing(grant.map(g -> g.newest().last()), from.map(h -> h.image().delegation()), now);
            });
            case SERVICE_MANAGER -> throw new IllegalStateException("a service manager gives no delegations");
        };
    }

    private static boolean fits(DelegationConfig entry, Holding holding) {
        Delegation held = holding.image().delegation();
        return held.type().name().value().equals(entry.type())
                && entry.from().filter(id -> !id.equals(held.id().value())).isEmpty();
    }

    private List<DelegationId> alive() {
        return switch (giver.role()) {
            case AUTHORITY -> giver.read(Authority.class, (authority, now) -> authority.site().delegations().stream()
                    .filter(d -> !d.state().isEnd()).map(DelegationImage::subject).toList());
            case BROKER -> giver.read(Broker.class, (broker, now) -> broker.grants().stream()
                    .filter(GrantImage::open).map(GrantImage::id).toList());
            case SERVICE_MANAGER -> List.of();
        };
    }

    private Command.Delegate command(DelegationConfig entry, Standing standing) {
        ResourceType type = vocabulary.type(entry.type());
        Amounts capacity = Vocabulary.load(type, entry.units(), entry.capacity(), "delegation");
        Map<String, Long> largest = entry.largest().isEmpty() ? entry.capacity() : entry.largest();
        Principal to = directory.find(entry.to()).orElseThrow(() -> new HostingException("'" + name + "' delegates to '"
                + entry.to() + "', whom nobody here is called; add it with 'orca trust add'."));
        return new Command.Delegate(Optional.of(id(entry)), entry.from().map(DelegationId::new), to, type.name(), capacity,
                Vocabulary.amounts(type, largest, "largest", false), term(entry.term(), standing), entry.oversubscription(),
                giver.role() == HostedActor.Role.AUTHORITY ? directory.signed(name, entry.properties()) : entry.properties());
    }

    private static Term term(DelegationConfig.TermConfig written, Standing standing) {
        Optional<Term> before = standing.live().map(Delegation::term);
        Instant start = at(written.from(), before.map(Term::start), standing.now());
        Optional<Term> held = standing.from().map(Delegation::term);
        if (held.isPresent() && before.isEmpty() && written.from().fixed().isEmpty() && start.isBefore(held.get().start())) {
            start = held.get().start(); // another's clock was ahead
        }
        Instant end = written.until().isEmpty() && held.isPresent() ? held.get().end()
                : at(written.until().orElse(A_YEAR), before.map(Term::end), standing.now());
        return new Term(start, end);
    }

    private static Instant at(When when, Optional<Instant> before, Instant now) {
        return when.fixed().isEmpty() && before.isPresent() ? before.get() : Term.grain(when.from(now));
    }

    private List<String> changes(Delegation live, Standing standing, Command.Delegate wanted) {
        List<String> changes = new ArrayList<>();
        compare(changes, "broker", directory.name(live.holder()), directory.name(wanted.broker()));
        compare(changes, "type", live.type().name(), wanted.type());
        compare(changes, "capacity", live.capacity(), wanted.capacity());
        compare(changes, "largest", live.largest(), wanted.largest());
        compare(changes, "term", live.term(), wanted.term());
        compare(changes, "oversubscription", live.oversubscription(), wanted.oversubscription());
        // What the site says of its own goes with every part of it.
        compare(changes, "properties", live.properties(), giver.role() == HostedActor.Role.AUTHORITY
                ? wanted.properties() : wanted.properties().overlaid(live.properties()));
        wanted.from().ifPresent(from -> compare(
                changes, "from", standing.from().map(Delegation::id).map(DelegationId::value).orElse(""), from.value()));
        return changes;
    }

    private static void compare(List<String> changes, String field, Object before, Object now) {
        if (!before.equals(now)) {
            changes.add(field + " " + before + " -> " + now);
        }
    }
}
