package orca.runtime.policy;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.GuestController;
import orca.core.policy.Policy;
import orca.core.policy.ProvisioningPolicy;
import orca.core.protocol.PolicyChoice;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.runtime.plugin.PolicyJar;
import orca.wire.text.Nearest;

/**
 * The policies on the class path, by kind and name. A jar is looked through before anything in it runs, whoever built it; one
 * that is refused is an {@link IllegalArgumentException} whoever asks, for it lies where plug-ins lie by somebody's will.
 */
public final class Policies {
    /** The jars that were looked through and let in: what lies there is what the class loader has open. */
    private static final Set<Path> ADMITTED = ConcurrentHashMap.newKeySet();

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
        return all(kind).stream().filter(p -> p.name().equals(name)).findFirst();
    }

    private static <P extends Policy<?, ?>> List<P> all(Class<P> kind) {
        List<P> all = new ArrayList<>();
        try {
            for (Iterator<ServiceLoader.Provider<P>> found = ServiceLoader.load(kind).stream().iterator(); found.hasNext();) {
                ServiceLoader.Provider<P> provider = found.next();
                admit(provider.type());
                all.add(provider.get());
            }
        } catch (ServiceConfigurationError broken) {
            throw new IllegalArgumentException("a plug-in is broken: " + broken.getMessage(), broken);
        }
        return all;
    }

    /** What is compiled but not packed, as tests and authors have it, is taken as it is. */
    private static void admit(Class<?> policy) {
        try {
            Path place = Path.of(policy.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isRegularFile(place) && !ADMITTED.contains(place)) {
                PolicyJar.admit(place, policy.getClassLoader());
                ADMITTED.add(place);
            }
        } catch (URISyntaxException odd) {
            throw new IllegalArgumentException("the plug-in with " + policy.getName() + " is at no place that can be read", odd);
        }
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
        all(kind).forEach(p -> names.add(p.name()));
        return names;
    }
}
