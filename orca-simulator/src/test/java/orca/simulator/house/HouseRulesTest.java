package orca.simulator.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The house keeps its rules, and each rule catches the violation that was planted for it. */
@Execution(ExecutionMode.CONCURRENT)
class HouseRulesTest {
    private static final JavaClasses HOUSE =
            new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("orca");
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("planted");

    /** For each rule, the planted classes that it must name; the others it may or may not. */
    private static final Map<String, String[]> CAUGHT = Map.ofEntries(
            Map.entry("no clock and no dice in pure rooms",
                    new String[] {"ReadsTheClock", "ReadsNanos", "ThrowsDice", "InventsIds", "ThrowsMathDice"}),
            Map.entry("no world in pure rooms",
                    new String[] {"WritesFiles", "TalksToTheNet", "StartsThreads", "AsksADatabase", "LocksItself"}),
            Map.entry("no hashed collections in pure rooms", new String[] {"HashesItsState"}),
            Map.entry("no name that says nothing",
                    new String[] {"LeaseManager", "StringUtils", "TermHelper", "CalendarImpl", "BaseActor"}),
            Map.entry("orca.core sees only what its arrow shows", new String[] {"KnowsABroker"}),
            Map.entry("orca.authority sees only what its arrow shows", new String[] {"AuthorityKnowsBroker"}),
            Map.entry("orca.broker sees only what its arrow shows", new String[] {"BrokerKnowsAuthority"}),
            Map.entry("orca.servicemanager sees only what its arrow shows", new String[] {"GuestKnowsBroker"}),
            Map.entry("orca.policies sees only what its arrow shows", new String[] {"PolicyKnowsBroker"}),
            Map.entry("orca.wire sees only what its arrow shows", new String[] {"WireKnowsRuntime"}),
            Map.entry("orca.runtime sees only what its arrow shows", new String[] {"RuntimeKnowsPolicy"}),
            Map.entry("orca.nodeagent sees only what its arrow shows", new String[] {"AgentKnowsRuntime"}),
            Map.entry("orca.handler sees only what its arrow shows", new String[] {"HandlerKnowsRuntime"}),
            Map.entry("orca.cli sees only what its arrow shows", new String[] {"CliKnowsRuntime"}),
            Map.entry("orca.testkit sees only what its arrow shows", new String[] {"TestkitKnowsBroker"}),
            Map.entry("orca.driverkit sees only what its arrow shows", new String[] {"DriverkitKnowsBroker"}),
            Map.entry("no cycles between packages", new String[] {}));

    @TestFactory
    Stream<DynamicTest> theHouseKeepsItsRules() {
        return HouseRules.all().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().allowEmptyShould(true).check(HOUSE)));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleCatchesWhatWasPlantedForIt() {
        return HouseRules.all().entrySet().stream().map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> {
            String[] planted = CAUGHT.get(rule.getKey());
            assertThat(planted).as("something is planted for this rule").isNotNull();
            String found = violations(rule.getValue());
            assertThat(found).isNotEmpty();
            for (String name : planted) {
                assertThat(found).contains(name);
            }
        }));
    }

    private static String violations(ArchRule rule) {
        EvaluationResult result = rule.evaluate(PLANTED);
        return result.hasViolation() ? result.getFailureReport().toString() : "";
    }
}
