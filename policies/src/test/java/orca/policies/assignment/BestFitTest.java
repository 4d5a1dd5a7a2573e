package orca.policies.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Assign;
import orca.core.policy.AssignmentPlan.Choice;
import orca.core.policy.AssignmentPlan.Refuse;
import orca.core.policy.AssignmentPlan.Wait;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.testkit.AssignmentPolicyContract;
import org.junit.jupiter.api.Test;

class BestFitTest extends AssignmentPolicyContract {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Term HOUR = Term.of(NOON, Duration.ofHours(1));
    private static final Term LATER = Term.of(NOON.plus(Duration.ofHours(1)), Duration.ofHours(1));
    private static final Term ALWAYS = new Term(Term.EARLIEST, Term.LATEST);
    private static final ResourceType VM =
            new ResourceType(new TypeName("vm"), List.of(new Dimension("cpu", "cores")), Turnaround.NONE);
    private static final ResourceType TAG = new ResourceType(new TypeName("vlan"), List.of(), Turnaround.NONE);

    @Override
    protected AssignmentPolicy policy() {
        return new BestFit();
    }

    private static Calendar capacity(long... entries) {
        return Calendar.of(Amounts.of(entries), ALWAYS);
    }

    private static AssignmentView.Host host(String name, Calendar calendar) {
        return new AssignmentView.Host(name, VM.name(), calendar, PropertyList.NONE);
    }

    private static AssignmentView.Need need(String id, long units, long cpu) {
        return need(id, units, cpu, HOUR);
    }

    private static AssignmentView.Need need(String id, long units, long cpu, Term occupied) {
        return new AssignmentView.Need(new ContractKey(new Principal("guest"), new ReservationId(id)), VM, units, Amounts.of(cpu),
                occupied, List.of(), PropertyList.NONE, false);
    }

    private static List<AssignmentView.Host> hosts(AssignmentView.Host... hosts) {
        return List.of(hosts);
    }

    private static List<Choice> choices(List<AssignmentView.Host> hosts, AssignmentView.Need... needs) {
        return new BestFit().propose(new AssignmentView(NOON, Arrays.asList(needs), hosts, Optional.empty()), Budget.UNLIMITED)
                .choices();
    }

    private static List<String> placed(Choice choice) {
        assertThat(choice).isInstanceOf(Assign.class);
        return ((Assign) choice).hosts();
    }

    @Test
    void theExampleOnItsPage() {
        List<AssignmentView.Host> hosts = hosts(host("a", capacity(4, 8)),
                host("b", capacity(4, 8).commit(Amounts.of(2, 5), HOUR)));

        assertThat(placed(choices(hosts, need("x", 2, 2)).get(0))).containsExactly("b", "a");
    }

    @Test
    void hostsAreFilledOneAfterAnother() {
        List<AssignmentView.Host> hosts = hosts(host("a", capacity(4, 4)), host("b", capacity(4, 4)), host("c", capacity(4, 4)));

        assertThat(placed(choices(hosts, need("x", 6, 1)).get(0))).containsExactly("a", "a", "a", "a", "b", "b");
    }

    @Test
    void aSmallHostIsPreferredToALargeOneThatItLeavesEmpty() {
        List<AssignmentView.Host> hosts = hosts(host("large", capacity(16, 64)), host("small", capacity(1, 2)));

        assertThat(placed(choices(hosts, need("x", 1, 2)).get(0))).containsExactly("small");
        assertThat(placed(choices(hosts, need("x", 1, 3)).get(0))).containsExactly("large");
    }

    @Test
    void dimensionsCountByTheirShareAndNotByTheirSize() {
        ResourceType sized = new ResourceType(VM.name(), List.of(new Dimension("cpu", "cores"), new Dimension("memory", "MiB")),
                Turnaround.NONE);
        Calendar memoryTaken = capacity(8, 8, 8192).commit(Amounts.of(1, 0, 6144), HOUR);
        Calendar cpuTaken = capacity(8, 8, 8192).commit(Amounts.of(1, 7, 0), HOUR);
        AssignmentView.Need need = new AssignmentView.Need(new ContractKey(new Principal("guest"), new ReservationId("x")),
                sized, 1,
                Amounts.of(1, 512), HOUR, List.of(), PropertyList.NONE, false);

        // By shares 6/8 + 7/8 + 1536/8192 would be left on the first and 6/8 + 0/8 + 7680/8192, which is less, on the second;
        // by plain numbers it were the other way round.
        assertThat(placed(choices(hosts(host("memory", memoryTaken), host("processor", cpuTaken)), need).get(0)))
                .containsExactly("processor");
    }

