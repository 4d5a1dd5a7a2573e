package orca.runtime.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.GuestController;
import orca.core.policy.Policy;
import orca.core.policy.ProvisioningPolicy;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;
import orca.runtime.handler.Handlers;
import orca.runtime.handler.ServicedHandler;
import orca.runtime.policy.Policies;
import orca.wire.text.Flaw;
import orca.wire.text.Nearest;
import orca.wire.text.Tree;

/** The rules between the parts of a configuration, each a method with its name. All that is broken is found at once. */
final class ConfigRules {
    private final Tree tree;
    private final ContainerConfig config;
    private final Vocabulary vocabulary;
    private final List<Flaw> flaws = new ArrayList<>();

    ConfigRules(Tree tree, ContainerConfig config) {
        this.tree = tree;
        this.config = config;
        this.vocabulary = Vocabulary.of(config);
    }

    List<Flaw> flaws() {
        aContainerHostsSomething();
        aTlsPortHasOneKey();
        operatorsSeeOneKey();
        namesAreNamesAndNobodyHasTwoRoles();
        handlersAreThere(config.handlers().keySet(), "handlers");
        config.authorities().forEach((name, site) -> {
            String path = "authorities." + name;
            policyIsThere(AssignmentPolicy.class, site.policy(), path + ".policy");
            site.types().forEach((type, at) -> {
                handlersAreThere(List.of(at.handler()), path + ".types." + type);
                aTypeWithoutTurnaroundIsCleanAtOnce(type, at, path + ".types." + type);
                servicesCanBeGiven(type, at, path + ".types." + type + ".services");
            });
            hostsAreOfTheSitesTypes(site, path);
            delegationsOfASite(site, path);
        });
        config.brokers().forEach((name, broker) -> {
            policyIsThere(ProvisioningPolicy.class, broker.policy(), "brokers." + name + ".policy");
            delegationsOfABroker(name, broker, "brokers." + name);
        });
        config.serviceManagers().forEach((name, guest) -> {
            String path = "service-managers." + name;
            guest.joins().forEach((type, join) -> {
                typeIsKnown(type, path + ".joins." + type);
                handlersAreThere(List.of(join.handler()), path + ".joins." + type);
            });
            guest.controllers().forEach((slice, controller) ->
                    policyIsThere(GuestController.class, controller, path + ".controllers." + slice));
            sensorsHaveAController(guest, path);
            guest.notices().ifPresent(telling -> receiversAreAllowed(telling, path + ".notices"));
        });
        return flaws;
    }

    private void receiversAreAllowed(TellingConfig telling, String path) {
        NoticesConfig notices = config.notices().orElse(NoticesConfig.NONE);
        telling.usual().ifPresent(wish -> wish.to().forEach(to ->
                notices.refusal(to).ifPresent(why -> add(path + ".usual.to", why))));
        telling.slices().forEach((slice, wish) -> {
            check(path + ".slices." + slice, () -> Names.check("slice", slice));
            wish.to().forEach(to -> notices.refusal(to).ifPresent(why -> add(path + ".slices." + slice + ".to", why)));
        });
    }

    private void aContainerHostsSomething() {
        if (config.authorities().isEmpty() && config.brokers().isEmpty() && config.serviceManagers().isEmpty()) {
            add("", "names no authority, no broker and no service manager, so there is nothing to run");
        }
    }

    private void aTlsPortHasOneKey() {
        int actors = config.actors().size();
        if (actors > 1 && config.wire().flatMap(WireConfig::rpc).isPresent()) {
            add("wire.rpc", "a port of TLS answers with one key, so the container may have one actor only, and has " + actors);
        }
    }

    private void operatorsSeeOneKey() {
        int actors = config.actors().size();
        if (actors > 1 && config.management().listen().isPresent() && config.management().key().isEmpty()) {
            add("management.listen", "operators know the container by one key; say which with 'key: NAME', for the container has "
                    + actors + " actors");
        }
    }

    private void namesAreNamesAndNobodyHasTwoRoles() {
        Map<String, String> seen = new HashMap<>();
        namesOf("authorities", config.authorities().keySet(), seen);
        namesOf("brokers", config.brokers().keySet(), seen);
        namesOf("service-managers", config.serviceManagers().keySet(), seen);
        config.types().keySet().forEach(name -> check("types." + name, () -> new TypeName(name)));
    }

