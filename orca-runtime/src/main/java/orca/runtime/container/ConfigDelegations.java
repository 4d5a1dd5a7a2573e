package orca.runtime.container;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.authority.Authority;
import orca.authority.state.DelegationImage;
import orca.core.contract.Principal;
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
 * What a file says of one site's delegations, compared with those in force. A time that the file gives relative to now counted
 * from when the delegation was first given: it does not move it at each start.
 */
final class ConfigDelegations {
    private final Vocabulary vocabulary;
    private final HostedActor site;
    private final String name;
    private final Directory directory;

    ConfigDelegations(Vocabulary vocabulary, Directory directory, HostedActor site, String name) {
        this.vocabulary = vocabulary;
        this.directory = directory;
        this.site = site;
        this.name = name;
    }

    /** Gives what is missing and renews what differs; what came of it that an operator should know, a sentence each. */
    List<String> give(List<DelegationConfig> wanted) {
        List<String> differences = new ArrayList<>();
        Set<DelegationId> named = new LinkedHashSet<>();
        for (DelegationConfig entry : wanted) {
            DelegationId id = new DelegationId(entry.id().orElse(name + "-" + entry.to() + "-" + entry.type()));
            named.add(id);
            Optional<Delegation> live = site.read(Authority.class, (authority, now) ->
                    authority.site().delegation(id).filter(d -> !d.state().isEnd()).map(DelegationImage::newest));
            Instant now = site.read(Authority.class, (authority, instant) -> instant);
            Command.Delegate command = command(id, entry, live.map(Delegation::term), now);
            if (live.isEmpty()) {
                ConfigCommands.order(site, command, "delegation '" + id + "'");
            } else {
                renewal(live.get(), command).ifPresent(differences::add);
            }
        }
        site.read(Authority.class, (authority, now) -> authority.site().delegations().stream()
                .filter(d -> !d.state().isEnd()).map(DelegationImage::subject).toList())
                .stream().filter(id -> !named.contains(id)).forEach(id -> differences.add("'" + name + "' has a delegation '" + id
                        + "' that the file does not name; it stays in force until 'orca reclaim " + id + "'"));
        return differences;
    }

    private Command.Delegate command(DelegationId id, DelegationConfig entry, Optional<Term> before, Instant now) {
        ResourceType type = vocabulary.type(entry.type());
        Amounts capacity = Vocabulary.load(type, entry.units(), entry.capacity(), "delegation");
        Map<String, Long> largest = entry.largest().isEmpty() ? entry.capacity() : entry.largest();
        Term term = new Term(
                at(entry.term().from(), before.map(Term::start), now), at(entry.term().until(), before.map(Term::end), now));
        Principal to = directory.find(entry.to()).orElseThrow(() -> new HostingException("'" + name + "' delegates to '"
                + entry.to() + "', whom nobody here is called; add it with 'orca trust add'."));
        return new Command.Delegate(Optional.of(id), to, type.name(), capacity,
                Vocabulary.amounts(type, largest, "largest", false), term, entry.oversubscription(),
                directory.signed(name, entry.properties()));
    }

    private static Instant at(When when, Optional<Instant> before, Instant now) {
        return when.fixed().isEmpty() && before.isPresent() ? before.get() : Term.grain(when.from(now));
    }

    private Optional<String> renewal(Delegation live, Command.Delegate command) {
        List<String> changes = changes(live, command);
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        String what = "the delegation '" + live.id() + "' of '" + name + "' (" + String.join("; ", changes) + ")";
        return Optional.of(site.order(ConfigCommands.FILE, command) instanceof Reply.Declined(var refusal)
                ? what + " stays as it was, though the file says otherwise: " + refusal.reason()
                : what + " is offered anew as the file says; see 'orca get delegations' for the broker's answer");
    }

    private List<String> changes(Delegation live, Command.Delegate wanted) {
        List<String> changes = new ArrayList<>();
        compare(changes, "broker", directory.name(live.holder()), directory.name(wanted.broker()));
        compare(changes, "type", live.type().name(), wanted.type());
        compare(changes, "capacity", live.capacity(), wanted.capacity());
        compare(changes, "largest", live.largest(), wanted.largest());
        compare(changes, "term", live.term(), wanted.term());
        compare(changes, "oversubscription", live.oversubscription(), wanted.oversubscription());
        compare(changes, "properties", live.properties(), wanted.properties());
        return changes;
    }

    private static void compare(List<String> changes, String field, Object before, Object now) {
        if (!before.equals(now)) {
            changes.add(field + " " + before + " -> " + now);
        }
    }
}
