package orca.policies.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
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
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/** A slice in virtual time, where what is asked for is in use after a while. A controller made anew answers each time. */
final class ModelSlice {
    static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private final Map<String, Holding> holdings = new LinkedHashMap<>();
    private final Map<String, Instant> ready = new LinkedHashMap<>();
    private final Map<String, GuestView.Sample> samples = new LinkedHashMap<>();
    private final Duration delay;
    private Optional<PolicyState> state = Optional.empty();
    private int made;
    private boolean renewing;
    Instant now = NOON;

    /** @param delay from a demand to its units' being in use */
    ModelSlice(Duration delay) {
        this.delay = delay;
    }

    /** From now on every lease is renewed in time. */
    ModelSlice renewing() {
        renewing = true;
        return this;
    }

    static PropertyList settings(String broker) {
        return PropertyList.of("broker", broker).with("type", "vm").with("sliver", "1000,512");
    }

    void sense(String sensor, double value) {
        samples.put(sensor, new GuestView.Sample(sensor, now, value));
    }

    long inUse() {
        return holdings.values().stream().filter(h -> h.state() == ReservationState.ACTIVE).count();
    }

    List<Holding> holdings() {
        return List.copyOf(holdings.values());
    }

    /** What is held in use already. */
    String hold(String broker, Term term) {
        return put(broker, new Demand(new TypeName("vm"), 1, 1, Amounts.of(1000, 512), term, term.start(),
                Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE), now);
    }

    private String put(String broker, Demand demand, Instant inUse) {
        String id = "r" + ++made;
        holdings.put(id, new Holding(new ReservationId(id), new Principal(broker), ReservationState.TICKETING, demand,
                Optional.empty(), List.of(), ""));
        ready.put(id, inUse);
        grow();
        return id;
    }

    private void grow() {
        holdings.replaceAll((id, h) -> h.state() != ReservationState.TICKETING || ready.get(id).isAfter(now) ? h
                : as(h, ReservationState.ACTIVE, h.demand().term(), ""));
    }

    private static Holding as(Holding h, ReservationState state, Term term, String reason) {
        return new Holding(h.id(), h.broker(), state, h.demand(), Optional.of(term), List.of(new LeasedUnit(
                new UnitId(h.id().value() + "-u"), "host", h.demand().sliver(), UnitState.READY, PropertyList.NONE)), reason);
    }

    /** Its renewal is refused, or granted until then. */
    void renewal(String id, Optional<Instant> end) {
        Holding h = holdings.get(id);
        Term term = h.term().orElseThrow();
        holdings.put(id, as(h, ReservationState.ACTIVE, end.map(term::endingAt).orElse(term),
                end.isPresent() ? "" : "the broker says no"));
    }

    void lose(String id) {
        holdings.remove(id);
    }

    /** Time goes on; what is over is gone. */
    ModelSlice advance(Duration by) {
        now = now.plus(by);
        grow();
        holdings.replaceAll((id, h) -> !renewing || h.term().isEmpty() || h.term().get().end().isAfter(now.plus(by)) ? h
                : as(h, h.state(), h.term().get().endingAt(now.plus(Duration.ofHours(1))), ""));
        holdings.values().removeIf(h -> h.term().filter(t -> t.endedAt(now)).isPresent());
        return this;
    }

    /** Asks until it wants nothing more; what it asked for, of whom. */
    List<String> ask(Supplier<GuestController> controller) {
        List<String> asked = new ArrayList<>();
        for (int round = 0; ; round++) {
            assertThat(round).as("it comes to rest").isLessThan(10);
            GuestPlan plan = controller.get().propose(view(), Budget.UNLIMITED);
            state = plan.state().or(() -> state);
            for (Command.Guest move : plan.moves()) {
                switch (move) {
                    case Command.Request request -> request.wishes().forEach(wish -> {
                        asked.add("+" + wish.broker());
                        put(wish.broker().value(), wish.demand(), now.plus(delay));
                    });
                    case Command.Close close -> {
                        asked.add("-" + close.id());
                        holdings.remove(close.id().value());
                    }
                    case Command.Change change -> throw new AssertionError("nobody changes here: " + change);
                }
            }
            if (plan.moves().isEmpty()) {
                return asked;
            }
        }
    }

    private GuestView view() {
        return new GuestView(now, "blue", List.copyOf(holdings.values()), List.copyOf(samples.values()), state);
    }
}