    private void namesOf(String role, Set<String> names, Map<String, String> seen) {
        for (String name : names) {
            check(role + "." + name, () -> Names.check("name", name));
            if (name.length() > 32) {
                add(role + "." + name, "an actor's name has at most 32 characters");
            }
            String other = seen.put(name, role);
            if (other != null) {
                add(role + "." + name, "the name is taken by one of the " + other + " already");
            }
        }
    }

    private void handlersAreThere(Iterable<String> names, String path) {
        for (String name : names) {
            if (Handlers.named(name).isEmpty()) {
                add(path, "there is no handler " + Names.quoted(name) + Nearest.hint(name, Handlers.names()));
            }
        }
    }

    private <P extends Policy<?, ?>> void policyIsThere(Class<P> kind, PolicyConfig policy, String path) {
        check(path, () -> {
            TreeSet<String> names = Policies.names(kind);
            if (names.contains(policy.name())) {
                Policies.check(kind, policy.name(), policy.settings());
            } else {
                add(path, "there is no " + (kind == GuestController.class ? "controller " : "policy ")
                        + Names.quoted(policy.name())
                        + (names.isEmpty() ? "; none of this kind is on the class path" : Nearest.hint(policy.name(), names)));
            }
        });
    }

    private void sensorsHaveAController(GuestConfig guest, String path) {
        guest.sensors().forEach((name, sensor) -> {
            check(path + ".sensors." + name, () -> Names.check("sensor", name));
            if (!guest.controllers().containsKey(sensor.slice())) {
                add(path + ".sensors." + name, "no controller rules the slice " + Names.quoted(sensor.slice())
                        + Nearest.hint(sensor.slice(), guest.controllers().keySet()));
            }
        });
        if (guest.askEvery().compareTo(Duration.ofSeconds(1)) < 0 || guest.askEvery().compareTo(Duration.ofDays(1)) > 0) {
            add(path + ".ask-every", "must be from 1s to 1d");
        }
    }

    private void aTypeWithoutTurnaroundIsCleanAtOnce(String type, SiteTypeConfig at, String path) {
        if (at.define().isPresent() && config.types().containsKey(type)) {
            add(path, "the type is defined under types already");
        }
        check(path, () -> new TypeName(type));
        vocabulary.find(type).ifPresent(t -> check(path + ".reserve", () -> Vocabulary.amounts(t, at.reserve(), "reserve",
                false)));
        vocabulary.find(type).filter(t -> t.turnaround().total().isZero()).ifPresent(t ->
                Handlers.named(at.handler()).filter(h -> !h.cleansAtOnce(t.name())).ifPresent(h -> add(path,
                        "the turnaround of " + type + " is zero, but the handler '" + h.name()
                                + "' does not promise that its units are clean at once; give the type a turnaround")));
        PropertyList settings = config.handlers().getOrDefault(at.handler(), PropertyList.NONE).overlaid(at.settings());
        Handlers.named(at.handler()).ifPresent(h -> check(path, () -> {
            h.configure(settings);
            if (at.movedBy() == MovedBy.HOLDER && !h.moves(new TypeName(type))) {
                throw new IllegalArgumentException("moved-by: the handler '" + h.name() + "' moves no units as it is configured");
            }
        }));
    }

    private void servicesCanBeGiven(String type, SiteTypeConfig at, String path) {
        if (at.services().isEmpty()) {
            return;
        }
        handlersAreThere(at.services(), path);
        if (at.services().size() > ServicedHandler.MOST || new TreeSet<>(at.services()).size() < at.services().size()) {
            add(path, "must be at most " + ServicedHandler.MOST + " names, each once");
        }
        vocabulary.find(type).filter(t -> t.turnaround().total().isZero()).ifPresent(t -> add(path,
                "the turnaround of " + type + " is zero, but services take time to be taken back; give the type a turnaround"));
        for (String service : at.services()) {
            if (!service.equals(at.handler())) {
                Handlers.named(service).ifPresent(h -> check("handlers." + service,
                        () -> h.configure(config.handlers().getOrDefault(service, PropertyList.NONE))));
            }
        }
    }

