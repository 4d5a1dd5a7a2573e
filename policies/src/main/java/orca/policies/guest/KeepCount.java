package orca.policies.guest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.GuestView.Holding;
import orca.core.policy.PolicyState;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/**
 * Keeps a number of units of one type in a slice.
 *
 * <p><b>Goals.</b> There are {@code count} units, in use or on their way. What is lost or refused is asked for again; what is
 * too many is given back.
 *
 * <p><b>Constraints.</b> One unit is one reservation, so that losing or refusing one costs one. Reservations of other types in
 * the slice are left alone. One with several units, made by an operator, is counted, and given back only whole.
 *
 * <p><b>Settings.</b>
 * <ul>
 *   <li>{@code broker}: whom to ask; must be given
 *   <li>{@code type}: of what; must be given
 *   <li>{@code count}: how many, 0 to {@link #MOST}; must be given
 *   <li>{@code sliver}: how large each, whole numbers with commas between them in the order of the type's dimensions (none)
 *   <li>{@code length}: how long a lease is, a length of time (1 hour); it is renewed by that again and again
 *   <li>{@code until}: no unit is asked for or renewed beyond this instant (none)
 *   <li>{@code retry}: how long to wait before asking again for what was refused or lost, a length of time (1 minute); it
 *       doubles each time until all are in use, up to 16 times itself
 *   <li>{@code image}, or any other name that begins with {@code property-}: handed on with the demand, without that beginning
 * </ul>
 *
 * <p><b>Algorithm.</b> Count the units that are in use or may come: those of leases that are not gone, and those asked for. When
 * they are too few and the pause is over, ask for as many as are missing; when they are too many, close whole reservations:
 * first those that are not in use yet, the newest first, then those in use, the newest first.
 *
 * <p><b>State.</b> When it asked last, and how often since all were in use. Nothing else: what is there is in the view.
 *
 * <p><b>Example.</b> {@code count: 3}. At first it asks for three. The broker grants two and refuses one: two are in use, and one
 * is asked for again after a minute, then after two, four, eight and every sixteen minutes. A host dies with one unit: two
 * are missing, and both are asked for when the pause is over. The count is set to 1: two are closed, the newest first.
 */
public final class KeepCount implements GuestController {
    /** The most units that are kept. */
    public static final long MOST = 1_000;

    private static final String PROPERTY = "property-";
    private static final int LONGEST_PAUSE = 16;
    private static final List<String> KNOWN =
            List.of("broker", "type", "count", "sliver", "length", "until", "retry", "image");

    private Optional<Settings> settings = Optional.empty();

    private record Settings(Principal broker, TypeName type, long count, Amounts sliver, Duration length, Instant until,
            Duration retry, PropertyList properties) {}

    /** What it remembers. */
    private record Memory(Instant askedAt, int times) {
        static final Memory NONE = new Memory(Instant.EPOCH, 0);

        /** What it wrote once; anything else counts as nothing. */
        static Memory of(Optional<PolicyState> state) {
            String[] words = state.filter(s -> s.policy().equals("keep-count") && s.version() == 1)
                    .map(s -> s.text().split(" ")).orElse(new String[0]);
            boolean good = words.length == 2 && words[0].matches("[0-9]{1,15}") && words[1].matches("[0-9]{1,9}");
            return good ? new Memory(Instant.ofEpochMilli(Long.parseLong(words[0])), Integer.parseInt(words[1])) : NONE;
        }

        PolicyState text() {
            return new PolicyState("keep-count", 1, askedAt.toEpochMilli() + " " + times);
        }
    }

    @Override
    public String name() {
        return "keep-count";
    }

