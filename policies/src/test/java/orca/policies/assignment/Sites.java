package orca.policies.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Choice;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Host;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.Budget;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.core.time.Turnaround;

/** The words that the tests of this room speak: hosts with cpu and memory, and units that want them from noon to one. */
final class Sites {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Term HOUR = Term.of(NOON, Duration.ofHours(1));
    static final ResourceType VM = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "cores"), new Dimension("memory", "GiB")), Turnaround.NONE);
    private static final Term ALWAYS = new Term(Term.EARLIEST, Term.LATEST);

    private Sites() {}

    /** A host with this much of each, of which so much is taken. */
    static Host host(String name, long cpu, long memory, long cpuTaken, long memoryTaken) {
        return host(name, PropertyList.NONE, cpu, memory, cpuTaken, memoryTaken);
    }

    static Host host(String name, PropertyList properties, long cpu, long memory, long cpuTaken, long memoryTaken) {
        Calendar calendar = Calendar.of(Amounts.of(100, cpu, memory), ALWAYS);
        Amounts taken = Amounts.of(1, cpuTaken, memoryTaken);
        return new Host(name, VM.name(), cpuTaken + memoryTaken == 0 ? calendar : calendar.commit(taken, HOUR), properties);
    }

    static Host racked(String name, String rack, long cpu) {
        return host(name, PropertyList.of("rack", rack), cpu, 64, 0, 0);
    }

    static Need need(String id, long units, long cpu, long memory) {
        return need(id, units, cpu, memory, PropertyList.NONE);
    }

    static Need need(String id, long units, long cpu, long memory, PropertyList properties) {
        return need(id, units, cpu, memory, properties, List.of());
    }

    static Need need(String id, long units, long cpu, long memory, PropertyList properties, List<String> housed) {
        return new Need(new ContractKey(new Principal("guest"), new ReservationId(id)), VM, units, Amounts.of(cpu, memory), HOUR,
                housed, properties, false);
    }

    static List<Choice> choices(AssignmentPolicy policy, List<Host> hosts, Need... needs) {
        return plan(policy, hosts, needs).choices();
    }

    static AssignmentPlan plan(AssignmentPolicy policy, List<Host> hosts, Need... needs) {
        return policy.propose(new AssignmentView(NOON, List.of(needs), hosts, Optional.empty()), Budget.UNLIMITED);
    }

    static List<String> placed(Choice choice) {
        assertThat(choice).isInstanceOf(AssignmentPlan.Assign.class);
        return ((AssignmentPlan.Assign) choice).hosts();
    }

    static Refusal refused(Choice choice) {
        assertThat(choice).isInstanceOf(AssignmentPlan.Refuse.class);
        return ((AssignmentPlan.Refuse) choice).refusal();
    }

    static AssignmentPolicy found(String name) {
        return ServiceLoader.load(AssignmentPolicy.class).stream().map(ServiceLoader.Provider::get)
                .filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }
}
