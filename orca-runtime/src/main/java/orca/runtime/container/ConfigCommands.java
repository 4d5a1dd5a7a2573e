package orca.runtime.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Mobility;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.runtime.config.AuthorityConfig;
import orca.runtime.config.ContainerConfig;
import orca.runtime.config.HostConfig;
import orca.runtime.config.HostRange;
import orca.runtime.config.SiteTypeConfig;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;

/**
 * Tells authorities and brokers what their file says, at each start, as commands that are journaled like an operator's. Types
 * and hosts that are as they were change nothing. A delegation is given when there is none of its name that is alive, and
 * renewed when the file says otherwise than what is in force; its broker may refuse that. One that the file does not name is
 * left alone, because an operator may have given it by hand: it is only mentioned.
 */
final class ConfigCommands {
    /** Who orders what the file says. */
    static final String FILE = "the configuration file";

    private final ContainerConfig config;
    private final Vocabulary vocabulary;
    private final LateDelegations late;

    /** @param late takes what cannot be given yet */
    ConfigCommands(ContainerConfig config, Vocabulary vocabulary, LateDelegations late) {
        this.config = config;
        this.vocabulary = vocabulary;
        this.late = late;
    }

    /** Says it all; what of the delegations was changed, or is otherwise than the file says, comes back in sentences. */
    List<String> give(Actors actors) {
        List<String> differences = new ArrayList<>();
        config.authorities().forEach((name, site) -> {
            HostedActor actor = actors.named(name).orElseThrow();
            types(actor, site).forEach(command -> order(actor, command, "type '" + command.type().name() + "'"));
            hosts(site).forEach(command -> order(actor, command, "host '" + command.host() + "'"));
            differences.addAll(new ConfigDelegations(vocabulary, actors.directory(), actor, name).give(site.delegations(), late));
        });
        config.brokers().forEach((name, broker) -> differences.addAll(new ConfigDelegations(
                vocabulary, actors.directory(), actors.named(name).orElseThrow(), name).give(broker.delegations(), late)));
        return List.copyOf(differences);
    }

    private List<Command.DefineType> types(HostedActor actor, AuthorityConfig site) {
        return site.types().entrySet().stream().map(t -> type(actor, vocabulary.type(t.getKey()), t.getValue())).toList();
    }

    private static Command.DefineType type(HostedActor actor, ResourceType type, SiteTypeConfig at) {
        boolean movable = actor.handler(type.name()).filter(handler -> handler.moves(type.name())).isPresent();
        return new Command.DefineType(type, at.handler(), !movable ? Optional.empty() : switch (at.movedBy()) {
            case NOBODY -> Optional.empty();
            case SITE -> Optional.of(Mobility.BY_SITE);
            case HOLDER -> Optional.of(Mobility.BY_HOLDER);
        }, at.promised());
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

    /** Gives a command that must be taken. */
    static void order(HostedActor actor, Command command, String what) {
        if (actor.order(FILE, command) instanceof Reply.Declined(var refusal)) {
            throw new HostingException("'" + actor.name() + "' does not take the " + what + " of its file: " + refusal.reason());
        }
    }
}
