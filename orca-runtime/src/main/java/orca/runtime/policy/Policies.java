package orca.runtime.policy;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.GuestController;
import orca.core.policy.Policy;
import orca.core.policy.ProvisioningPolicy;
import orca.core.resource.PropertyList;

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
