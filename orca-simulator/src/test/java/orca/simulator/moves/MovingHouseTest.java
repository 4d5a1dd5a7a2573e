package orca.simulator.moves;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import orca.authority.Authority;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.UnitImage;
import orca.core.actor.Duties;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentPolicy;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.Mobility;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.assignment.BestFit;
import orca.policies.assignment.Consolidate;
import orca.policies.assignment.LeastFragments;
import orca.policies.assignment.WorstFit;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** Hosts are drained and consolidated at a real authority; each step is checked against its journal and its invariants. */
class MovingHouseTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Principal SITE = new Principal("site");
    private static final Principal BROKER = new Principal("broker");
    private static final Principal GUEST = new Principal("guest");
    private static final DelegationId POOL = new DelegationId("pool");
    private static final Term YEAR = Term.of(NOON.minus(Duration.ofHours(1)), Duration.ofDays(365));
    private static final ResourceType VM = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "cores"), new Dimension("memory", "GiB")), Turnaround.NONE);

    private Stage stage;
    private long stamps;

    private void site(AssignmentPolicy policy, int hosts) {
        stage = Stage.of(() -> new Authority(AuthoritySettings.usual(SITE), AuthorityTables.STANDARD, 1), NOON)
                .answeredBy(policy);
        stage.order(new Command.DefineType(VM, "played", Optional.of(Mobility.BY_SITE)));
        for (int i = 1; i <= hosts; i++) {
            stage.order(new Command.SetHost("h" + i, VM.name(), Amounts.of(8, 8, 64), PropertyList.of("rack", "r" + i), true));
        }
        stage.order(new Command.Delegate(Optional.of(POOL), BROKER, VM.name(), Amounts.of(8L * hosts, 8L * hosts, 64L * hosts),
                Amounts.of(8, 64), YEAR, 100, PropertyList.NONE));
        Message.DelegationOffer offer = stage.last(Message.DelegationOffer.class);
        stage.arrive(BROKER, new Message.DelegationView(offer.delegation().id(), offer.stamp(), DelegationState.HELD, 0,
                Optional.empty()));
    }

    private Authority authority() {
        return (Authority) stage.actor();
    }

    private void lease(String id, int units, Duration length, PropertyList properties) {
        Ticket ticket = new Ticket(new ReservationId(id), 1, BROKER, GUEST, POOL, VM.name(), units, units, Amounts.of(1, 4),
                Assurance.RESERVED, Term.of(stage.now(), length), properties);
        TicketChain chain = new TicketChain(
                DelegationChain.of(authority().site().delegation(POOL).orElseThrow().newest()), ticket);
        stage.arrive(GUEST, new Message.LeaseDemand(ticket.reservation(), new Stamp(1, ++stamps), true, Optional.of(chain),
                PropertyList.NONE, List.of(), Stamp.NONE));
        stage.endAll();
    }

    private void close(String id) {
        stage.arrive(GUEST, new Message.LeaseDemand(new ReservationId(id), new Stamp(1, ++stamps), false, Optional.empty(),
                PropertyList.NONE, List.of(), Stamp.NONE));
        stage.endAll();
    }

    private List<UnitImage> on(String host) {
        return authority().units().stream().filter(u -> u.host().equals(host)).toList();
    }

    private long inUse() {
        return authority().hosts().stream().filter(h -> h.units() > 0).count();
    }

    private long migrating() {
        return authority().units().stream().filter(u -> u.state() == UnitState.MIGRATING).count();
    }

    /** Lets time pass, and handlers do what they are asked for, until nobody moves any more. */
    private int settle(Duration longest) {
        int moved = 0;
        Instant end = stage.now().plus(longest);
        while (stage.now().isBefore(end)) {
            stage.advance(Duration.ofSeconds(5));
            assertThat(migrating()).as("the site's limit").isLessThanOrEqualTo(4);
            for (Duties.Run run : stage.runs()) {
                moved += run.name().action() == Action.MODIFY ? 1 : 0;
            }
            stage.endAll();
            assertThat(authority().broken()).isEmpty();
        }
        return moved;
    }

    @Test
    void aDrainedHostIsEmptyAfterAWhileUnderEveryKindOfPolicy() {
        for (Supplier<AssignmentPolicy> policy : List.<Supplier<AssignmentPolicy>>of(
                BestFit::new, WorstFit::new, LeastFragments::new, Consolidate::new)) {
            site(policy.get(), 3);
            lease("a", 5, Duration.ofHours(5), PropertyList.NONE);
            lease("b", 3, Duration.ofHours(5), PropertyList.of("place.spread", "host"));
            String host = authority().units().iterator().next().host();
            int before = on(host).size();
            stage.order(new Command.Drain(host, true, "a new disk"));
            assertThat(settle(Duration.ofMinutes(3))).as("%s: all but the one that finds no third host", policy.get().name())
                    .isEqualTo(before - 1);

            assertThat(on(host)).extracting(u -> u.lease().id().value()).containsExactly("b");
            assertThat(authority().staying(on(host).get(0))).get().asString().contains("no other host", "place.spread=host");
            close("b");
            assertThat(on(host)).isEmpty();
            stage.restart();
            assertThat(authority().site().host(host).image().drained()).contains("a new disk");
            lease("c", 4, Duration.ofHours(5), PropertyList.NONE);
            assertThat(on(host)).as("nothing new comes there").isEmpty();
        }
    }

    @Test
    void aMoveThatIsRefusedForGoodIsTriedAgainNowAndThenAndNotForEverAtOnce() {
        site(new BestFit(), 2);
        lease("a", 1, Duration.ofHours(5), PropertyList.NONE);
        stage.order(new Command.Drain("h1", true, ""));
        int tries = 0;
        for (int i = 0; i < 60; i++) {
            stage.advance(Duration.ofSeconds(5));
            for (Duties.Run run : stage.runs()) {
                tries++;
                stage.end(run.name(), new Outcome.Trouble("its disk is not shared", false));
            }
        }
        assertThat(tries).as("in five minutes").isBetween(5, 12);
        assertThat(on("h1")).hasSize(1);
    }

    @Test
    void hostsThatLeasesHaveLeftHalfEmptyAreEmptiedAndThenAllIsQuiet() {
        site(new Consolidate(), 4);
        for (int i = 0; i < 8; i++) {
            lease("l" + i, 4, Duration.ofHours(20), PropertyList.NONE);
        }
        assertThat(inUse()).isEqualTo(4);
        List.of("l0", "l2", "l4", "l6").forEach(this::close);
        assertThat(inUse()).as("each host is half empty").isEqualTo(4);

        assertThat(settle(Duration.ofMinutes(12))).as("two hosts of four units").isEqualTo(8);
        assertThat(inUse()).isEqualTo(2);
        int journal = stage.journal().size();
        assertThat(settle(Duration.ofMinutes(10))).isZero();
        assertThat(stage.journal()).as("who has nothing to move writes nothing down").hasSize(journal);
        assertThat(authority().site().lease(new ContractKey(GUEST, new ReservationId("l1"))).orElseThrow().units()).hasSize(4);
    }
}
