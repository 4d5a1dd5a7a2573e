package orca.runtime.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A maker in a line with services: who is asked, in which order, and what becomes of trouble. */
@Execution(ExecutionMode.CONCURRENT)
class ServicedHandlerTest {
    private static final Term TERM = new Term(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z"));

    private final List<String> asked = new ArrayList<>();
    private final Map<String, Outcome> answers = new TreeMap<>();
    /** What a part says at a probe though it finds the unit there. */
    private final Map<String, List<String>> remarks = new TreeMap<>();
    private final RecordingContext context = new RecordingContext();

    /** One of the line; it does what {@link #answers} says under its name, and says {@code NAME.done} where that says nothing. */
    private class Part implements Handler {
        private final String name;

        Part(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Outcome handle(UnitCall call, CallContext words) throws Exception {
            asked.add(name + (call.properties().get("address.done").isPresent() ? " with address" : ""));
            Outcome answer = answers.get(name);
            if (answer instanceof Outcome.Trouble(String reason, boolean retry) && reason.equals("throws")) {
                throw new IOException(name);
            }
            if (call.action() == Action.PROBE && answer == null) {
                remarks.getOrDefault(name, List.of()).forEach(words::say);
                return there(true);
            }
            if (answer instanceof Outcome.Done && call.action() == Action.PROBE) {
                words.say("gone from the daemon");
            }
            return answer != null ? answer : new Outcome.Done(PropertyList.of(name + ".done", "yes"));
        }
    }

    private final class Maker extends Part implements Shell {
        Maker() {
            super("maker");
        }

        @Override
        public int exec(UnitCall call, List<String> command, CallContext words) {
            return 7;
        }

        @Override
        public boolean moves(TypeName type) {
            return true;
        }
    }

    private static Outcome.Done there(boolean present) {
        return new Outcome.Done(PropertyList.NONE.with(Handler.PRESENT, new PropertyValue.Flag(present)));
    }

    private Handler line(String... services) {
        Maker maker = new Maker();
        Map<String, Handler> line = new LinkedHashMap<>();
        for (String service : services) {
            line.put(service, service.equals("maker") ? maker : new Part(service));
        }
        return ServicedHandler.of(maker, line, name -> name.equals("old") ? Optional.of(new Part("old")) : Optional.empty());
    }

    private static UnitCall call(Action action, PropertyList properties) {
        return new UnitCall(new UnitId("u1"), action, 1, new TypeName("vm"), "h1", Amounts.of(1), TERM, properties);
    }

    private Outcome run(Handler line, Action action) throws Exception {
        return line.handle(call(action, PropertyList.NONE), context);
    }

    @Test
    void eachSeesAtSetupWhatThoseBeforeItSaidAndTheUnitKeepsWhoTheyWere() throws Exception {
        Outcome made = run(line("accounts", "address", "maker", "names"), Action.SETUP);
        assertThat(asked).containsExactly("accounts", "address", "maker with address", "names with address");
        assertThat(made).isEqualTo(new Outcome.Done(PropertyList.of("accounts.done", "yes").with("address.done", "yes")
                .with("maker.done", "yes").with("names.done", "yes").with("site.services", "accounts,address,maker,names")));
    }

    @Test
    void theMakerIsLastWhereTheLineDoesNotSay() throws Exception {
        run(line("address"), Action.SETUP);
        run(line("address"), Action.TEARDOWN);
        assertThat(asked).containsExactly("address", "maker with address", "maker", "address");
    }

    @Test
    void troubleAtSetupEndsItThereAndNamesWhoHasIt() throws Exception {
        answers.put("address", new Outcome.Trouble("the pool is empty", true));
        assertThat(run(line("accounts", "address"), Action.SETUP))
                .isEqualTo(new Outcome.Trouble("address: the pool is empty", true));
        assertThat(asked).containsExactly("accounts", "address");
    }

    @Test
    void troubleOfAServiceAtTeardownKeepsNoOtherFromIt() throws Exception {
        answers.put("names", new Outcome.Trouble("refused", false));
        answers.put("accounts", new Outcome.Trouble("slow", true));
        assertThat(run(line("accounts", "address", "maker", "names"), Action.TEARDOWN))
                .isEqualTo(new Outcome.Trouble("names: refused; accounts: slow", true));
        assertThat(asked).containsExactly("names", "maker", "address", "accounts");
    }

    @Test
    void whatAServiceThrowsKeepsNoOtherFromIt() {
        answers.put("names", new Outcome.Trouble("throws", false));
        assertThatThrownBy(() -> run(line("address", "maker", "names"), Action.TEARDOWN)).hasMessage("names");
        assertThat(asked).containsExactly("names", "maker", "address");
    }

    @Test
    void whileTheMakerHasTroubleWhatTheMachineStandsOnStays() throws Exception {
        answers.put("maker", new Outcome.Trouble("it still runs", true));
        assertThat(run(line("address", "maker", "names"), Action.TEARDOWN))
                .isEqualTo(new Outcome.Trouble("maker: it still runs", true));
        assertThat(asked).containsExactly("names", "maker");
    }

    @Test
    void aServiceThatTheConfigurationNoLongerNamesIsAskedAtTheEndAllTheSame() throws Exception {
        PropertyList earlier = PropertyList.of("site.services", "old,maker,names");
        assertThat(line("names").handle(call(Action.TEARDOWN, earlier), context)).isEqualTo(Outcome.done());
        assertThat(asked).containsExactly("maker", "names", "old");
        Outcome lost = line().handle(call(Action.TEARDOWN, PropertyList.of("site.services", "forgotten,maker")), context);
        assertThat(lost).isEqualTo(new Outcome.Trouble("the unit was given the service forgotten, which the configuration has no"
                + " more; say handlers.forgotten again, or see to it by hand", false));
    }

    @Test
    void aChangeAddsToWhatTheUnitWasGivenAndTakesNothingFromIt() throws Exception {
        PropertyList earlier = PropertyList.of("site.services", "old,maker,names");
        for (String now : List.of("names", "address")) {
            assertThat(line(now).handle(call(Action.MODIFY, earlier), context)).isInstanceOfSatisfying(Outcome.Done.class, done ->
                    assertThat(done.properties().text("site.services").orElseThrow().split(","))
                            .contains("old", "names", "maker", now));
        }
        assertThat(line().handle(call(Action.MODIFY, earlier), context)).isInstanceOfSatisfying(Outcome.Done.class, done ->
                assertThat(done.properties().text("site.services")).contains("old,maker,names"));
    }

    @Test
    void aProbeIsTheMakersAndSaysOnceWhatIsAmiss() throws Exception {
        Handler line = line("accounts", "names");
        assertThat(run(line, Action.PROBE)).isEqualTo(there(true));
        assertThat(context.lines()).isEmpty();
        answers.put("accounts", there(false));
        answers.put("names", new Outcome.Trouble("slow", true));
        assertThat(run(line, Action.PROBE)).isEqualTo(there(true));
        assertThat(run(line, Action.PROBE)).isEqualTo(there(true));
        answers.clear();
        run(line, Action.PROBE);
        run(line, Action.PROBE);
        assertThat(context.lines()).containsExactly("accounts: gone from the daemon; names: slow",
                "its services are as they ought to be again");
        asked.clear();
        answers.put("maker", there(false));
        assertThat(run(line, Action.PROBE)).isEqualTo(there(false));
        assertThat(asked).containsExactly("maker");
    }

    /** A network whose bridge is there and whose port somebody removed, for one. */
    @Test
    void whatAServiceSaysOfAUnitThatItFindsThereIsSaidWhenItIsNew() throws Exception {
        Handler line = line("accounts", "networks");
        remarks.put("networks", List.of("there is no port p1", "the port p2 is not as it was made"));
        assertThat(run(line, Action.PROBE)).isEqualTo(there(true));
        assertThat(context.lines()).containsExactly("networks: there is no port p1",
                "networks: the port p2 is not as it was made");
        run(line, Action.PROBE);
        remarks.put("networks", List.of("there is no port p1", "the port p3 does not work"));
        answers.put("accounts", there(false));
        run(line, Action.PROBE);
        assertThat(said(2)).as("only what is new").containsExactly("networks: the port p3 does not work",
                "accounts: gone from the daemon");

        remarks.clear();
        run(line, Action.PROBE);
        remarks.put("networks", List.of("there is no port p1"));
        run(line, Action.PROBE);
        assertThat(said(4)).as("it was put right in between").containsExactly("networks: there is no port p1");
        answers.clear();
        run(line, Action.MODIFY);
        run(line, Action.PROBE);
        assertThat(said(5)).as("a change was to put it right").containsExactly("networks: there is no port p1");
    }

    private List<String> said(int from) {
        return context.lines().subList(from, context.lines().size());
    }

    @Test
    void aStoppedCallAsksNobodyElse() throws Exception {
        context.cancel();
        assertThat(run(line("names"), Action.SETUP)).isEqualTo(new Outcome.Trouble("it was stopped before names", true));
        assertThat(run(line("names"), Action.TEARDOWN)).isInstanceOf(Outcome.Trouble.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void toItsActorItIsTheMaker() throws Exception {
        Handler line = line("names");
        assertThat(line.name()).isEqualTo("maker");
        assertThat(line.moves(new TypeName("vm"))).isTrue();
        assertThat(line.cleansAtOnce(new TypeName("vm"))).isFalse();
        assertThat(((Shell) line).exec(call(Action.PROBE, PropertyList.NONE), List.of("x"), context)).isEqualTo(7);
        assertThat(ServicedHandler.of(new Part("plain"), Map.of(), name -> Optional.empty())).isNotInstanceOf(Shell.class);
    }
}
