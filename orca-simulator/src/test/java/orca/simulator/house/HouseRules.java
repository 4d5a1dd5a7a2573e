package orca.simulator.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The rules about classes. They name packages by their tail, so that planted violations can live in a house of their own. */
final class HouseRules {
    /** Where nothing may touch the world. */
    private static final String[] PURE = {
        "..orca.core..", "..orca.authority..", "..orca.broker..", "..orca.servicemanager..", "..orca.policies.."
    };

    /** What each room may see besides itself and the JDK; rooms that are not named may see everything. */
    private static final Map<String, String[]> ARROWS = new LinkedHashMap<>();

    static {
        ARROWS.put("orca.core", new String[] {});
        ARROWS.put("orca.authority", new String[] {"orca.core"});
        ARROWS.put("orca.broker", new String[] {"orca.core"});
        ARROWS.put("orca.servicemanager", new String[] {"orca.core"});
        ARROWS.put("orca.policies", new String[] {"orca.core"});
        ARROWS.put("orca.wire", new String[] {"orca.core"});
        ARROWS.put("orca.runtime",
                new String[] {"orca.core", "orca.wire", "orca.authority", "orca.broker", "orca.servicemanager"});
        ARROWS.put("orca.nodeagent", new String[] {"orca.wire", "orca.core"});
        ARROWS.put("orca.handler", new String[] {"orca.core", "orca.nodeagent", "orca.wire"});
        ARROWS.put("orca.cli", new String[] {"orca.wire", "orca.core"});
        ARROWS.put("orca.testkit", new String[] {"orca.core"});
        ARROWS.put("orca.driverkit", new String[] {"orca.core", "orca.nodeagent", "orca.testkit", "orca.wire"});
    }

    private HouseRules() {}

    static Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("no clock and no dice in pure rooms", noClasses().that(resideInAnyPackage(PURE)).should()
                .callMethodWhere(target(owner(nameMatching("java\\.time\\..*"))).and(target(nameMatching("now"))))
                .orShould().callMethodWhere(target(owner(nameMatching("java\\.lang\\.System")))
                        .and(target(nameMatching("currentTimeMillis|nanoTime|getenv|getProperty|exit"))))
                .orShould().callMethodWhere(target(owner(nameMatching("java\\.lang\\.Math"))).and(target(nameMatching("random"))))
                .orShould().callMethodWhere(
                        target(owner(nameMatching("java\\.util\\.UUID"))).and(target(nameMatching("randomUUID"))))
                .orShould().dependOnClassesThat().areAssignableTo(Random.class));
        rules.put("no world in pure rooms", noClasses().that(resideInAnyPackage(PURE)).should().dependOnClassesThat(
                resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..",
                        "javax..", "java.util.concurrent..", "java.util.logging..", "org..", "com.fasterxml..")
                        .or(describe("threads", c -> c.isAssignableTo(Thread.class)))
                        // Every record and enum names these in what the compiler makes of it.
                        .and(describe("not part of the language itself", c -> !c.getName().equals("java.io.Serializable")))));
        rules.put("no hashed collections in pure rooms", noClasses().that(resideInAnyPackage(PURE))
                .should().callConstructorWhere(target(owner(describe("HashMap or HashSet", HouseRules::isHashed)))));
        // A service manager is an actor of the architecture; it is the one name of this kind that says something.
        rules.put("no name that says nothing", noClasses()
                .that(describe("are not the service manager", c -> !c.getName().endsWith("servicemanager.ServiceManager")))
                .should().haveSimpleNameEndingWith("Manager")
                .orShould().haveSimpleNameEndingWith("Util").orShould().haveSimpleNameEndingWith("Utils")
                .orShould().haveSimpleNameEndingWith("Helper").orShould().haveSimpleNameEndingWith("Impl")
                .orShould().haveNameMatching(".*\\.(Abstract|Base)[A-Z]\\w*"));
        ARROWS.forEach((room, seen) -> rules.put(room + " sees only what its arrow shows", arrow(room, seen)));
        rules.put("no cycles between packages", SlicesRuleDefinition.slices().matching("..orca.(**)").should().beFreeOfCycles());
        return rules;
    }

    private static boolean isHashed(JavaClass owner) {
        return owner.isEquivalentTo(HashMap.class) || owner.isEquivalentTo(HashSet.class);
    }

    private static ArchRule arrow(String room, String[] seen) {
        return classes().that(resideInAnyPackage(".." + room + "..")).should().onlyDependOnClassesThat(
                describe("are its own, the JDK's or behind its arrow", c -> {
                    String name = c.getPackageName();
                    int orca = name.indexOf("orca.");
                    if (orca < 0 || orca > 0 && name.charAt(orca - 1) != '.') {
                        return true;
                    }
                    String inHouse = name.substring(orca) + ".";
                    boolean may = inHouse.startsWith(room + ".");
                    for (String other : seen) {
                        may |= inHouse.startsWith(other + ".");
                    }
                    return may;
                }));
    }
}