    @Override
    public void configure(PropertyList given) {
        PropertyList properties = PropertyList.NONE;
        for (Map.Entry<String, PropertyValue> setting : given) {
            String name = setting.getKey();
            if (name.equals("image")) {
                properties = properties.with("image", setting.getValue());
            } else if (name.startsWith(PROPERTY) && name.length() > PROPERTY.length()) {
                properties = properties.with(name.substring(PROPERTY.length()), setting.getValue());
            } else if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("keep-count." + name + ": not a setting; there are " + KNOWN + " and "
                        + PROPERTY + "...");
            }
        }
        settings = Optional.of(new Settings(
                new Principal(needed(given, "broker")),
                new TypeName(needed(given, "type")),
                count(given),
                sliver(given.text("sliver").orElse("")),
                span(given, "length", Duration.ofHours(1)),
                until(given),
                span(given, "retry", Duration.ofMinutes(1)),
                properties));
    }

    private static String needed(PropertyList given, String name) {
        return given.text(name).orElseThrow(() -> new IllegalArgumentException("keep-count." + name + ": must be given"));
    }

    private static long count(PropertyList given) {
        return given.whole("count").filter(n -> n >= 0 && n <= MOST).orElseThrow(() -> new IllegalArgumentException(
                "keep-count.count: must be a whole number from 0 to " + MOST + ", got " + given.text("count").orElse("nothing")));
    }

    private static Amounts sliver(String text) {
        if (text.isBlank()) {
            return Amounts.EMPTY;
        }
        String[] words = text.split(",", -1);
        long[] entries = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            String word = words[i].trim();
            if (!word.matches("[0-9]{1,15}")) {
                throw new IllegalArgumentException("keep-count.sliver: must be whole numbers with commas between, got " + text);
            }
            entries[i] = Long.parseLong(word);
        }
        return Amounts.of(entries);
    }

    private static Duration span(PropertyList given, String name, Duration usual) {
        Optional<PropertyValue> value = given.get(name);
        if (value.isEmpty()) {
            return usual;
        }
        if (value.get() instanceof PropertyValue.Span(Duration length)
                && length.compareTo(Duration.ofSeconds(1)) >= 0 && length.compareTo(Duration.ofDays(3650)) <= 0
                && length.getNano() % 1_000_000 == 0) {
            return length;
        }
        throw new IllegalArgumentException(
                "keep-count." + name + ": must be whole milliseconds from 1 second to 3650 days, got " + value.get());
    }

    private static Instant until(PropertyList given) {
        Optional<PropertyValue> value = given.get("until");
        if (value.isEmpty()) {
            return Term.LATEST;
        }
        if (value.get() instanceof PropertyValue.Moment(Instant moment) && !moment.isAfter(Term.LATEST)) {
            return moment;
        }
        throw new IllegalArgumentException(
                "keep-count.until: must be an instant no later than " + Term.LATEST + ", got " + value.get());
    }

    @Override
    public GuestPlan propose(GuestView view, Budget budget) {
        if (settings.isEmpty() || budget.spent()) {
            return new GuestPlan(view.slice(), List.of(), Optional.empty());
        }
        Settings wanted = settings.get();
        List<Holding> held = view.holdings().stream()
                .filter(h -> h.demand().type().equals(wanted.type()) && !isGoing(h.state())).toList();
        long all = held.stream().mapToLong(KeepCount::units).sum();
        long inUse = held.stream().filter(h -> isUsed(h.state())).mapToLong(KeepCount::units).sum();
        Memory memory = Memory.of(view.state());
        if (all > wanted.count()) {
            return new GuestPlan(view.slice(), surplus(held, all - wanted.count()), Optional.empty());
        }
        if (inUse >= wanted.count() && memory.times() > 0) {
            return new GuestPlan(view.slice(), List.of(), Optional.of(new Memory(memory.askedAt(), 0).text()));
        }
        boolean early = memory.times() > 0 && view.now().isBefore(memory.askedAt().plus(pause(wanted, memory)));
        Optional<Demand> demand = all < wanted.count() && !early ? demand(wanted, view.now()) : Optional.empty();
        return demand
                .map(one -> new GuestPlan(view.slice(), List.of(request(view.slice(), wanted, one, wanted.count() - all)),
                        Optional.of(new Memory(view.now(), memory.times() + 1).text())))
                .orElseGet(() -> new GuestPlan(view.slice(), List.of(), Optional.empty()));
    }

    private static Duration pause(Settings wanted, Memory memory) {
        return wanted.retry().multipliedBy(Math.min(LONGEST_PAUSE, 1L << Math.min(memory.times() - 1, 30)));
    }

    private static boolean isGoing(ReservationState state) {
        return switch (state) {
            case LEAVING, CLOSING, CLOSED, FAILED -> true;
            case NASCENT, TICKETING, TICKETED, REDEEMING, JOINING, ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING -> false;
        };
    }

    private static boolean isUsed(ReservationState state) {
        return switch (state) {
            case ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING -> true;
            case NASCENT, TICKETING, TICKETED, REDEEMING, JOINING, LEAVING, CLOSING, CLOSED, FAILED -> false;
        };
    }

    /** The units that a reservation has or may have. */
    private static long units(Holding holding) {
        if (holding.units().isEmpty()) {
            return holding.demand().units();
        }
        return holding.units().stream().filter(u -> switch (u.state()) {
            case SETUP, READY, MODIFYING, MIGRATING -> true;
            case FREE, STOPPING, TEARDOWN, QUARANTINED -> false;
        }).count();
    }

    /** Whole reservations, the least useful first, as long as they do not have more than is too many. */
    private static List<Command.Guest> surplus(List<Holding> held, long tooMany) {
        List<Holding> newestFirst = new ArrayList<>(held);
        Collections.reverse(newestFirst);
        newestFirst.sort(Comparator.comparing(h -> isUsed(h.state())));
        List<Command.Guest> moves = new ArrayList<>();
        long left = tooMany;
        for (Holding holding : newestFirst) {
            long units = units(holding);
            if (units <= left && moves.size() < GuestPlan.MOST_MOVES) {
                moves.add(new Command.Close(holding.id()));
                left -= units;
            }
        }
        return moves;
    }

    /** One unit from now on; empty when there is not even a second left. */
    private static Optional<Demand> demand(Settings wanted, Instant now) {
        Instant start = Term.grain(now);
        Duration left = Duration.between(start, wanted.until());
        Duration length = wanted.length().compareTo(left) > 0 ? Duration.ofMillis(left.toMillis()) : wanted.length();
        if (length.compareTo(Duration.ofSeconds(1)) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Demand(wanted.type(), 1, 1, wanted.sliver(), Term.of(start, length), start, Optional.empty(),
                Assurance.RESERVED, Optional.empty(), wanted.properties()));
    }

    private static Command.Request request(String slice, Settings wanted, Demand demand, long missing) {
        Instant until = Term.grain(wanted.until());
        Command.Wish wish =
                new Command.Wish(Optional.empty(), wanted.broker(), demand, Optional.of(until), List.of(), List.of());
        int wishes = (int) Math.min(missing, Command.MOST_WISHES);
        return new Command.Request(
                Optional.empty(), slice, Collections.nCopies(wishes, wish), false, Optional.empty());
    }
}
