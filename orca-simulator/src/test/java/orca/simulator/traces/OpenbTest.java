package orca.simulator.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.authority.Authority;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseTable;
import orca.core.lease.UnitTable;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.assignment.BestFit;
import orca.testkit.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The known answer of best-fit: what of the GPUs of the openb trace is allocated when pods that want as much as there is, and
 * 130 % of it, have arrived. Every pod is a ticket that a real authority redeems; pods that find no room wait for ever.
 *
 * <p>Ten orders of arrival are the published experiment. One of them is in every build, where it may be off by more than the
 * mean of ten; all ten are with the other known answers.
 */
@Execution(ExecutionMode.CONCURRENT)
class OpenbTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Principal SITE = new Principal("site");
    private static final Principal BROKER = new Principal("broker");
    private static final Principal GUEST = new Principal("guest");
    private static final DelegationId POOL = new DelegationId("pool");
    private static final Term YEAR = Term.of(NOON.minus(Duration.ofHours(1)), Duration.ofDays(365));
    private static final ResourceType NODE = new ResourceType(new TypeName("pod"), List.of(new Dimension("cpu", "milli"),
            new Dimension("memory", "MiB"), new Dimension("gpu", "milli")), Turnaround.NONE);
    private static final long PODS_OF_A_NODE = 1_000;

    private final Openb trace = trace();
    private Stage stage;

    private static Openb trace() {
        try {
            return Openb.read(Traces.find(Openb.NODES), Traces.find(Openb.PODS)).withGpus();
        } catch (LogException e) {
            throw new IllegalStateException("traces: " + e.getMessage(), e);
        }
    }

    /** What was allocated, in hundredths of all GPUs. */
    private record Allocated(double atAll, double atMore) {}

    @Test
    void theTraceIsTheOneThatIsMeant() {
        assertThat(trace.nodes()).hasSize(1_213);
        assertThat(trace.pods()).hasSize(8_152);
        assertThat(trace.gpus()).isEqualTo(6_212_000);
    }

    @Test
    void bestFitAllocatesAboutWhatIsPublishedInOneOrderOfArrival() {
        bestFit(1, 0.6);
    }

    @Test
    @Tag("known")
    void bestFitAllocatesWhatIsPublished() {
        bestFit(10, 0.3);
    }

    private void bestFit(int seeds, double tolerance) {
        double atAll = 0;
        double atMore = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            Allocated allocated = allocated(seed);
            System.out.printf("openb, seed %d: %.2f %% at 100 %%, %.2f %% at 130 %%%n", seed, allocated.atAll, allocated.atMore);
            atAll += allocated.atAll / seeds;
            atMore += allocated.atMore / seeds;
        }
        System.out.printf("openb, mean of %d: %.2f %% at 100 %%, %.2f %% at 130 %%%n", seeds, atAll, atMore);
        assertThat(atAll).as("allocated when 100 percent has arrived").isCloseTo(92.86, within(tolerance));
        assertThat(atMore).as("allocated when 130 percent has arrived").isCloseTo(93.08, within(tolerance));
    }

    private Allocated allocated(long seed) {
        furnish();
        long arrived = 0;
        Optional<Double> atAll = Optional.empty();
        int number = 0;
        for (Openb.Pod pod : trace.arrivals(seed, 130)) {
            redeem(++number, pod);
            arrived += pod.gpu();
            atAll = atAll.isEmpty() && arrived >= trace.gpus() ? Optional.of(share()) : atAll;
        }
        return new Allocated(atAll.orElseThrow(), share());
    }

    private double share() {
        Authority site = (Authority) stage.actor();
        return 100.0 * site.units().stream().mapToLong(u -> u.sliver().get(2)).sum() / trace.gpus();
    }

    private void furnish() {
        AuthorityTables tables = new AuthorityTables(LeaseTable.TABLE, UnitTable.TABLE, DelegationTable.TABLE);
        BestFit policy = new BestFit();
        policy.configure(PropertyList.NONE.with("weight.units", 0).with("weight.memory", 0).with("scale", "largest")
                .with("look", 1_000_000));
        stage = Stage.of(() -> new Authority(AuthoritySettings.usual(SITE), tables, 1), NOON).unchecked().answeredBy(policy);
        order(new Command.DefineType(NODE, "none"));
        Amounts all = Amounts.zero(4);
        Amounts largest = Amounts.zero(3);
        for (Openb.Node node : trace.nodes()) {
            Amounts capacity = Amounts.of(PODS_OF_A_NODE, node.cpu(), node.memory(), node.gpus() * Openb.WHOLE);
            order(new Command.SetHost(node.name(), NODE.name(), capacity,
                    PropertyList.NONE.with("pieces.gpu", node.gpus()), true));
            all = all.plus(capacity);
            largest = Amounts.of(Math.max(largest.get(0), node.cpu()), Math.max(largest.get(1), node.memory()),
                    Math.max(largest.get(2), node.gpus() * Openb.WHOLE));
        }
        order(new Command.Delegate(Optional.of(POOL), BROKER, NODE.name(), all, largest, YEAR, 300, PropertyList.NONE));
        Message.DelegationOffer offer = stage.last(Message.DelegationOffer.class);
        stage.arrive(BROKER, new Message.DelegationView(offer.delegation().id(), offer.stamp(), DelegationState.HELD, 0,
                Optional.empty()));
        stage.clear();
    }

    private void order(Command command) {
        assertThat(stage.order(command)).isInstanceOf(Reply.Accepted.class);
    }

    private void redeem(int number, Openb.Pod pod) {
        ReservationId id = new ReservationId("p" + number);
        DelegationChain pool = DelegationChain.of(((Authority) stage.actor()).site().delegation(POOL).orElseThrow().newest());
        Ticket ticket = new Ticket(id, 1, BROKER, GUEST, POOL, NODE.name(), 1, 1,
                Amounts.of(pod.cpu(), pod.memory(), pod.gpu()), Assurance.RESERVED, Term.of(NOON, Duration.ofDays(30)),
                PropertyList.NONE);
        stage.arrive(GUEST, new Message.LeaseDemand(id, new Stamp(1, number), true, Optional.of(new TicketChain(pool, ticket)),
                PropertyList.NONE, List.of(), Stamp.NONE));
        stage.clear();
    }
}
