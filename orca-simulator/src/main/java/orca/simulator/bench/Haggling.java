package orca.simulator.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.authority.Authority;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.broker.Broker;
import orca.broker.ledger.BrokerSettings;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.policy.AssignmentPolicy;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.Promised;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;

/**
 * A site without any fault, its broker, and a guest that asks for more than there is: what becomes at the site of each ticket
 * that the broker issued. The broker and the site are the real ones.
 */
public final class Haggling {
    private static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");
    private static final Term YEAR = new Term(BEGINNING, BEGINNING.plus(Duration.ofDays(365)));
    private static final Principal SITE = new Principal("site");
    private static final Principal BROKER = new Principal("broker");
    private static final Principal GUEST = new Principal("guest");
    private static final ResourceType VM = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "cores"), new Dimension("memory", "GiB")),
            new Turnaround(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, Duration.ofSeconds(1)));
    private static final int HOSTS = 8;
    private static final Amounts HOST = Amounts.of(16, 16, 64);
    private static final Amounts ONE_SIZE = Amounts.of(4, 16);
    private static final int MOST_LIVE = 120;

    /** What the guest asks for. */
    public enum Wants {
        /** Units of one size, from now on, and extensions. */
        ONE_SIZE_NOW(false, false, false),
        /** Units of one size, from now on or later, and extensions. */
        ONE_SIZE_AHEAD(false, true, false),
        /** Units of many sizes, from now on, and extensions. */
        MIXED_NOW(true, false, false),
        /** Units of many sizes, from now on or later, extensions, more or fewer units, other sizes. */
        MIXED_AHEAD_CHANGED(true, true, true);

        private final boolean mixed;
        private final boolean ahead;
        private final boolean changed;

        Wants(boolean mixed, boolean ahead, boolean changed) {
            this.mixed = mixed;
            this.ahead = ahead;
            this.changed = changed;
        }
    }

    /**
     * What came of it.
     *
     * @param asked demands and changed demands
     * @param issued tickets that the broker issued for these
     * @param refused of these, by the site, which had no host with room
     * @param otherwise of these, by the site, for another reason
     * @param used how many of the cores were leased, on average, in hundredths
     * @param reason what the site said of the last that it refused
     */
    public record Tally(int asked, int issued, int refused, int otherwise, double used, String reason) {}

    private final SplittableRandom dice;
    private final Wants wants;
    private final Stage site;
    private final Stage broker;
    private final Map<ReservationId, Held> held = new LinkedHashMap<>();
    private long stamps;
    private int asked;
    private int issued;
    private int refused;
    private int otherwise;
    private long coreMinutes;
    private String reason = "";

    /** What the guest has, or asks for. */
    private static final class Held {
        private Demand demand;
        private Optional<TicketChain> chain = Optional.empty();
        private Stamp brokerSaid = Stamp.NONE;
        private Stamp siteSaid = Stamp.NONE;
        private Optional<Answer> fromBroker = Optional.empty();
        private Optional<Answer> fromSite = Optional.empty();

        Held(Demand demand) {
            this.demand = demand;
        }
    }

    private Haggling(Promised promised, AssignmentPolicy policy, Wants wants, long seed) {
        this.dice = new SplittableRandom(seed);
        this.wants = wants;
        AuthoritySettings settings = AuthoritySettings.usual(SITE);
        this.site = Stage.of(() -> new Authority(settings, AuthorityTables.STANDARD, 1), BEGINNING).unchecked();
        this.broker = Stage.of(() -> new Broker(BrokerSettings.usual(BROKER)), BEGINNING).unchecked();
        site.answeredBy(policy);
        broker.answeredBy(new FirstComeCalendar());
        site.order(new Command.DefineType(VM, "none", Optional.empty(), promised));
        for (int i = 1; i <= HOSTS; i++) {
            site.order(new Command.SetHost("h" + i, VM.name(), HOST, PropertyList.NONE, true));
        }
        site.order(new Command.Delegate(Optional.of(new DelegationId("all")), BROKER, VM.name(), HOST.times(HOSTS),
                Amounts.of(16, 64), YEAR, 100, PropertyList.NONE));
        pump();
    }

    /** Plays {@code steps} minutes. The same seed plays the same. */
    public static Tally play(Promised promised, AssignmentPolicy policy, Wants wants, long seed, int steps) {
        Haggling haggling = new Haggling(promised, policy, wants, seed);
        for (int i = 0; i < steps; i++) {
            haggling.step();
        }
        return new Tally(haggling.asked, haggling.issued, haggling.refused, haggling.otherwise,
                100.0 * haggling.coreMinutes / (HOST.get(1) * HOSTS * steps), haggling.reason);
    }

    private void step() {
        Instant now = site.now().plus(Duration.ofMinutes(1));
        site.until(now);
        broker.until(now);
        pump();
        held.values().removeIf(h -> !h.demand.term().end().isAfter(now));
        held.values().stream().filter(h -> h.demand.term().contains(now))
                .forEach(h -> coreMinutes += h.demand.units() * h.demand.sliver().get(0));
        // What has not begun cannot be changed yet.
        List<ReservationId> ids = held.entrySet().stream().filter(h -> h.getValue().fromSite.filter(
                Answer.Granted.class::isInstance).isPresent()).map(Map.Entry::getKey).toList();
        if (held.size() < MOST_LIVE && (ids.isEmpty() || dice.nextInt(10) < 6)) {
            ask(new ReservationId("r" + ++stamps), fresh(now));
        } else {
            ReservationId id = ids.get(dice.nextInt(ids.size()));
            ask(id, changed(held.get(id).demand, now));
        }
    }

    private Demand fresh(Instant now) {
        Instant start = wants.ahead && dice.nextBoolean() ? now.plus(Duration.ofMinutes(dice.nextInt(1, 240))) : now;
        Term term = Term.of(start, Duration.ofMinutes(dice.nextInt(20, 180)));
        long units = dice.nextInt(1, 5);
        return new Demand(VM.name(), units, units, size(), term, start, Optional.empty(), Assurance.RESERVED, Optional.empty(),
                PropertyList.NONE);
    }

    private Amounts size() {
        return wants.mixed ? Amounts.of(dice.nextInt(1, 11), dice.nextInt(2, 41)) : ONE_SIZE;
    }

    private Demand changed(Demand demand, Instant now) {
        int kind = wants.changed ? dice.nextInt(3) : 0;
        long units = kind == 1 ? dice.nextInt(1, 6) : demand.units();
        Amounts sliver = kind == 2 ? size() : demand.sliver();
        Instant least = demand.term().end().isAfter(now) ? demand.term().end() : now;
        Term term = kind == 0 ? demand.term().endingAt(least.plus(Duration.ofMinutes(dice.nextInt(1, 120)))) : demand.term();
        return demand.with(units, units, sliver, term);
    }

    /** A demand goes to the broker, and what it says to the site. A guest that a site refuses gives all of it up. */
    private void ask(ReservationId id, Demand demand) {
        Held mine = held.computeIfAbsent(id, any -> new Held(demand));
        Optional<TicketChain> before = mine.chain;
        asked++;
        broker.arrive(GUEST, new Message.TicketDemand(id, stamp(), true, demand, mine.brokerSaid));
        pump();
        boolean granted = mine.fromBroker.filter(Answer.Granted.class::isInstance).isPresent() && !mine.chain.equals(before);
        if (!granted) {
            if (mine.chain.isEmpty()) {
                held.remove(id);
            }
            return;
        }
        mine.demand = demand;
        issued++;
        say(id, mine, true);
        if (mine.fromSite.filter(Haggling::served).isEmpty()) {
            reason = mine.fromSite.map(Answer::toString).orElse("nothing");
            boolean room = reason.contains("room");
            refused += room ? 1 : 0;
            otherwise += room ? 0 : 1;
            say(id, mine, false);
            broker.arrive(GUEST, new Message.TicketDemand(id, stamp(), false, demand, mine.brokerSaid));
            pump();
            held.remove(id);
        }
    }

    /** Whether it has its hosts; what begins later waits for its handlers until then. */
    private static boolean served(Answer answer) {
        return answer instanceof Answer.Granted
                || answer instanceof Answer.Pending(String owner, Optional<Instant> at) && owner.startsWith("the handlers");
    }

    private void say(ReservationId id, Held mine, boolean open) {
        site.arrive(GUEST, new Message.LeaseDemand(
                id, stamp(), open, open ? mine.chain : Optional.empty(), PropertyList.NONE, List.of(), mine.siteSaid));
        pump();
    }

    private Stamp stamp() {
        return new Stamp(1, ++stamps);
    }

    /** Everything that anybody has to say is heard, and every handler ends well. */
    private void pump() {
        boolean more = true;
        while (more) {
            while (!site.runs().isEmpty()) {
                site.endAll();
            }
            List<Outgoing> all = new ArrayList<>(site.sent());
            site.clear();
            all.forEach(outgoing -> hear(SITE, outgoing));
            List<Outgoing> others = new ArrayList<>(broker.sent());
            broker.clear();
            others.forEach(outgoing -> hear(BROKER, outgoing));
            more = !all.isEmpty() || !others.isEmpty();
        }
    }

    private void hear(Principal from, Outgoing outgoing) {
        if (outgoing.to().equals(SITE)) {
            site.arrive(from, outgoing.message());
        } else if (outgoing.to().equals(BROKER)) {
            broker.arrive(from, outgoing.message());
        } else if (outgoing.message() instanceof Message.TicketView view && held.containsKey(view.id())) {
            Held mine = held.get(view.id());
            mine.brokerSaid = view.stamp();
            mine.fromBroker = Optional.of(view.answer());
            mine.chain = view.chain();
        } else if (outgoing.message() instanceof Message.LeaseView view && held.containsKey(view.id())) {
            Held mine = held.get(view.id());
            mine.siteSaid = view.stamp();
            mine.fromSite = Optional.of(view.answer());
        }
    }
}
