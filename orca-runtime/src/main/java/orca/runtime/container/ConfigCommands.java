package orca.runtime.container;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.authority.Authority;
import orca.core.contract.Principal;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.ticket.DelegationId;
import orca.core.time.Term;
import orca.runtime.config.AuthorityConfig;
import orca.runtime.config.ContainerConfig;
import orca.runtime.config.DelegationConfig;
import orca.runtime.config.HostConfig;
import orca.runtime.config.HostRange;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;

/**
 * Tells authorities what their file says, at each start, as commands that are journaled like an operator's. Types and hosts
 * that are as they were change nothing; a delegation is given when there is none of its name, and never changed: that is an
 * operator's affair.
 */
final class ConfigCommands {
    private final ContainerConfig config;
    private final Vocabulary vocabulary;

    ConfigCommands(ContainerConfig config, Vocabulary vocabulary) {
        this.config = config;
        this.vocabulary = vocabulary;
    }

    void give(Actors actors) {
        config.authorities().forEach((name, site) -> {
            HostedActor actor = actors.named(name).orElseThrow();
            types(site).forEach(command -> order(actor, command, "type '" + command.type().name() + "'"));
            hosts(site).forEach(command -> order(actor, command, "host '" + command.host() + "'"));
            delegations(actor, name, site).forEach(command ->
                    order(actor, command, "delegation '" + command.id().map(DelegationId::value).orElse("") + "'"));
        });
    }

    private List<Command.DefineType> types(AuthorityConfig site) {
        return site.types().entrySet().stream()
                .map(t -> new Command.DefineType(vocabulary.type(t.getKey()), t.getValue().handler())).toList();
    }

    private List<Command.SetHost> hosts(AuthorityConfig site) {
        List<Command.SetHost> commands = new ArrayList<>();
        for (Map.Entry<String, HostConfig> entry : site.hosts().entrySet()) {
            HostConfig host = entry.getValue();
            ResourceType type = vocabulary.type(host.type());
            Amounts capacity = Vocabulary.load(type, host.units(), host.capacity(), "host");
            for (Map.Entry<String, PropertyList> one : HostRange.of(entry.getKey(), host.properties()).entrySet()) {
                commands.add(new Command.SetHost(one.getKey(), type.name(), capacity, one.getValue(), host.open()));
            }
        }
        return commands;
    }

    private List<Command.Delegate> delegations(HostedActor actor, String site, AuthorityConfig config) {
        Instant now = actor.read(Authority.class, (authority, instant) -> instant);
        List<Command.Delegate> commands = new ArrayList<>();
        for (DelegationConfig d : config.delegations()) {
            DelegationId id = new DelegationId(d.id().orElse(site + "-" + d.to() + "-" + d.type()));
            boolean there = actor.read(Authority.class, (authority, instant) ->
                    authority.site().delegation(id).filter(known -> !known.state().isEnd()).isPresent());
            if (!there) {
                ResourceType type = vocabulary.type(d.type());
                Amounts capacity = Vocabulary.load(type, d.units(), d.capacity(), "delegation");
                Map<String, Long> largest = d.largest().isEmpty() ? d.capacity() : d.largest();
                commands.add(new Command.Delegate(Optional.of(id), new Principal(d.to()), type.name(), capacity,
                        Vocabulary.amounts(type, largest, "largest", false),
                        new Term(Term.grain(d.term().from().from(now)), Term.grain(d.term().until().from(now))),
                        d.oversubscription(), d.properties()));
            }
        }
        return commands;
    }

    private static void order(HostedActor actor, Command command, String what) {
        if (actor.order(command) instanceof Reply.Declined(var refusal)) {
            throw new HostingException("'" + actor.name() + "' does not take the " + what + " of its file: " + refusal.reason());
        }
    }
}
