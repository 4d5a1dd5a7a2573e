package orca.wire.management;

import java.util.Optional;
import orca.core.resource.PropertyList;

/**
 * A policy that an actor follows.
 *
 * @param role {@code authority}, {@code broker} or {@code service-manager}
 * @param slice whose controller it is, for a service manager
 * @param policy its name
 * @param differs whether it is another, or has other settings, than the configuration says
 * @param configured the name that the configuration says
 * @param configuredSettings the settings that the configuration says
 * @param chosen when an operator chose it, and who; absent: it is the configuration's
 * @param trouble why it cannot be asked; else empty
 */
public record PolicyRow(
        String actor,
        String role,
        Optional<String> slice,
        String policy,
        PropertyList settings,
        boolean differs,
        String configured,
        PropertyList configuredSettings,
        Optional<CauseView> chosen,
        String trouble) {}
