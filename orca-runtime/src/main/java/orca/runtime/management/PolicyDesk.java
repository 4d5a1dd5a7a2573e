package orca.runtime.management;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.Chosen;
import orca.core.policy.GuestController;
import orca.core.policy.Policy;
import orca.core.policy.PolicyView;
import orca.core.policy.ProvisioningPolicy;
import orca.core.protocol.Command;
import orca.core.protocol.PolicyChoice;
import orca.core.resource.Names;
import orca.runtime.hosting.HostedActor;
import orca.runtime.policy.Policies;
import orca.wire.management.PolicyCommand;
import orca.wire.management.PolicyRow;
import orca.wire.text.Notation;

/**
 * Which policies actors follow, and the command for another. A policy is made and given its settings before the command is, so
 * that what is journaled is something that can be asked.
 */
final class PolicyDesk {
    private PolicyDesk() {}

    static Command.SetPolicy command(HostedActor actor, PolicyCommand call) {
        String whose = whose(actor, call);
        Optional<String> slice = actor.role() == HostedActor.Role.SERVICE_MANAGER ? Optional.of(whose) : Optional.empty();
        if (call.policy().isEmpty()) {
            return new Command.SetPolicy(slice, actor.policies().get(whose).choice(), false);
        }
        String name = call.policy().get();
        Class<? extends Policy<?, ?>> kind = kind(actor.role());
        if (!Policies.names(kind).contains(name)) {
            throw ApiException.field("policy", "policy: " + Policies.missing(kind, name));
        }
        PolicyChoice choice = new PolicyChoice(name, call.settings());
        trouble(actor.role(), choice).ifPresent(why -> {
            throw ApiException.field("settings", "settings: " + why);
        });
        return new Command.SetPolicy(slice, choice, true);
    }

    private static String whose(HostedActor actor, PolicyCommand call) {
        if (actor.role() != HostedActor.Role.SERVICE_MANAGER) {
            if (call.slice().isPresent()) {
                throw ApiException.field("slice", "slice: '" + actor.name() + "' is no service manager and has one policy");
            }
            return PolicyView.OWN;
        }
        if (actor.policies().isEmpty()) {
            throw ApiException.field("slice", "slice: the configuration of '" + actor.name() + "' has no controller for any");
        }
        if (call.slice().isEmpty() && actor.policies().size() == 1) {
            return actor.policies().keySet().iterator().next();
        }
        return call.slice().filter(actor.policies()::containsKey).orElseThrow(() -> ApiException.field("slice",
                "slice: must be one that the configuration has a controller for, of "
                        + String.join(", ", actor.policies().keySet()) + ", got "
                        + call.slice().map(Names::quoted).orElse("none")));
    }

    private static Class<? extends Policy<?, ?>> kind(HostedActor.Role role) {
        return switch (role) {
            case AUTHORITY -> AssignmentPolicy.class;
            case BROKER -> ProvisioningPolicy.class;
            case SERVICE_MANAGER -> GuestController.class;
        };
    }

    /** Why no such policy can be asked; empty when one can. */
    private static Optional<String> trouble(HostedActor.Role role, PolicyChoice choice) {
        try {
            Policies.made(kind(role), choice);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    static List<PolicyRow> rows(HostedActor actor) {
        Map<String, Chosen> chosen = actor.loop().status().chosen();
        List<PolicyRow> rows = new ArrayList<>();
        actor.following().forEach((whose, choice) -> {
            PolicyChoice configured = actor.policies().get(whose).choice();
            rows.add(new PolicyRow(actor.name(), Notation.word(actor.role()),
                    whose.equals(PolicyView.OWN) ? Optional.empty() : Optional.of(whose), choice.policy(), choice.settings(),
                    !choice.equals(configured), configured.policy(), configured.settings(),
                    Optional.ofNullable(chosen.get(whose)).flatMap(c -> Rowing.cause(c.cause())),
                    trouble(actor.role(), choice).orElse("")));
        });
        return rows;
    }
}
