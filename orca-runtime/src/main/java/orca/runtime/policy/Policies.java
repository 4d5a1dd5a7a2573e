package orca.runtime.policy;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.GuestController;
import orca.core.policy.Policy;
import orca.core.policy.ProvisioningPolicy;
import orca.core.protocol.PolicyChoice;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.wire.text.Nearest;

/** The policies on the class path, by kind and name. */
public final class Policies {
    private Policies() {}

    public static Optional<ProvisioningPolicy> provisioning(String name) {
        return named(ProvisioningPolicy.class, name);
    }

    public static Optional<AssignmentPolicy> assignment(String name) {
        return named(AssignmentPolicy.class, name);
    }

    public static Optional<GuestController> controller(String name) {
        return named(GuestController.class, name);
    }

    private static <P extends Policy<?, ?>> Optional<P> named(Class<P> kind, String name) {
        return ServiceLoader.load(kind).stream().map(ServiceLoader.Provider::get)
                .filter(p -> p.name().equals(name)).findFirst();
    }

    /**
     * A fresh policy as {@code choice} says.
     *
     * @throws IllegalArgumentException when there is none of that name, or it cannot use the settings
     */
    public static <P extends Policy<?, ?>> P made(Class<P> kind, PolicyChoice choice) {
        P policy = named(kind, choice.policy()).orElseThrow(() -> new IllegalArgumentException(missing(kind, choice.policy())));
        if (!choice.settings().isEmpty()) {
            policy.configure(choice.settings());
        }
        return policy;
    }

    /** What to say when there is none of that name. */
    public static String missing(Class<? extends Policy<?, ?>> kind, String name) {
        TreeSet<String> names = names(kind);
        return "there is no " + (kind == GuestController.class ? "controller " : "policy ") + Names.quoted(name)
                + Nearest.to(name, names).map(near -> "; did you mean '" + near + "'? There").orElse("; there")
                + " are " + String.join(", ", names);
    }

    /** @throws IllegalArgumentException when the policy of that name cannot use {@code settings} */
    public static <P extends Policy<?, ?>> void check(Class<P> kind, String name, PropertyList settings) {
        named(kind, name).ifPresent(policy -> policy.configure(settings));
    }

    /** The names of all policies of that kind, sorted. */
    public static TreeSet<String> names(Class<? extends Policy<?, ?>> kind) {
        TreeSet<String> names = new TreeSet<>();
        ServiceLoader.load(kind).forEach(p -> names.add(p.name()));
        return names;
    }
}
