package orca.servicemanager;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.actor.Repeat;
import orca.core.contract.Principal;
import orca.core.resource.Names;
import orca.core.resource.TypeName;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.host.JoinHandler;
import orca.servicemanager.renewal.Renewal;

/**
 * Everything that can be set about a service manager.
 *
 * @param self who it is to its peers
 * @param name what its ids begin with, at most {@link #LONGEST_NAME} characters
 * @param times how long things may take
 * @param limits how many there may be of things
 * @param renewal when leases are renewed
 * @param joining who takes units into service
 * @param controllers which slices are ruled by a controller
 * @param purse what it pays with
 * @param telling what people are told
 */
public record GuestSettings(
        Principal self, String name, Times times, Limits limits, Renewal renewal, Joining joining, Controllers controllers,
        Purse purse, Telling telling) {
    /** The longest name, so that ids made of it are names too. */
    public static final int LONGEST_NAME = 40;

    public GuestSettings {
        Objects.requireNonNull(self, "settings.self");
        Names.check("settings.name", name);
        Objects.requireNonNull(times, "settings.times");
        Objects.requireNonNull(limits, "settings.limits");
        Objects.requireNonNull(renewal, "settings.renewal");
        Objects.requireNonNull(joining, "settings.joining");
        Objects.requireNonNull(controllers, "settings.controllers");
        Objects.requireNonNull(purse, "settings.purse");
        Objects.requireNonNull(telling, "settings.telling");
        if (purse.credits().filter(chain -> !chain.last().holder().equals(self)).isPresent()) {
            throw new IllegalArgumentException("purse.credits: must be given to this guest, " + self + ", are given to "
                    + purse.credits().get().last().holder());
        }
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "settings.name: must be at most " + LONGEST_NAME + " characters, got " + Names.quoted(name));
        }
        if (times.margin().isZero() && !joining.handlers().isEmpty()) {
            throw new IllegalArgumentException("times.margin: must be more than 0 where handlers take units into service, "
                    + "which have to leave it before the end; there are some for " + joining.handlers().keySet());
        }
    }

    /**
     * @param margin how long before a lease's end the guest gives it up; what its clock may differ from the site's, and time
     *     for its units to leave. Up to a day; 0, where no unit has to leave, for what the site declared that clocks may differ
     * @param giveUp how long after the last instant of a contract, turnaround included, a peer may still say that it is over.
     *     Up to 30 days
     * @param hold how long an all-or-nothing group waits for its last ticket unless the request says otherwise. Up to 30 days
     * @param remember how long a reservation that is over stays visible. Up to 365 days
     * @param remind how often brokers and sites are reminded of what the guest has of them. Up to 365 days
     */
    public record Times(Duration margin, Duration giveUp, Duration hold, Duration remember, Duration remind) {
        public static final Times USUAL =
                new Times(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1));

        public Times {
            check("margin", margin, true, Duration.ofDays(1));
            check("giveUp", giveUp, false, Duration.ofDays(30));
            check("hold", hold, false, Duration.ofDays(30));
            check("remember", remember, false, Duration.ofDays(365));
            check("remind", remind, false, Duration.ofDays(365));
        }

        /** Reminding them as often as most do, once in an hour. */
        public Times(Duration margin, Duration giveUp, Duration hold, Duration remember) {
            this(margin, giveUp, hold, remember, Duration.ofHours(1));
        }

        private static void check(String field, Duration value, boolean zero, Duration most) {
            Objects.requireNonNull(value, field);
            if (value.isNegative() || value.isZero() && !zero || value.compareTo(most) > 0) {
                throw new IllegalArgumentException("times." + field + ": must be " + (zero
                        ? "from 0 to " : "more than 0 and at most ")
                        + most + ", got " + value);
            }
        }
    }

    /**
     * @param reservations the most that are not over; from 1 to {@link #MOST}
     * @param asked the most demands that a broker has said nothing of yet; the others wait for these. From 1 to {@link #MOST}
     * @param remembered the most that are over and still visible; the oldest go first. From 0 to {@link #MOST}
     */
    public record Limits(int reservations, int asked, int remembered) {
        public static final int MOST = 10_000_000;
        public static final Limits USUAL = new Limits(1_000_000, 20_000, 10_000);

        public Limits {
            check("reservations", reservations, 1);
            check("asked", asked, 1);
            check("remembered", remembered, 0);
        }

        private static void check(String field, int value, int least) {
            if (value < least || value > MOST) {
                throw new IllegalArgumentException(
                        "limits." + field + ": must be from " + least + " to " + MOST + ", got " + value);
            }
        }
    }

    /**
     * @param handlers who takes units of a type into service; units of other types need nobody
     * @param attempts how often a call is tried; from 1 to 100
     * @param retry how long to wait between two tries
     */
    public record Joining(Map<TypeName, JoinHandler> handlers, int attempts, Repeat retry) {
        public static final Joining NONE =
                new Joining(Map.of(), 3, new Repeat(Duration.ofSeconds(1), Duration.ofSeconds(30)));

        public Joining {
            handlers = Collections.unmodifiableMap(new TreeMap<>(handlers));
            Objects.requireNonNull(retry, "joining.retry");
            if (attempts < 1 || attempts > 100) {
                throw new IllegalArgumentException("joining.attempts: must be from 1 to 100, got " + attempts);
            }
        }

        Optional<JoinHandler> handler(TypeName type) {
            return Optional.ofNullable(handlers.get(type));
        }
    }

    /** What suits most guests: no handlers, no controllers, named like its principal as far as that is short. */
    public static GuestSettings usual(Principal self) {
        String value = self.value();
        String name = value.length() > LONGEST_NAME ? value.substring(0, 12) : value;
        return new GuestSettings(self, name, Times.USUAL, Limits.USUAL, Renewal.USUAL, Joining.NONE, Controllers.NONE,
                Purse.NONE, Telling.NONE);
    }

    public GuestSettings named(String newName) {
        return new GuestSettings(self, newName, times, limits, renewal, joining, controllers, purse, telling);
    }

    public GuestSettings with(Times newTimes) {
        return new GuestSettings(self, name, newTimes, limits, renewal, joining, controllers, purse, telling);
    }

    public GuestSettings with(Limits newLimits) {
        return new GuestSettings(self, name, times, newLimits, renewal, joining, controllers, purse, telling);
    }

    public GuestSettings with(Renewal newRenewal) {
        return new GuestSettings(self, name, times, limits, newRenewal, joining, controllers, purse, telling);
    }

    public GuestSettings with(Joining newJoining) {
        return new GuestSettings(self, name, times, limits, renewal, newJoining, controllers, purse, telling);
    }

    public GuestSettings with(Controllers newControllers) {
        return new GuestSettings(self, name, times, limits, renewal, joining, newControllers, purse, telling);
    }

    public GuestSettings with(Purse newPurse) {
        return new GuestSettings(self, name, times, limits, renewal, joining, controllers, newPurse, telling);
    }

    public GuestSettings with(Telling newTelling) {
        return new GuestSettings(self, name, times, limits, renewal, joining, controllers, purse, newTelling);
    }

    /** With {@code handler} for the units of {@code type}. */
    public GuestSettings joining(TypeName type, JoinHandler handler) {
        Map<TypeName, JoinHandler> more = new TreeMap<>(joining.handlers());
        more.put(type, handler);
        return with(new Joining(more, joining.attempts(), joining.retry()));
    }
}
