package orca.runtime.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.protocol.HostOffer;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Turnaround;
import orca.runtime.watching.AgentReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * How much of a host is taken into the inventory, by what its agent says: a machine of 4 processors, 8000 MiB, 100000 MiB disk.
 */
@Execution(ExecutionMode.CONCURRENT)
class SizingTest {
    private static final ResourceType VM = type("cpu", "milli-cores", "memory", "MiB", "disk", "MiB");

    private static ResourceType type(String... dimensions) {
        List<Dimension> all = new ArrayList<>();
        for (int i = 0; i < dimensions.length; i += 2) {
            all.add(new Dimension(dimensions[i], dimensions[i + 1]));
        }
        return new ResourceType(new TypeName("vm"), all,
                new Turnaround(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO));
    }

    private static AgentReport host(long cpus, long memory, long disk) {
        return new AgentReport("h1", "0.1.0", cpus, memory, 2 * disk, disk, List.of(), List.of(), List.of("west"));
    }

    private static HostOffer offer(Optional<Long> units, PropertyList capacity) {
        return new HostOffer(VM.name(), Optional.empty(), units, capacity, PropertyList.NONE, "native", PropertyList.NONE);
    }

    private static Sizing sized(ResourceType type, PropertyList said, Map<String, Long> reserve, AgentReport host) {
        return Sizing.of(type, offer(Optional.empty(), said), host, reserve, Optional.empty());
    }

    private static void is(Sizing sizing, long... load) {
        assertThat(sizing.trouble()).isEmpty();
        assertThat(sizing.load()).contains(Amounts.of(load));
    }

    private static void no(Sizing sizing, String trouble) {
        assertThat(sizing.load()).isEmpty();
        assertThat(sizing.trouble()).contains(trouble);
    }

    @Test
    void whatIsMeasuredIsTakenLessATenthOfMemoryAndDisk() {
        is(sized(VM, PropertyList.NONE, Map.of(), host(4, 8_000, 100_000)), 1, 4_000, 7_200, 90_000);
        is(sized(type("cpu", "cores", "memory", "GiB"), PropertyList.NONE, Map.of(), host(4, 8_300, 0)), 1, 4, 8);
    }

    @Test
    void theSiteSaysWhatHostsKeepAndTheInvitationWhatIsTaken() {
        is(sized(VM, PropertyList.NONE, Map.of("cpu", 500L, "memory", 1_000L, "disk", 0L), host(4, 8_000, 100_000)),
                1, 3_500, 7_000, 100_000);
        is(sized(VM, PropertyList.NONE.with("memory", 2_048), Map.of("memory", 1_000L), host(4, 8_000, 100_000)),
                1, 4_000, 2_048, 90_000);
    }

    @Test
    void thereAreAsManyUnitsAsAreSaidOrAsFitOfTheUsualSize() {
        assertThat(Sizing.of(VM, offer(Optional.of(7L), PropertyList.NONE), host(4, 8_000, 100_000), Map.of(), Optional.empty())
                .load().orElseThrow().get(0)).isEqualTo(7);
        Optional<Amounts> usual = Optional.of(Amounts.of(500, 1_000, 0));
        assertThat(Sizing.of(VM, offer(Optional.empty(), PropertyList.NONE), host(4, 8_000, 100_000), Map.of(), usual)
                .load().orElseThrow().get(0)).as("memory is scarcer").isEqualTo(7);
        no(Sizing.of(VM, offer(Optional.empty(), PropertyList.NONE), host(4, 800, 100_000), Map.of(), usual),
                "units: not one of the usual size fits");
    }

    @Test
    void aMeasureThatNobodyCanBelieveIsNone() {
        no(sized(VM, PropertyList.NONE, Map.of(), host(0, 8_000, 100_000)),
                "cpu: the agent says that the host has 0 milli-cores");
        no(sized(VM, PropertyList.NONE, Map.of(), host(4, 0, 100_000)), "memory: the agent says that the host has 0 MiB");
        no(sized(VM, PropertyList.NONE, Map.of(), host(1_000_000, 8_000, 100_000)), "which cannot be");
        no(sized(VM, PropertyList.NONE, Map.of(), host(4, 1L << 40, 100_000)), "which cannot be");
    }

    @Test
    void nobodyPromisesMoreThanThereIsAndNothingIsNoHost() {
        no(sized(VM, PropertyList.NONE.with("cpu", 8_000), Map.of(), host(4, 8_000, 100_000)),
                "cpu: the invitation promises 8000, and the host has 4000");
        no(sized(VM, PropertyList.NONE, Map.of("memory", 8_000L), host(4, 8_000, 100_000)),
                "memory: the host has 8000 and keeps 8000, so nothing is left to lease");
    }

    @Test
    void whatNoAgentMeasuresMustBeSaid() {
        ResourceType gpu = type("cpu", "milli-cores", "gpu", "pieces");
        assertThat(Sizing.unsaid(gpu, PropertyList.NONE)).containsExactly("gpu");
        no(sized(gpu, PropertyList.NONE, Map.of(), host(4, 0, 0)), "gpu: no agent measures it");
        is(sized(gpu, PropertyList.NONE.with("gpu", 2), Map.of(), host(4, 0, 0)), 1, 4_000, 2);
    }
}
