package orca.simulator.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import orca.core.handler.Handler;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.GuestController;
import orca.core.policy.Policy;
import orca.core.policy.ProvisioningPolicy;
import org.junit.jupiter.api.Test;

/** The rules about sources and pages. Each finder is also shown a violation, so that a rule that finds nothing is not blind. */
class TidyTest {
    private static final Path ROOT = Sources.root();

    @Test
    void noFileIsLongerThanAReaderCanBear() throws IOException {
        assertThat(SourceRules.tooLong(Sources.java(ROOT), 400)).isEmpty();
        assertThat(SourceRules.tooLong(List.of(new Sources.Source(Path.of("Long.java"), "x\n".repeat(401))), 400)).hasSize(1);
    }

    @Test
    void noLineIsLongerThan130Characters() throws IOException {
        assertThat(SourceRules.tooWide(Sources.java(ROOT), 130)).isEmpty();
        assertThat(SourceRules.tooWide(List.of(new Sources.Source(Path.of("Wide.java"), "x".repeat(131))), 130)).hasSize(1);
    }

    @Test
    void noMethodIsLongerThan60Lines() throws IOException {
        assertThat(SourceRules.longMethods(Sources.java(ROOT), 60)).isEmpty();
        String planted = "class Planted { void run() {\n" + "int x;\n".repeat(60) + "} }";
        assertThat(SourceRules.longMethods(List.of(new Sources.Source(Path.of("Planted.java"), planted)), 60)).hasSize(1);
    }

    @Test
    void onlyThreePlacesCatchEverything() throws IOException {
        List<String> allowed = List.of("ActorLoop.java", "PolicyRunner.java", "HandlerRunner.java");
        assertThat(SourceRules.broadCatches(Sources.main(ROOT), allowed)).isEmpty();
        String planted = "class P { void run() { try { run(); } catch (IllegalStateException | RuntimeException e) { } } }";
        assertThat(SourceRules.broadCatches(List.of(new Sources.Source(Path.of("Planted.java"), planted)), allowed)).hasSize(1);
        assertThat(SourceRules.broadCatches(List.of(new Sources.Source(Path.of("ActorLoop.java"), planted)), allowed)).isEmpty();
    }

    @Test
    void noTestSleeps() throws IOException {
        List<Sources.Source> tests = Sources.java(ROOT).stream().filter(s -> s.path().toString().contains("src/test")).toList();
        assertThat(SourceRules.sleeps(tests)).isEmpty();
        assertThat(SourceRules.sleeps(List.of(new Sources.Source(Path.of("P.java"),
                "class P { void t() throws Exception { Thread."
                + "sleep(1); } }")))).hasSize(1);
    }

    @Test
    void everyPackageHasASignOnItsDoor() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Sources.Source source : Sources.main(ROOT)) {
            Path door = source.path().resolveSibling("package-info.java");
            if (!Files.exists(door) && !missing.contains(door.toString())) {
                missing.add(door.toString());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() throws IOException {
        assertThat(SourceRules.unfinished(Sources.java(ROOT))).isEmpty();
        assertThat(SourceRules.unfinished(List.of(new Sources.Source(Path.of("P.java"), "// TO" + "DO: later")))).hasSize(1);
    }

    @Test
    void everyPolicyAndHandlerHasItsPage() {
        List<String> missing = new ArrayList<>();
        Stream.of(ProvisioningPolicy.class, AssignmentPolicy.class, GuestController.class)
                .flatMap(kind -> ServiceLoader.load(kind).stream().map(ServiceLoader.Provider::get))
                .map(Policy.class::cast)
                .map(policy -> ROOT.resolve("docs/policies/" + policy.name() + ".md"))
                .filter(page -> !Files.exists(page))
                .forEach(page -> missing.add(page.toString()));
        // Those of the tests themselves are nobody's to use.
        ServiceLoader.load(Handler.class).stream().map(ServiceLoader.Provider::get)
                .filter(handler -> !handler.getClass().getName().startsWith("orca.simulator."))
                .map(handler -> ROOT.resolve("docs/handlers/" + handler.name() + ".md"))
                .filter(page -> !Files.exists(page))
                .forEach(page -> missing.add(page.toString()));
        assertThat(missing).isEmpty();
    }

    @Test
    void everyLinkInThePagesResolves() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : Sources.pages(ROOT)) {
            Matcher link = Pattern.compile("(?:\\]\\(|src=\"|href=\")([^)\"#\\s]+)").matcher(Files.readString(page));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://") && !target.startsWith("mailto:") && !Files.exists(page.resolveSibling(target))) {
                    broken.add(ROOT.relativize(page) + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyDecisionHasANumberOfItsOwnAndATitle() throws IOException {
        List<String> numbers = new ArrayList<>();
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/adr"))) {
            for (Path page : pages.sorted().toList()) {
                String name = page.getFileName().toString();
                assertThat(name).matches("\\d{4}-[a-z0-9-]+\\.md");
                assertThat(Files.readString(page)).startsWith("# ");
                numbers.add(name.substring(0, 4));
            }
        }
        assertThat(numbers).doesNotHaveDuplicates();
    }
}