    @Test
    void onlyTheTermCounts() {
        List<AssignmentView.Host> hosts = hosts(host("a", capacity(1, 1).commit(Amounts.of(1, 1), HOUR)), host("b",
                capacity(4, 4)));

        assertThat(placed(choices(hosts, need("x", 1, 1, LATER)).get(0))).containsExactly("a");
        assertThat(placed(choices(hosts, need("x", 1, 1, HOUR)).get(0))).containsExactly("b");
    }

    @Test
    void tiesGoToTheFirstName() {
        assertThat(placed(choices(hosts(host("a", capacity(2, 2)), host("b", capacity(2, 2))), need("x", 1, 1)).get(0)))
                .containsExactly("a");
    }

    @Test
    void whatIsPlacedCountsForWhatComesAfterIt() {
        List<Choice> choices = choices(hosts(host("a", capacity(2, 2))), need("first", 2, 1), need("second", 1, 1));

        assertThat(placed(choices.get(0))).containsExactly("a", "a");
        assertThat(choices.get(1)).isInstanceOf(Wait.class);
    }

    @Test
    void aNeedThatFitsOnlyInPartTakesNothingFromTheNextOne() {
        List<Choice> choices = choices(hosts(host("a", capacity(3, 3).commit(Amounts.of(1, 1), HOUR))), need("large", 3, 1),
                need("small", 2, 1));

        assertThat(choices.get(0)).isInstanceOf(Wait.class);
        assertThat(((Wait) choices.get(0)).reason()).contains("room for 2 of 3 units");
        assertThat(placed(choices.get(1))).containsExactly("a", "a");
    }

    @Test
    void whatNoHostCouldEverTakeIsRefusedForGood() {
        List<AssignmentView.Host> hosts = hosts(host("a", capacity(2, 4)), host("b", capacity(2, 4)));

        for (AssignmentView.Need need : List.of(need("x", 1, 5), need("x", 5, 1), need("x", 3, 3))) {
            Refusal refusal = ((Refuse) choices(hosts, need).get(0)).refusal();
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NEVER);
        }
        assertThat(choices(List.of(), need("x", 1, 1)).get(0)).isInstanceOf(Refuse.class);
    }

    @Test
    void thingsWithoutDimensionsAreOnlyCounted() {
        AssignmentView.Host first = new AssignmentView.Host("tag-1", TAG.name(), capacity(1), PropertyList.NONE);
        AssignmentView.Host second = new AssignmentView.Host("tag-2", TAG.name(), capacity(1), PropertyList.NONE);
        AssignmentView.Need need = new AssignmentView.Need(new ContractKey(new Principal("guest"), new ReservationId("x")),
                TAG, 2,
                Amounts.EMPTY, HOUR, List.of(), PropertyList.NONE, false);

        assertThat(placed(choices(hosts(host("vm-host", capacity(9, 9)), first, second), need).get(0)))
                .containsExactly("tag-1", "tag-2");
    }

    @Test
    void itStopsWhenItsBudgetIsSpent() {
        AssignmentPlan plan = new BestFit().propose(
                new AssignmentView(NOON, List.of(need("x", 1, 1)), hosts(host("a", capacity(1, 1))), Optional.empty()),
                        () -> true);

        assertThat(plan.choices()).isEmpty();
    }

    @Test
    void itIsFoundByItsNameAndTakesNoSettings() {
        AssignmentPolicy found = ServiceLoader.load(AssignmentPolicy.class).stream().map(ServiceLoader.Provider::get)
                .filter(p -> p.name().equals("best-fit")).findFirst().orElseThrow();

        assertThat(found).isInstanceOf(BestFit.class);
        assertThatThrownBy(() -> found.configure(PropertyList.of("spread", "yes"))).hasMessageContaining("spread");
    }
}
