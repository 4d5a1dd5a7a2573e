package orca.authority.state;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.time.Term;

/**
 * Hosts are to be empty for a while.
 *
 * @param window when
 * @param leaveFrom when units begin to leave whose time reaches into the window; not after its start
 * @param keep whether those that cannot leave stay when it starts
 * @param reason for holders and operators
 * @param lookAt when it goes on; absent when it is over
 * @param room the number of this change among all by which room came free
 */
public record MaintenanceImage(
        String id, List<String> hosts, Term window, Instant leaveFrom, boolean keep, String reason, Stage stage,
        Optional<Instant> lookAt, long room, Cause cause)
        implements AuthorityRecord {
    /** What {@link SiteSubject#kind} says of it. */
    public static final String KIND = "maintenance";

    public MaintenanceImage {
        Objects.requireNonNull(id, "id");
        hosts = List.copyOf(hosts);
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(leaveFrom, "leaveFrom");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(lookAt, "lookAt");
        Objects.requireNonNull(cause, "cause");
    }

    /** How far it is. */
    public enum Stage {
        /** Nothing is done yet but that nothing new is placed into the window. */
        PLANNED,
        /** Units leave as they find another place. */
        LEAVING,
        /** It goes on: what is there still had no other place. */
        UNDER,
        /** It is over, or was called off. */
        OVER
    }

    /** Where it stands at {@code now}, unless it is called off. */
    public Stage due(Instant now) {
        return window.endedAt(now) ? Stage.OVER : !now.isBefore(window.start()) ? Stage.UNDER
                : !now.isBefore(leaveFrom) ? Stage.LEAVING : Stage.PLANNED;
    }

    /** The same maintenance further on. */
    public MaintenanceImage in(Stage next, Optional<Instant> look, long freed, Cause why) {
        return new MaintenanceImage(id, hosts, window, leaveFrom, keep, reason, next, look, freed, why);
    }

    /** Whether {@code unit} is on one of the hosts during the window. */
    public boolean meets(UnitImage unit) {
        return unit.booked().overlaps(window) && hosts.contains(unit.host());
    }

    /** Whether units have to leave now. */
    public boolean empties() {
        return stage == Stage.LEAVING || stage == Stage.UNDER;
    }

    /** As it is called before people. */
    public String words() {
        return "maintenance " + id + " from " + window.start() + " to " + window.end()
                + (reason.isEmpty() ? "" : " (" + reason + ")");
    }

    @Override
    public SiteSubject subject() {
        return new SiteSubject(KIND, id);
    }
}