    private void hostsAreOfTheSitesTypes(AuthorityConfig site, String path) {
        TreeSet<String> hosts = new TreeSet<>();
        site.hosts().forEach((written, host) -> {
            String here = path + ".hosts." + written;
            if (!site.types().containsKey(host.type())) {
                add(here, "the site has no type " + Names.quoted(host.type()) + Nearest.hint(host.type(), site.types().keySet()));
                return;
            }
            check(here, () -> {
                ResourceType type = vocabulary.type(host.type());
                Vocabulary.load(type, host.units(), host.capacity(), "host");
                if (host.units() < 1) {
                    throw new IllegalArgumentException("units: must be 1 or more, got " + host.units());
                }
                HostRange.of(written, host.properties()).keySet().stream().filter(name -> !hosts.add(name)).findFirst()
                        .ifPresent(name -> add(here, "host '" + name + "' stands there twice"));
            });
        });
    }

    private void delegationsOfASite(AuthorityConfig site, String path) {
        for (int i = 0; i < site.delegations().size(); i++) {
            DelegationConfig delegation = site.delegations().get(i);
            String here = path + ".delegations[" + i + "]";
            if (delegation.from().isPresent()) {
                add(here, "from: is for brokers, which give parts of what they hold; a site gives of its own");
            }
            if (!site.types().containsKey(delegation.type())) {
                add(here, "the site has no type " + Names.quoted(delegation.type())
                        + Nearest.hint(delegation.type(), site.types().keySet()));
            } else {
                delegationHolds(delegation, here);
            }
        }
    }

    private void delegationsOfABroker(String name, BrokerConfig broker, String path) {
        for (int i = 0; i < broker.delegations().size(); i++) {
            DelegationConfig delegation = broker.delegations().get(i);
            String here = path + ".delegations[" + i + "]";
            if (delegation.to().equals(name)) {
                add(here, "a broker gives nothing to itself");
            }
            check(here, () -> delegation.from().ifPresent(DelegationId::new));
            delegationHolds(delegation, here);
        }
    }

    /** It is for a broker, of a type that is known, and says how much along its dimensions. */
    private void delegationHolds(DelegationConfig delegation, String here) {
        if (!config.brokers().containsKey(delegation.to()) && config.wire().isEmpty()) {
            add(here, "there is no broker " + Names.quoted(delegation.to())
                    + Nearest.hint(delegation.to(), config.brokers().keySet()));
        }
        check(here, () -> {
            ResourceType type = vocabulary.type(delegation.type());
            Vocabulary.load(type, delegation.units(), delegation.capacity(), "delegation");
            Vocabulary.amounts(type, delegation.largest(), "largest", !delegation.largest().isEmpty());
        });
    }

    private void typeIsKnown(String type, String path) {
        check(path, () -> vocabulary.type(type));
    }

    private void check(String path, Runnable rule) {
        try {
            rule.run();
        } catch (IllegalArgumentException e) {
            add(path, e.getMessage());
        }
    }

    private void add(String path, String message) {
        flaws.add(new Flaw(line(path), path, message));
    }

    /** The line of the last name of {@code path} that is in the document. */
    private int line(String path) {
        Tree at = tree;
        String rest = path;
        while (at instanceof Tree.Branch branch && !rest.isEmpty()) {
            String left = rest;
            var step = branch.fields().entrySet().stream()
                    .filter(f -> left.equals(f.getKey()) || left.startsWith(f.getKey() + ".")
                            || left.startsWith(f.getKey() + "["))
                    .max((a, b) -> Integer.compare(a.getKey().length(), b.getKey().length()));
            if (step.isEmpty()) {
                return at.line();
            }
            at = step.get().getValue();
            rest = rest.substring(step.get().getKey().length());
            if (rest.startsWith("[") && at instanceof Tree.Row row) {
                int close = rest.indexOf(']');
                at = row.items().get(Integer.parseInt(rest.substring(1, close)));
                rest = rest.substring(close + 1);
            }
            rest = rest.startsWith(".") ? rest.substring(1) : rest;
        }
        return at.line();
    }
}
