package orca.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

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
import orca.authority.state.LeaseFile;
import orca.authority.state.UnitImage;
import orca.broker.Broker;
import orca.broker.ledger.BrokerSettings;
import orca.core.actor.Duties;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.Promised;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.provisioning.FirstComeCalendar;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.ReservationImage;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/**
 * A site that promises by host and cannot set up every unit, its broker, and a guest that grows and shrinks: what goes back goes
 * back in the bins of what was lost or named, so no living unit is lost by it, and whatever is sold again has a host.
 */
class GivingBackTest {
    private static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");
    private static final Principal SITE = new Principal("site");
    private static final Principal BROKER = new Principal("broker");
    private static final Principal GUEST = new Principal("guest");
    private static final ResourceType VM = new ResourceType(new TypeName("vm"), List.of(new Dimension("cpu", "cores")),
            new Turnaround(Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(1)));
    private static final Amounts HOST = Amounts.of(8, 8);

    private final Stage site = Stage.of(
            () -> new Authority(AuthoritySettings.usual(SITE), AuthorityTables.STANDARD, 1), BEGINNING).unchecked();
    private final Stage broker = Stage.of(() -> new Broker(BrokerSettings.usual(BROKER)), BEGINNING).unchecked();
    private final Stage guest = Stage.of(() -> new ServiceManager(GuestSettings.usual(GUEST)), BEGINNING).unchecked();
    private final Map<Principal, Stage> all = Map.of(SITE, site, BROKER, broker, GUEST, guest);
    private final SplittableRandom dice = new SplittableRandom(1);
    private int shrunk;
    private int gaveBack;

    @Test
    void whatGoesBackGoesBackWhereItWas() {
        broker.answeredBy(new FirstComeCalendar());
        site.order(new Command.DefineType(VM, "none", Optional.empty(), Promised.BY_HOST));
        for (int i = 1; i <= 4; i++) {
            site.order(new Command.SetHost("h" + i, VM.name(), HOST, PropertyList.NONE, true));
        }
        site.order(new Command.Delegate(Optional.of(new DelegationId("all")), BROKER, VM.name(), HOST.times(4),
                Amounts.of(8), new Term(BEGINNING, BEGINNING.plus(Duration.ofDays(365))), 100, PropertyList.NONE));
        pump();
        for (int minute = 0; minute < 150; minute++) {
            step();
        }
        assertThat(shrunk).as("it was asked to shrink").isGreaterThan(5);
        assertThat(gaveBack).as("what could not be set up went back").isGreaterThan(5);
    }

    private void step() {
        Map<UnitId, UnitImage> before = ready();
        Instant now = site.now().plus(Duration.ofMinutes(1));
        all.values().forEach(stage -> stage.until(now));
        pump();
        Optional<ReservationId> smaller = Optional.empty();
        List<ReservationImage> active = guest().reservations().stream()
                .filter(r -> r.state() == ReservationState.ACTIVE).toList();
        if (active.size() < 8 && (active.isEmpty() || dice.nextInt(3) > 0)) {
            guest.order(new Command.Request(Optional.empty(), "blue", List.of(new Command.Wish(Optional.empty(), BROKER,
                    demand(now), Optional.empty(), List.of(), List.of())), false, Optional.empty()));
        } else {
            smaller = change(active.get(dice.nextInt(active.size())));
        }
        pump();
        judge(before, smaller);
    }

    private Demand demand(Instant now) {
        long units = dice.nextInt(1, 7);
        return new Demand(VM.name(), units, 1, Amounts.of(dice.nextInt(1, 5)), Term.of(now, Duration.ofMinutes(
                dice.nextInt(20, 90))), now, Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
    }

    /** Wants another number of units, and names some that go now and then; which reservation shrank, if it did. */
    private Optional<ReservationId> change(ReservationImage image) {
        long units = dice.nextInt(1, 7);
        List<UnitId> mine = image.lease().orElseThrow().units().stream().map(unit -> unit.id()).toList();
        List<UnitId> victims = units < mine.size() && dice.nextBoolean() ? List.of(mine.getFirst()) : List.of();
        boolean fewer = units < ready().values().stream().filter(unit -> unit.lease().id().equals(image.id())).count();
        shrunk += fewer ? 1 : 0;
        guest.order(new Command.Change(Optional.empty(), image.id(), Optional.empty(), Optional.empty(), Optional.of(units),
                Optional.empty(), victims));
        return fewer ? Optional.of(image.id()) : Optional.empty();
    }

    private void judge(Map<UnitId, UnitImage> before, Optional<ReservationId> smaller) {
        assertThat(authority().proofs()).isEmpty();
        assertThat(authority().broken()).isEmpty();
        for (LeaseFile file : authority().leases()) {
            assertThat(file.image().opening()).as("%s waits", file.image().key()).isEmpty();
            assertThat(file.image().told().answer()).as("%s", file.image().key()).isNotInstanceOf(Answer.Refused.class);
        }
        Map<UnitId, UnitImage> after = ready();
        before.values().stream().filter(unit -> !smaller.equals(Optional.of(unit.lease().id())) && goesOn(unit))
                .forEach(unit -> assertThat(after).as("%s of a lease that nobody shrank", unit.id()).containsKey(unit.id()));
    }

    private boolean goesOn(UnitImage unit) {
        return authority().leases().stream().map(LeaseFile::image)
                .anyMatch(l -> l.key().equals(unit.lease()) && l.state() == LeaseState.ACTIVE);
    }

    private Map<UnitId, UnitImage> ready() {
        Map<UnitId, UnitImage> ready = new LinkedHashMap<>();
        authority().units().stream().filter(u -> u.state() == UnitState.READY).forEach(u -> ready.put(u.id(), u));
        return ready;
    }

    private Authority authority() {
        return (Authority) site.actor();
    }

    private ServiceManager guest() {
        return (ServiceManager) guest.actor();
    }

    /** Everything that anybody has to say is heard; one setup in five fails for good. */
    private void pump() {
        boolean more = true;
        while (more) {
            more = false;
            for (Duties.Run run : List.copyOf(site.runs())) {
                boolean fails = run.call().action() == Action.SETUP && dice.nextInt(5) == 0;
                gaveBack += fails ? 1 : 0;
                site.end(run.name(), fails ? new Outcome.Trouble("no image", false) : Outcome.done());
                more = true;
            }
            for (Principal from : List.of(SITE, BROKER, GUEST)) {
                List<Outgoing> said = new ArrayList<>(all.get(from).sent());
                all.get(from).clear();
                said.forEach(outgoing -> all.get(outgoing.to()).arrive(from, outgoing.message()));
                more |= !said.isEmpty();
            }
        }
    }
}
